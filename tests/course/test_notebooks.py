"""The lessons as committed: run, clean, small enough to read, and what they claim is shown."""

import ast
import copy
import json
import re

import pytest

from tools.notebooks import LANGUAGE_VERSION, LESSONS, clean, measure, paths, read
from tools.steady import TAG, steady_cells

CLAIMS = {  # claim → lesson
    "S01": "03",  # side features have no place in matrix factorization
    "S02": "03",  # it answers for trained users and items only; folding in is a work-around
    "S03": "03",  # popular items go to everyone, by dot product more than by cosine
    "S04": "05",  # a network takes query features as they come, and they help
    "S05": "04",  # softmax: n probabilities that sum to 1
    "S06": "05",  # dense features change the prediction in the direction of the truth
    "S07": "05",  # sparse features enter through embeddings, at the cost of what is present
    "S08": "05",  # side features serve a user without history better than popularity does
    "S09": "05",  # non-linear hidden layers capture more; without activation they add nothing
    "S10": "05",  # more parameters cost more, and from some point on do not pay
    "S11": "04",  # ψ(x) is the query embedding: similar queries lie close
    "S12": "04",  # softmax(ψ(x) Vᵀ) by hand is what the model returns
    "S13": "04",  # softmax keeps the order, and ignores a constant
    "S14": "04",  # the loss is cross-entropy; its gradient in the logits is p̂ − p
    "S15": "04",  # Z does not depend on the item
    "S16": "04",  # log p̂_j = ⟨ψ(x), V_j⟩ − log Z: V_j is an item embedding
    "S17": "04",  # matrix factorization is the special case
    "S18": "07",  # two towers score items never seen, better than chance
    "S19": "07",  # precomputed φ gives the same answers
    "S20": "07",  # one value per pair, no distribution; negatives stand in
}
IDS = [path.stem for path in paths()]


@pytest.fixture(params=paths(), ids=IDS)
def path(request):
    return request.param


@pytest.fixture
def notebook(path):
    return read(path)


def code(notebook):
    return [c for c in notebook.cells if c.cell_type == "code" and c.source.strip()]


def prose(notebook):
    return [c.source for c in notebook.cells if c.cell_type == "markdown"]


def outputs(notebook):
    return [output for cell in code(notebook) for output in cell.outputs]


def functions(cell):
    return [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.FunctionDef)]


def is_short(path):
    return path.stem.startswith("00")


def test_lessons_are_numbered_in_order():
    assert len(IDS) >= 4
    assert [int(name[:2]) for name in IDS] == list(range(len(IDS)))


# Hygiene


def test_ran_from_top_to_bottom(notebook):
    counts = [cell.execution_count for cell in code(notebook)]
    assert counts == list(range(1, len(counts) + 1)), "run `make notebooks`"


def test_is_clean(notebook):
    cleaned = copy.deepcopy(notebook)
    clean(cleaned)
    assert cleaned == notebook, "run `make notebooks`"


def test_has_no_error_and_nothing_on_stderr(notebook):
    assert [o for o in outputs(notebook) if o.output_type == "error"] == []
    assert [o.text for o in outputs(notebook) if o.get("name") == "stderr"] == []


def test_output_does_not_tell_where_or_when_it_ran(notebook):
    text = json.dumps([{**o, "data": _without_images(o)} for o in outputs(notebook)])
    assert re.findall(r"at 0x[0-9a-f]{6,}|/(?:home|root|Users|tmp)/[^\s\"]*", text) == []


def _without_images(output):
    return {mime: data for mime, data in output.get("data", {}).items() if "image" not in mime}


def test_output_is_small(notebook):
    assert measure(notebook).output_bytes <= 300_000


def test_every_figure_has_a_text_alternative(notebook):
    figures = [o for o in outputs(notebook) if "image/png" in o.get("data", {})]
    without = [o for o in figures if not _alternative(o)]
    assert without == []


def _alternative(output):
    return output.metadata.get("image/png", output.metadata).get("alt", "").strip()


