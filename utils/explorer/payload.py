"""What the explorer is given: spaces and their table as JSON and one block of bytes."""

from dataclasses import asdict

import numpy as np

from utils.explorer.columns import Block, pack_column, pack_texts
from utils.space.embedding_space import EmbeddingSpace

MOST_BYTES = 32 * 2**20  # of vectors that a browser is given: 131,072 of 64 numbers


def pack(
    spaces,
    popularity="ratings",
    fold_in=None,
    axes=None,
    epochs=False,
    noun="movies",
    most_bytes=MOST_BYTES,
):
    """Spaces over the same rows, as the JavaScript wants them.

    Args:
        spaces: EmbeddingSpace, or dict of name → EmbeddingSpace with the same titles.
        popularity: a column of numbers of the table; without such a column, there is no popularity.
        fold_in: FoldIn, or dict of name → FoldIn; None where ratings make no vector.
        axes: dict of name → (dim,) floats: directions of the first space.
        epochs: whether the spaces are one model at different times, in their order.
        noun: what the rows are, in the plural.
        most_bytes: of vectors; if they are more, only their lengths are packed, and
            meta["remote"] says that the kernel has to answer.

    Returns:
        (dict for JSON, bytes).

    Raises:
        ValueError: as `named_spaces`; or if popularity is no column of numbers.
    """
    named = named_spaces(spaces, axes)
    table = next(iter(named.values())).table
    block = Block()
    rules = rules_of(named, fold_in)
    maps = _maps(list(named.values()), epochs)
    remote = sum(space.vectors.nbytes for space in named.values()) > most_bytes
    meta = {
        "n": len(table),
        "remote": remote,
        "titles": pack_texts(block, table["title"]),
        **{"noun": noun, "popularity": popularity, "epochs": epochs},
        "columns": [
            pack_column(block, name, values, as_number=name == popularity)
            for name, values in table.drop(columns="title").items()
        ],
        "axes": [{"name": name, "vector": block.add(v)} for name, v in (axes or {}).items()],
        "spaces": [
            _pack_space(block, name, space.vectors, its_maps, rules[name], remote)
            for (name, space), its_maps in zip(named.items(), maps, strict=True)
        ],
    }
    return meta, block.bytes()


def _pack_space(block, name, vectors, maps, rule, remote):
    return {
        "name": str(name),
        "dim": vectors.shape[1],
        "vectors": None if remote else block.add(vectors),
        "norms": block.add(row_norms(vectors)) if remote else None,
        "maps": {kind: block.add(xy) for kind, xy in maps.items()},
        "rule": asdict(rule) if rule else None,
    }


def named_spaces(spaces, axes=None):
    """dict of name → EmbeddingSpace, checked.

    Args:
        spaces, axes: as for `pack`.

    Raises:
        ValueError: if there is no space, titles differ, or an axis has another dimension.
    """
    named = {"space": spaces} if isinstance(spaces, EmbeddingSpace) else dict(spaces)
    if not named:
        raise ValueError("there is no space to explore: give at least one")
    (first_name, first), *others = named.items()
    for name, space in others:
        if not space.table["title"].equals(first.table["title"]):
            raise ValueError(
                f"the spaces {first_name!r} ({len(first)} rows) and {name!r} ({len(space)} rows) "
                "do not have the same titles in the same order: cut both to the rows they share"
            )
    for name, vector in (axes or {}).items():
        if np.shape(vector) != (first.vectors.shape[1],) or not np.isfinite(vector).all():
            raise ValueError(
                f"the axis {name!r} has shape {np.shape(vector)}: it must be "
                f"{first.vectors.shape[1]} finite numbers, as many as the space has dimensions"
            )
    return named


def rules_of(named, fold_in):
    """dict of name → FoldIn or None, for each of the named spaces."""
    return {name: fold_in.get(name) if isinstance(fold_in, dict) else fold_in for name in named}


def row_norms(vectors):
    """(n,) length of each row. Unlike np.linalg.norm it makes no copy of the vectors' size."""
    return np.sqrt(np.einsum("ij,ij->i", vectors, vectors))


def _maps(spaces, epochs):
    """Of each space its maps. Over time it is one PCA, that of the last: so the points move."""
    if not epochs:
        return [space.maps or {"pca": space.map("pca")} for space in spaces]
    last = spaces[-1]
    middle = last.vectors.mean(axis=0)
    plane = np.linalg.lstsq(last.vectors - middle, last.map("pca"), rcond=None)[0]
    return [{"pca": (space.vectors - middle) @ plane} for space in spaces]
