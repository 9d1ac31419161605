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
    "S13": Mutant(
        "the order is turned round",
        "_right = softmax\nsoftmax = lambda logits: _right(-logits)",
    ),
    "S14": Mutant(
        "the loss is squared error instead of cross-entropy",
        replaced=(("p * log_p_hat", "-((p - tf.exp(log_p_hat)) ** 2)"),),
    ),
}