# A lesson's form


def test_code_comes_in_small_pieces(notebook):
    style = measure(notebook)
    assert max(style.code_lines) <= 30
    assert 4 <= style.median_lines <= 8
    assert style.p90_lines <= 20
    assert max([n.end_lineno - n.lineno + 1 for c in code(notebook) for n in functions(c)]) <= 25


def test_sections_are_numbered_without_a_gap(notebook):
    numbers = re.findall(r"^## (\d+) ·", "\n".join(prose(notebook)), re.MULTILINE)
    assert [int(number) for number in numbers] == list(range(1, len(numbers) + 1))


def test_the_version_of_python_is_not_stored(notebook):
    assert notebook.metadata.language_info.version == LANGUAGE_VERSION


def test_setup_cell_is_short(notebook):
    assert measure(notebook).code_lines[0] <= 10


def test_length(path, notebook):
    style = measure(notebook)
    fewest_cells, fewest_words = (15, 400) if is_short(path) else (35, 1200)
    assert fewest_cells <= style.n_cells <= 70
    assert fewest_words <= style.n_words <= 2750
    assert is_short(path) or 5 <= style.words_per_line <= 12


def test_lessons_together_have_six_to_twelve_words_for_a_line_of_code():
    styles = [measure(read(path)) for path in paths() if not is_short(path)]
    lines = sum(sum(style.code_lines) for style in styles)
    assert not styles or 6 <= sum(style.n_words for style in styles) / lines <= 12


def test_opening_tells_goals_and_time_and_the_end_recalls(notebook):
    texts = prose(notebook)
    opening = "\n".join(texts[:3])
    assert texts[0].startswith("# ")
    assert re.search(r"you (?:will|can) be able to|you will (?:learn|see|build)", opening, re.I)
    assert re.search(r"\b\d+ min", opening)
    assert re.search(r"^#+ .*\brecap\b", "\n".join(texts[-4:]), re.I | re.M)


def test_links_to_files_lead_somewhere(notebook):
    links = re.findall(r"\]\(([^)#\s]+)", "\n".join(prose(notebook)))
    files = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in files if not (LESSONS / link).exists()] == []


# Exercises


def test_exercises_are_blank(path, notebook):
    stubs = [node for cell in code(notebook) for node in functions(cell) if _is_exercise(node)]
    assert len(stubs) >= (1 if is_short(path) else 2)
    assert [node.name for node in stubs if not _is_blank(node)] == []


def _is_exercise(node):
    calls = [d.func for d in node.decorator_list if isinstance(d, ast.Call)]
    return any(isinstance(name, ast.Name) and name.id == "exercise" for name in calls)


def _is_blank(node):
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return [ast.unparse(statement) for statement in body] == ["..."]


# Claims


def claim_cells():
    """(claim, lesson, cell) of every cell that carries a claim's tag."""
    return [
        (tag.removeprefix("claim-"), path.stem[:2], cell)
        for path in paths()
        for cell in read(path).cells
        for tag in cell.metadata.get("tags", [])
        if tag.startswith("claim-")
    ]


def test_every_claim_is_shown_once_in_its_lesson():
    assert sorted((claim, lesson) for claim, lesson, _ in claim_cells()) == sorted(CLAIMS.items())


@pytest.mark.parametrize("claim", CLAIMS)
def test_claim_is_printed_and_asserted_by_a_cell_that_ran(claim):
    cell = next(cell for name, _, cell in claim_cells() if name == claim)
    asserts = [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Assert)]
    assert any(isinstance(part, ast.Name) for node in asserts for part in ast.walk(node.test))
    assert cell.execution_count is not None
    assert cell.outputs != []


# What is compared


def test_the_cells_that_print_the_same_everywhere_are_compared_with_what_is_stored(notebook):
    tagged = [n for n, c in enumerate(notebook.cells) if TAG in c.metadata.get("tags", [])]
    assert tagged == steady_cells(notebook), "run `make notebooks`"
    assert len(tagged) >= 3
