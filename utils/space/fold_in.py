"""How the ratings of somebody new make their vector."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FoldIn:
    """How a model makes a user's vector from ratings when the items' vectors are fixed.

    u minimizes  w Σ_rated (t − ⟨u, v⟩)² + w₀ Σ_unrated ⟨u, v⟩² + λ‖u‖²  with
    t = (stars − offset) / scale.

    The defaults are WALS's half-step where five stars count as "watched" (t = 1) and one star as
    not (t = 0). A model of centered stars has weight 1, unobserved 0, its mean rating as offset,
    and scale 1.

    Args:
        l2: λ > 0.
        weight: w > 0, of a rated item.
        unobserved: w₀ ≥ 0, of an item that was not rated.
        offset, scale: what turns stars into the target.

    Source: Hu, Koren, Volinsky 2008, sec. 4.
    """

    l2: float = 15.0
    weight: float = 5.0
    unobserved: float = 1.0
    offset: float = 1.0
    scale: float = 4.0
