"""A prediction that was written down before a cell ran, shown beside what came out."""

from numbers import Real

Result = float | str


def reveal(guess: Result | None, found: Result, unit: str = "") -> None:
    """Print a prediction beside the result; nothing where no prediction was written.

    Nothing is judged: a prediction that was far off is worth more than none.

    Args:
        guess: what the reader wrote, a number or one of the words to choose from; None if nothing.
        found: what came out.
        unit: of a number, as in "ratings"; none beside a share.
    """
    if guess is None:
        return
    said, is_now = _told(guess, unit), _told(found, unit)
    same = said.casefold() == is_now.casefold()
    print(f"You said {said}, and so it is." if same else f"You said {said}; it is {is_now}.")


def _told(value: Result, unit: str) -> str:
    """A number with three digits and its unit; anything else as it was written."""
    if isinstance(value, Real) and not isinstance(value, bool):
        return f"{_three_digits(float(value))} {unit}".strip()
    return str(value).strip()


def _three_digits(value: float) -> str:
    """As 0.121, 2.5 or 1,472: three digits that count, and no power of ten from 0.0001 up."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
