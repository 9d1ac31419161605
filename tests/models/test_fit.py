"""Training: it repeats itself, stops early or at nonsense, and shows its progress to people."""

import numpy as np
import pytest

from tests.tools.crowds import crowd
from utils.models import fit as training
from utils.models.fit import fit
from utils.models.matrix_factorization import MatrixFactorization

DATA = crowd(12, 17, seed=0)
PAIRS = DATA.users, DATA.items


def model(**settings):
    return MatrixFactorization(12, 17, dim=2, mean=DATA.ratings.mean(), **settings)


def test_one_number_for_each_epoch_and_the_same_with_the_same_seed():
    runs = [fit(model(), PAIRS, DATA.ratings, epochs=3, batch_size=16) for _ in range(2)]
    assert runs[0] == runs[1]
    assert len(runs[0]["loss"]) == 3
    assert runs[0] != fit(model(), PAIRS, DATA.ratings, epochs=3, batch_size=16, seed=1)


def test_a_step_is_traced_once():
    traced = []

    class Counting(MatrixFactorization):
        def train_step(self, *arguments):
            traced.append("train_step")
            return super().train_step(*arguments)

    counting = Counting(12, 17, dim=2, mean=DATA.ratings.mean())
    assert counting.built
    fit(counting, PAIRS, DATA.ratings, epochs=2, batch_size=len(DATA.ratings))
    assert len(traced) == 1


def test_a_decaying_rate_ends_at_zero():
    trained = model()
    fit(trained, PAIRS, DATA.ratings, epochs=2, batch_size=16, decay=True, learning_rate=0.1)
    assert float(trained.optimizer.learning_rate) == pytest.approx(0, abs=1e-6)


def test_patience_goes_back_to_the_best_epoch():
    trained = model()
    held_out = PAIRS, 0 * DATA.ratings  # learning makes it worse there
    settings = {"learning_rate": 0.05, "patience": 2, "validation": held_out}
    history = fit(trained, PAIRS, DATA.ratings, epochs=20, **settings)
    best = int(np.argmin(history["val_loss"]))
    assert len(history["val_loss"]) == best + 1 + 2
    assert trained.evaluate(*held_out, verbose=0) == pytest.approx(history["val_loss"][best], 1e-5)


def test_a_non_finite_input_is_named():
    ratings = DATA.ratings.copy()
    ratings[5] = np.nan
    with pytest.raises(ValueError, match=r"the target holds nan at \(5,\)"):
        fit(model(), PAIRS, ratings, epochs=1)


def test_a_diverging_loss_stops_and_names_the_learning_rate():
    with pytest.raises(FloatingPointError, match="learning rate .* too high"):
        fit(model(), PAIRS, DATA.ratings, epochs=50, learning_rate=1e19)


@pytest.mark.parametrize("watched", [True, False])
def test_a_bar_is_shown_only_where_somebody_watches(monkeypatch, capsys, watched):
    monkeypatch.setattr(training, "interactive", lambda: watched)
    fit(model(), PAIRS, DATA.ratings, epochs=2)
    out = capsys.readouterr()
    assert ("epoch" in out.out) == watched and out.err == ""
