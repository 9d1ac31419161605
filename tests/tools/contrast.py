"""How well colors are told apart: against their ground, and from each other, by all eyes."""

import numpy as np
from matplotlib.colors import to_rgb

# Machado, Oliveira and Fernandes 2009, severity 1: what linear RGB looks like without one cone.
CONES = {
    "all": np.eye(3),
    "no red": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "no green": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "no blue": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_XYZ = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
)  # IEC 61966-2-1
WHITE = TO_XYZ.sum(axis=1)


def linear(color):
    """(3,) linear RGB of a color as matplotlib takes it."""
    rgb = np.array(to_rgb(color))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(first, second):
    """Contrast ratio of two colors, 1 to 21. Source: WCAG 2.2, "contrast ratio"."""
    lights = sorted(TO_XYZ[1] @ linear(color) for color in (first, second))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def distance(first, second, eyes="all"):
    """ΔE of two colors in CIELAB, for eyes of CONES; 2.3 is just noticed."""
    labs = [_lab(np.clip(CONES[eyes] @ linear(color), 0, 1)) for color in (first, second)]
    return float(np.linalg.norm(labs[0] - labs[1]))


def _lab(rgb):
    """CIELAB of linear RGB. Source: CIE 15:2004."""
    part = TO_XYZ @ rgb / WHITE
    f = np.where(part > (6 / 29) ** 3, np.cbrt(part), part / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])
