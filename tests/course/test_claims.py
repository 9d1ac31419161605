"""Each claim of the course can turn red: its cell fails where the claim is made false."""

import pytest

from tests.tools.kernels import Lesson, claim_cells, has_assertion
from tests.tools.mutants import MUTANTS, Mutant
from tools.notebooks import paths, read

CLAIMS = {claim: path for path in paths() for claim in claim_cells(path)}
WITH_CLAIMS = sorted(set(CLAIMS.values()))


def test_each_claim_has_a_mutant_and_each_mutant_a_claim():
    assert set(MUTANTS) == set(CLAIMS)


@pytest.mark.parametrize("claim", sorted(CLAIMS))
def test_the_cell_of_a_claim_asserts_it(claim):
    path = CLAIMS[claim]
    assert has_assertion(read(path).cells[claim_cells(path)[claim]].source)


def test_a_mutant_that_does_not_fit_its_cell_is_told():
    with pytest.raises(ValueError, match="'y' stands 0 times"):
        Mutant("", replaced=(("y", "z"),)).source("x = 1")


@pytest.mark.full  # four lessons run up to their last claim, and mutants train networks again
@pytest.mark.parametrize("path", WITH_CLAIMS, ids=lambda path: path.stem)
def test_each_mutant_turns_its_claim_red(path, record_property):
    with Lesson(path).started() as lesson:
        for claim, number in claim_cells(path).items():
            lesson.run_to(number)
            cell = lesson.notebook.cells[number].source
            assert lesson.try_out(cell) == "no assertion failed", f"{claim} as it stands"
            if claim in MUTANTS:
                said = lesson.try_out(MUTANTS[claim].source(cell))
                record_property(claim, said)
                print(f"{claim}: {MUTANTS[claim].says}: {said}")
                assert said.startswith("AssertionError at: assert"), f"{claim}: {said}"
