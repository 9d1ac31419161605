"""The numbers that a lesson's prose names, and those that its cells have printed or set above."""

import re
from html.parser import HTMLParser

# 1,234 · 0.55 · .283 · 46 % · 5e-4; not the digits of names such as e5, S01 or 3-D.
NUMBER = re.compile(
    r"(?<![\w.,\-–])[+−-]?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.\d+|\d+)(e[-−]?\d+)?(?![\w-])( ?%)?"
)
LEFT_OUT = (
    r"^```.*?^```",  # code to be read
    r"\$\$.*?\$\$",  # formulas
    r"\$[^$\n]+\$",
    r"`[^`\n]+`",
    r"^#+ .*$",  # headings are numbered
    r"!\[[^\]]*\]\([^)]*\)",
    r"\[[^\]]*\]\([^)]*\)",  # links
    r"<[^>]+>",
    r"(?:[Ll]essons?|[Ee]xercises?|[Ss]ections?|sec\.|[Cc]ells?|[Cc]laims?) [\d., –and]+",
    r"(?:MovieLens|TensorFlow|Keras|Python|JupyterLab) [\d.]+\w*",
)
YEARS = range(1900, 2036)
LEAST = 100  # smaller whole numbers count things that one sees


class _Text(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.words = []
        self.feed(page)

    def handle_data(self, data):
        self.words.append(data)


def prose_numbers(markdown):
    """The numbers of a Markdown cell that a reader could hold against a result.

    Args:
        markdown: str.

    Returns:
        List of (text, value, number of decimals, whether a percentage): all fractions, all
        percentages, and whole numbers from LEAST up that are no year.
    """
    for pattern in LEFT_OUT:
        markdown = re.sub(pattern, " ", markdown, flags=re.M | re.S)
    found = []
    for match in NUMBER.finditer(markdown):
        digits, exponent, percent = match.groups()
        value = float(digits.replace(",", "") + (exponent or "").replace("−", "-"))
        decimals = len(digits.partition(".")[2])
        whole = not decimals and not percent and not exponent
        if whole and (value < LEAST or ("," not in digits and value in YEARS)):
            continue
        found.append((match[0].strip(), value, decimals, bool(percent)))
    return found


def shown_numbers(cell):
    """The numbers that a code cell holds: those it prints, and those that are set in its source."""
    texts = [cell.source.replace("_", "")]
    for output in cell.outputs:
        data = output.get("data", {})
        texts += [output.get("text", ""), data.get("text/plain", "")]
        texts.append(" ".join(_Text(data.get("text/html", "")).words))
    return {number for text in texts for number in _numbers(text)}


def _numbers(text):
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text.replace("−", "-"))
    found = re.findall(r"(?<![\w.])-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", plain)
    return {abs(float(number)) for number in found}


def is_shown(value, decimals, percent, shown):
    """Whether one of the shown numbers rounds to the one in prose.

    Args:
        value: float ≥ 0, as written.
        decimals: how many it is written with.
        percent: whether it is a percentage: then shares are looked at, too.
        shown: numbers.
    """
    reach = 0.5 * 10.0**-decimals * (1 + 1e-6) + 1e-12
    scales = (1, 100) if percent else (1,)
    return any(abs(number * scale - value) <= reach for number in shown for scale in scales)


def missing_numbers(notebook, excused=()):
    """Numbers in prose that no cell above has shown.

    Args:
        notebook: NotebookNode.
        excused: numbers as written in prose.

    Returns:
        List of (cell number, the number as written).
    """
    shown, missing = set(), []
    for position, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            shown |= shown_numbers(cell)
            continue
        for text, value, decimals, percent in prose_numbers(cell.source):
            if text not in excused and not is_shown(value, decimals, percent, shown):
                missing.append((position, text))
    return missing
