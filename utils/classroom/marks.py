"""From what was found to points, by a table that the teacher can change: marks.toml."""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

STEPS = {  # how far an answer came → the share of the points
    "passed": 1.0,
    "changed": 0.75,
    "gradient": 0.75,
    "misconception": 0.5,
    "ran": 0.25,
    "raised": 0.1,
    "signature": 0.1,
    "not attempted": 0.0,
}
OPEN = ("missing", "unreadable", "stopped")  # never a silent 0: a person decides


@dataclass(frozen=True)
class Marks:
    """Shares of the points for each step, and the points of exercises that do not have 1."""

    steps: dict = field(default_factory=lambda: dict(STEPS))
    points: dict = field(default_factory=dict)

    def of(self, exercise_id: str) -> float:
        """The points that an exercise can bring."""
        return self.points.get(exercise_id, 1.0)

    def given(self, exercise_id: str, status: str, got_to: str) -> float | None:
        """The points for what was found, or None where a person has to decide."""
        if status in OPEN:
            return None
        return round(self.of(exercise_id) * self.steps[got_to or status], 4)


def load_marks(path: Path | None, exercise_ids: Collection[str]) -> Marks:
    """Read marks.toml.

        [steps]             # shares from 0 to 1; what is not named keeps its default
        ran = 0.3
        [points]
        "mf.gravity" = 2

    Raises:
        ValueError: if it is no TOML, names something unknown, or a share is not from 0 to 1.
    """
    if path is None:
        return Marks()
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path}: {error}") from None
    steps, points = told.pop("steps", {}), told.pop("points", {})
    _known(path, "a table", told, ("steps", "points"))
    _known(path, "a step", steps, STEPS)
    _known(path, "an exercise", points, exercise_ids)
    for name, value in [*steps.items(), *points.items()]:
        largest = 1 if name in steps else 1000
        if not isinstance(value, (int, float)) or not 0 <= value <= largest:
            raise ValueError(f"{path}: {name} = {value!r} is not a number from 0 to {largest}")
    return Marks(STEPS | steps, dict(points))


def _known(path, what, names, known):
    for name in names:
        if name not in known:
            raise ValueError(f"{path}: {name!r} is not {what}; known: {', '.join(known)}")
