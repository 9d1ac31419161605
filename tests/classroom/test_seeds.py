"""Seeds at which every known wrong answer is known by its name."""

from tests.tools.submissions import write
from utils.classroom.seeds import fresh_seed, unfit
from utils.exercises import engine

SPECS = engine.by_lesson()["01"]


def test_a_seed_at_which_a_wrong_answer_passes_is_refused(capsys, tmp_path):
    write(tmp_path / "in", "ann", ("01",))
    for key in ("queries.without_target", "sampling.without_accidental_hits"):
        spec = engine.find(key)
        bad = [seed for seed in range(25) if unfit([spec], seed)]
        assert bad, f"{key}: every seed will do, look for another example"
        assert "passes" in unfit([spec], bad[0])[0] or "is taken for" in unfit([spec], bad[0])[0]
    assert unfit(SPECS, fresh_seed(SPECS)) == []
