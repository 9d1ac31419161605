"""Small files of vectors in each format, written by the library that owns the format."""

import gzip
import json

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from safetensors.numpy import save_file

RNG = np.random.default_rng(0)
V = RNG.normal(size=(6, 4)).astype(np.float32)
WORDS = ["ant", "bee", "café", "doe", "elk", "fox"]
TABLE = pd.DataFrame({"animal": WORDS, "legs": [6, 6, 0, 4, 4, 4], "code": ["007", *"12345"]})


def as_columns():
    return pd.concat([TABLE, pd.DataFrame(V, columns=[f"emb_{i}" for i in range(4)])], axis=1)


def as_lists():
    return TABLE.assign(vector=list(V))


def npy(path):
    np.save(path, V)


def npz(path):
    np.savez(path, weights=V, word=np.array(WORDS), bias=np.ones(3))


def csv(path):
    as_columns().to_csv(path, index=False)


def tsv(path):
    as_columns().to_csv(path, index=False, sep="\t")


def csv_of_lists(path):
    TABLE.assign(vector=[str(row) for row in V.tolist()]).to_csv(path, index=False)


def parquet_lists(path):
    as_lists().to_parquet(path)


def parquet_fixed_lists(path):
    lists = pa.FixedSizeListArray.from_arrays(pa.array(V.ravel()), 4)
    pictures = pa.array([{"bytes": b"x", "path": "p"}] * 6)
    columns = {"animal": WORDS, "embedding": lists, "image": pictures}
    pq.write_table(pa.table(columns), path, row_group_size=4)


def parquet_columns(path):
    as_columns().to_parquet(path)


def safetensors(path):
    save_file({"emb": V, "bias": np.ones(4, np.float32)}, path)


def numbers_alone(path):
    np.savetxt(path, V, delimiter="\t", fmt="%.9g")


def glove(path):
    lines = [
        f"{word} " + " ".join(f"{x:.9g}" for x in row) for word, row in zip(WORDS, V, strict=True)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def word2vec_text(path):
    glove(path)
    path.write_text("6 4\n" + path.read_text("utf-8"), encoding="utf-8")


def word2vec_bytes(path):
    rows = [w.encode() + b" " + row.tobytes() + b"\n" for w, row in zip(WORDS, V, strict=True)]
    path.write_bytes(b"6 4\n" + b"".join(rows))


def projector(path):
    numbers_alone(path.parent / "tensor.tsv")
    (path.parent / "meta.tsv").write_text(
        "animal\tlegs\n" + "".join(f"{w}\t{n}\n" for w, n in TABLE[["animal", "legs"]].values)
    )
    entry = {"tensorName": "zoo", "tensorShape": [6, 4], "tensorPath": "tensor.tsv"}
    path.write_text(json.dumps({"embeddings": [{**entry, "metadataPath": "meta.tsv"}]}))


def gzipped(path):
    csv(path)
    path.write_bytes(gzip.compress(path.read_bytes()))


WRITERS = [npy, npz, csv, tsv, csv_of_lists, parquet_lists, parquet_fixed_lists, parquet_columns]
WRITERS += [safetensors, numbers_alone, glove, word2vec_text, word2vec_bytes, projector, gzipped]
