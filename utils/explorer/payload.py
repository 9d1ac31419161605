"""What the explorer is given: spaces and their table as JSON and one block of bytes."""

from collections.abc import Iterable
from dataclasses import asdict

import numpy as np
import pandas as pd

from utils.explorer.columns import Block, pack_column, pack_texts
from utils.explorer.description import Description
from utils.space.probes import Probe

NO_CLUSTER = "in no cluster"


def pack(described: Description) -> tuple[dict, bytes]:
    """What a Description describes, as the JavaScript wants it.

    If there are more vectors than a browser is given, only their lengths are packed, and
    meta["remote"] says that the kernel has to answer.

    Returns:
        (dict for JSON, bytes).
    """
    block = Block()
    names, spaces = list(described.spaces), list(described.spaces.values())
    meta = {
        "n": len(described),
        "remote": described.remote,
        "titles": pack_texts(block, described.labels),
        "label": str(described.label),
        "noun": described.noun,
        "popularity": described.popularity,
        "epochs": described.epochs,
        "columns": pack_columns(block, described, described.columns),
        "clusters": pack_clusters(described),
        "axes": [_pack_axis(block, name, axis) for name, axis in described.axes.items()],
        "spaces": [
            _pack_space(block, name, space.vectors, maps, described)
            for name, space, maps in zip(names, spaces, _maps(described), strict=True)
        ],
    }
    return meta, block.bytes()


def pack_columns(block: Block, described: Description, names: Iterable[str]) -> list[dict]:
    """Columns of a Description as list of dicts for JSON."""
    packed = []
    for name in names:
        number = name == described.popularity
        packed.append(pack_column(block, name, described.columns[name], as_number=number))
        if described.clusters is not None and name == described.cluster_name:
            packed[-1]["missing"] = NO_CLUSTER
    return packed


def pack_clusters(described: Description) -> dict | None:
    """The clusters as dict for JSON: `column`, and `found`, a dict for each; None without."""
    if described.clusters is None:
        return None
    lines = described.clusters.table.astype(object)
    lines = lines.where(pd.notna(lines), None)  # JSON has no NaN
    return {"column": described.cluster_name, "found": lines.to_dict("records")}


def _pack_axis(block, name, axis):
    note = str(axis) if isinstance(axis, Probe) else ""
    vector = axis.vector if isinstance(axis, Probe) else np.asarray(axis)
    return {"name": name, "note": note, "vector": block.add(vector)}


def _pack_space(block, name, vectors, maps, described):
    rule = described.fold_in.get(name)
    return {
        "name": str(name),
        "dim": vectors.shape[1],
        "vectors": None if described.remote else block.add(vectors),
        "norms": block.add(row_norms(vectors).astype(np.float32)) if described.remote else None,
        "maps": {kind: block.add(xy) for kind, xy in maps.items()},
        "rule": asdict(rule) if rule else None,
    }


def row_norms(vectors: np.ndarray) -> np.ndarray:
    """(n,) float64 length of each row. Unlike np.linalg.norm it makes no copy of the vectors."""
    return np.sqrt(np.einsum("ij,ij->i", vectors, vectors, dtype=np.float64))


def _maps(described):
    """Of each space its maps. Over time it is one PCA, that of the last: so the points move."""
    spaces = list(described.spaces.values())
    if not described.epochs:
        return [space.maps or {"pca": space.map("pca")} for space in spaces]
    last = spaces[-1]
    middle = last.vectors.mean(axis=0)
    plane = np.linalg.lstsq(last.vectors - middle, last.map("pca"), rcond=None)[0]
    return [{"pca": (space.vectors - middle) @ plane} for space in spaces]
