"""A direction of a space that says something, and how well it says it of rows it has not seen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import r2_score, roc_auc_score
from sklearn.model_selection import KFold, StratifiedKFold, cross_val_predict

from utils.base.seed import SEED
from utils.space.embedding_space import EmbeddingSpace

N_FOLDS = 10


@dataclass(frozen=True)
class Probe:
    """A direction, found by a linear model.

    Attributes:
        vector: (dim,) float64, the weights; of the model that was fitted on all rows.
        score: how well rows are placed by models that were fitted without them.
        measure: what the score is: "AUC", where 0.5 is chance, or "R²", where 0 is the mean.
    """

    vector: np.ndarray
    score: float
    measure: str

    def __str__(self):
        return f"held-out {self.measure} {self.score:.2f}"


def probe(space: EmbeddingSpace, target: ArrayLike) -> Probe:
    """Look for a direction along which a label or a number can be read off.

    In ten rounds a tenth of the rows is hidden, and placed by a model that was fitted on the
    others. A score of the rows that the model was fitted on would say little.

    Args:
        space: EmbeddingSpace.
        target: (n,) bool, who has a label: by logistic regression; or (n,) floats, by ridge
            regression, where rows of NaN are left out.

    Raises:
        ValueError: if the target is of other rows, or of too few or of one kind only.

    Source: Alain and Bengio 2016, "Understanding intermediate layers using linear classifier
        probes". Lesson 03 builds one.
    """
    values = np.asarray(target)
    if values.shape != (len(space),):
        raise ValueError(f"the target has the shape {values.shape}, the space {len(space)} rows")
    if values.dtype == bool:
        rarer = min(values.sum(), (~values).sum())
        if rarer < 2:
            raise ValueError(f"{rarer} rows are of the rarer kind: a probe needs at least 2")
        folds = StratifiedKFold(int(min(N_FOLDS, rarer)), shuffle=True, random_state=SEED)
        return _fitted(LogisticRegression(), space.vectors, values, folds, "decision_function")
    known = ~np.isnan(values.astype(float))
    if known.sum() < 2 * N_FOLDS:
        raise ValueError(f"{known.sum()} rows have a number: a probe needs {2 * N_FOLDS} at least")
    folds = KFold(N_FOLDS, shuffle=True, random_state=SEED)
    return _fitted(Ridge(), space.vectors[known], values[known].astype(float), folds, "predict")


def _fitted(model, vectors, values, folds, method):
    said = cross_val_predict(model, vectors, values, cv=folds, method=method)
    is_label = values.dtype == bool
    score = (roc_auc_score if is_label else r2_score)(values, said)
    vector = model.fit(vectors, values).coef_.ravel().astype(float)
    return Probe(vector, float(score), "AUC" if is_label else "R²")
