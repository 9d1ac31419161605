"""A mutant for each claim: a small change that makes the claim false, so that its cell must fail.

A mutant runs in a copy of what the lesson's kernel holds just before the claim's cell. What it
changes in place it copies first, for the lesson goes on behind it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """One change.

    Attributes:
        says: what is false after the change.
        before: code that runs ahead of the cell.
        replaced: (old, new) pieces of the cell's source; each old one stands in it once.
    """

    says: str
    before: str = ""
    replaced: tuple[tuple[str, str], ...] = ()

    def source(self, cell):
        """The cell's source with the change.

        Raises:
            ValueError: if a piece to be replaced is not in the cell once.
        """
        for old, new in self.replaced:
            if cell.count(old) != 1:
                raise ValueError(f"{old!r} stands {cell.count(old)} times in the claim's cell")
            cell = cell.replace(old, new)
        return f"{self.before}\n{cell}"


MUTANTS = {
    "S01": Mutant(
        "the vector depends on who asks, and not on the history alone",
        "from copy import copy\nfrom itertools import count\n"
        "video_model, _asked = copy(video_model), count()\n_fold_in = video_model.fold_in\n"
        "video_model.fold_in = lambda histories: _fold_in(histories) + next(_asked)",
    ),
    "S02": Mutant(
        "everybody is folded in from somebody else's history",
        "from copy import copy\nwithout_them = copy(without_them)\n"
        "_fold_in = without_them.fold_in\n"
        "without_them.fold_in = lambda histories: _fold_in(histories[::-1])",
    ),
    "S03": Mutant(
        "all movies have vectors of one length, so the dot product is the cosine",
        "results = results | {'dot': results['cosine']}",
    ),
    "S13": Mutant(
        "the order is turned round",
        "_right = softmax\nsoftmax = lambda logits: _right(-logits)",
    ),
    "S14": Mutant(
        "the loss is squared error instead of cross-entropy",
        "cross_entropy = lambda z, p: ops.mean(ops.sum((p - ops.softmax(z)) ** 2, axis=1))",
    ),
    "S05": Mutant(
        "the networks were not trained",
        "networks = [Network(data.n_items) for _ in range(3)]",
    ),
    "S12": Mutant(
        "the layers have no ReLU",
        replaced=(("np.maximum(x @ E @ W1 + b1, 0)", "(x @ E @ W1 + b1)"),),
    ),
    "S15": Mutant(
        "each movie has a probability of its own, a sigmoid",
        "model = 1 / (1 + np.exp(-psi @ V.T))",
    ),
    "S16": Mutant(
        "the rows of V are random",
        replaced=(("net.V.get_weights()[0].T", "np.random.default_rng(i).normal(size=V.shape)"),),
    ),
    "S11": Mutant(
        "the other halves are those of others",
        replaced=(("embed(other_half)", "embed(other_half)[::-1]"),),
    ),
    "S17": Mutant(
        "the hidden layer stays",
        replaced=(("return self.E(x)", "return super().psi(x)"),),
    ),
    "S18": Mutant(
        "each new movie is told by the features of another one",
        """
class _Swapped:
    def score(self, histories):
        newcomers, phi = np.flatnonzero(unseen.candidates), model.item_embeddings()
        phi[newcomers] = phi[np.random.default_rng(0).permutation(newcomers)]
        return model.psi(histories) @ phi.T
measured = {**measured, "in-batch": [recall(_Swapped(), unseen)]}
""",
    ),
    "S19": Mutant(
        "the stored rows have slipped by one",
        replaced=(("model.item_embeddings()", "np.roll(model.item_embeddings(), 1, axis=0)"),),
    ),
    "S20": Mutant(
        "a score is a log probability over the catalog",
        replaced=(
            ("scores = model", "scores = log_softmax(model"),
            ("score(histories)", "score(histories)).numpy()"),
            ("wider = model", "wider = log_softmax(model"),
            ("model.phi(new)]).T", "model.phi(new)]).T).numpy()"),
        ),
    ),
    "S07": Mutant(
        "rows of zeros and ones are multiplied",
        replaced=(("lambda t=tower, x=x: t.query_embeddings(x)", "lambda r=rows, E=E: r @ E"),),
    ),
    "S08": Mutant(
        "age and country are those of somebody else",
        "from dataclasses import replace as _with\n"
        "_mixed = known.table.sample(frac=1, random_state=0).reset_index(drop=True)\n"
        "known = _with(known, table=_mixed)",
    ),
    "S09": Mutant(
        "the layer with ReLU has none",
        replaced=(
            (
                '"64, ReLU": shares(two(known, *who)[0], asked)',
                '"64, ReLU": shares(two(known, *who, make=NoReLU)[0], asked)',
            ),
        ),
    ),
    "S10": Mutant(
        "the more weights, the better",
        "on_choosing = dict(zip(on_choosing, [*on_choosing.values()][::-1]))",
    ),
    "S04": Mutant(
        "without the moment the network attains as much",
        'without = {**without, "gap, watch time": full}',
    ),
    "S06": Mutant(
        "the networks' lists go the other way",
        "_along = along\n"
        "along = lambda *a: np.concatenate([_along(*a)[:2, :, ::-1], _along(*a)[2:]])",
    ),
}
