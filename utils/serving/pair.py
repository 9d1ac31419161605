"""A query tower and the index of its items, as one version: saved, found and loaded together.

A version is a folder, whole or not there, whose manifest says what belongs into it. Which version
answers is written in one more file; to roll back is to write the old name into it.
"""

import hashlib
import json
import os
import re
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd

from utils.base.files import replacing
from utils.data.histories import to_histories
from utils.retrieval.item_index import ItemIndex
from utils.serving.tower import ServedTower, served_items

FORMAT = 1
MANIFEST, TOWER, INDEX, ITEMS = "manifest.json", "tower.npz", "index.npz", "items.json"
CHOSEN = "chosen.txt"
VERSION = re.compile(r"\d{4,}-[0-9a-f]{12}")


class Refused(ValueError):
    """A version that must not answer; the message names it, and what does not fit."""


@dataclass(frozen=True)
class Pair:
    """A query tower, the index of the items that it was trained with, and what these are called.

    Attributes:
        version: name of the folder that it was loaded from.
        tower: ServedTower.
        index: ItemIndex.
        item_ids: list of n_items int or str.
        titles: list of n_items str.
    """

    version: str
    tower: ServedTower
    index: ItemIndex
    item_ids: list
    titles: list
    _rows: dict = field(init=False, repr=False)

    def __post_init__(self):
        object.__setattr__(self, "_rows", {item: row for row, item in enumerate(self.item_ids)})

    def recommend(self, watched: list, k: int) -> list[dict]:
        """The k best items for somebody, without those that they watched.

        Args:
            watched: item ids; one that is given twice counts once.
            k: int, at least 1.

        Returns:
            List of dict of item_id, title and score, best first; fewer than k where fewer are left.

        Raises:
            ValueError: naming the first id that is unknown, or k.
        """
        if not 1 <= k <= len(self.item_ids):
            raise ValueError(f"k is {k}: choose 1 ≤ k ≤ {len(self.item_ids)}")
        rows = [self._row(item) for item in watched]
        psi = self.tower.psi(to_histories([rows], len(self.item_ids)))
        n_asked = min(k + len(set(rows)), len(self.item_ids))
        found, scores = (answer[0] for answer in self.index.search(psi, n_asked))
        fresh = np.flatnonzero((found >= 0) & ~np.isin(found, rows))[:k]
        return [
            {"item_id": self.item_ids[row], "title": self.titles[row], "score": float(score)}
            for row, score in zip(found[fresh], scores[fresh], strict=True)
        ]

    def _row(self, item):
        known = isinstance(item, int | str) and not isinstance(item, bool)
        if not known or item not in self._rows:
            raise ValueError(f"there is no item {item!r} in version {self.version}")
        return self._rows[item]

    @classmethod
    def load(cls, folder: str | Path, version: str) -> Self:
        """A version that was published, if its parts are those that were published together.

        Args:
            folder: of all versions.
            version: a name from `versions`.

        Raises:
            Refused: naming the version, and the file that is missing, damaged, of another version
                or of another format.
        """
        if version not in versions(folder):
            known = ", ".join(versions(folder)) or "none"
            raise Refused(f"there is no version {version!r} in {folder}; there are: {known}")
        try:
            return cls(version, *_parts(Path(folder) / version))
        except (OSError, ValueError, KeyError) as error:
            raise Refused(f"version {version} is refused: {error}") from None


def publish(folder: str | Path, model: Any, items: pd.DataFrame) -> str:
    """Write a trained model as a new version; what answers now goes on answering.

    Args:
        folder: of all versions; made if need be.
        model: trained SoftmaxDNN or TwoTower that is told a history and nothing else.
        items: DataFrame of n_items rows in the order of the item index: item_id, title.

    Returns:
        str, the name of the version: a number that counts up, and the tower's fingerprint.

    Raises:
        ValueError: if there is not one row for each item, an id is twice there, or as ServedTower.
    """
    tower, vectors = ServedTower.of(model), served_items(model)
    if not len(items) == len(vectors) == tower.n_items or items["item_id"].duplicated().any():
        raise ValueError(
            f"{len(items)} rows of {items['item_id'].nunique()} different ids for "
            f"{len(vectors)} item vectors: give one row for each"
        )
    Path(folder).mkdir(parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(dir=folder, prefix=".half-"))
    try:
        tower.save(half / TOWER)
        ItemIndex(vectors, "ivf", augmented=True).save(half / INDEX, tower.fingerprint())
        names = {name: items[name].tolist() for name in ("item_id", "title")}
        (half / ITEMS).write_text(json.dumps(names), encoding="utf-8")
        digests = {name: _digest(half / name) for name in (TOWER, INDEX, ITEMS)}
        manifest = {"format": FORMAT, "tower": tower.fingerprint(), "files": digests}
        (half / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        half.chmod(0o755)  # mkdtemp lets nobody else read
        return _named(half, tower.fingerprint())
    finally:
        shutil.rmtree(half, ignore_errors=True)


def _named(half, made_by):
    """Give a finished folder the next number that is free, at one stroke."""
    while True:
        last = max(map(_number, versions(half.parent)), default=0)
        place = half.parent / f"{last + 1:04}-{made_by}"
        try:
            os.rename(half, place)
        except OSError:
            if not place.exists():
                raise
        else:
            return place.name


def versions(folder: str | Path) -> list[str]:
    """The names of the versions in a folder, oldest first."""
    there = Path(folder).iterdir() if Path(folder).is_dir() else []
    names = [path.name for path in there if VERSION.fullmatch(path.name) and path.is_dir()]
    return sorted(names, key=_number)


def _number(version):
    return int(version.partition("-")[0])


def choose_version(folder: str | Path, version: str) -> None:
    """Write down which version is to answer, also after the service was started again."""
    with replacing(Path(folder) / CHOSEN) as file:
        file.write_text(version)


def chosen_version(folder: str | Path) -> str:
    """The version that is to answer: the one written down, or the newest.

    Raises:
        Refused: if there is no version.
    """
    path = Path(folder) / CHOSEN
    if path.exists():
        return path.read_text().strip()
    if not versions(folder):
        raise Refused(f"{folder} holds no version: publish makes one")
    return versions(folder)[-1]


def _digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _parts(folder):
    """(tower, index, item ids, titles) of a version, each checked against the others."""
    manifest = _json(folder / MANIFEST)
    if manifest.get("format") != FORMAT:
        raise ValueError(
            f"its format is {manifest.get('format')}, and this code reads {FORMAT}: publish again"
        )
    for name, digest in manifest["files"].items():
        if _digest(folder / name) != digest:
            raise ValueError(f"{name} is not the file that was published with the others")
    tower = ServedTower.load(folder / TOWER)
    if not folder.name.endswith(tower.fingerprint()):
        raise ValueError(f"{TOWER} holds the tower {tower.fingerprint()}")
    index = ItemIndex.load(folder / INDEX, made_by=tower.fingerprint())
    items = _json(folder / ITEMS)
    sizes = {TOWER: tower.n_items, INDEX: len(index), ITEMS: len(items["item_id"])}
    if len(set(sizes.values())) > 1:
        told = ", ".join(f"{name} has {n}" for name, n in sizes.items())
        raise ValueError(f"its parts are of different numbers of items: {told}")
    return tower, index, items["item_id"], items["title"]


def _json(path):
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path.name} is damaged ({error})") from None
