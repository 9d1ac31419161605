"""Files of vectors that are cut, mistyped, ragged or not finite: refused by line, row or key."""

import numpy as np
import pytest
from safetensors.numpy import save_file

from tests.tools.closed import all_closed
from tests.tools.vector_files import (
    TABLE,
    WORDS,
    WRITERS,
    V,
    as_columns,
    as_lists,
    csv,
    csv_of_lists,
    glove,
    numbers_alone,
    projector,
    tsv,
)
from utils.space.embedding_space import open_space


@pytest.mark.parametrize(
    "write",
    [w for w in WRITERS if w not in (csv, tsv, csv_of_lists, glove, numbers_alone, projector)],
)
def test_a_cut_file_is_refused_by_name(write, tmp_path):
    path = tmp_path / "v.data"
    write(path)
    path = next(tmp_path.glob("v.data*"))
    whole = path.read_bytes()
    for kept in (len(whole) // 2, len(whole) - 20):
        path.write_bytes(whole[:kept])
        with all_closed(), pytest.raises(ValueError, match="v.data"):
            open_space(path)


BAD = {
    "wrong width, GloVe": ("ant 1 2 3\nbee 1 2\n", "line 2: .* numbers, where there should be 3"),
    "no number, GloVe": ("ant 1 2 3\nbee 1 x 3\n", "line 2: 'x' is no number"),
    "not finite, GloVe": ("ant 1 2 3\nbee 1 nan 3\n", r"row 1 \(bee\) is not finite"),
    "cut, word2vec": ("3 2\nant 1 2\nbee 1 2\n", "2 words of the 3 that line 1 promises"),
    "wrong width, word2vec": (
        "2 2\nant 1 2\nbee 1\n",
        "line 3: 1 numbers, where there should be 2",
    ),
    "wrong width, numbers": ("1\t2\n3\n", "line 2: number 2 is empty"),
    "too wide, numbers": ("1\t2\n3\t4\t5\n", "line 2: 3 values for 2 columns"),
    "no number, numbers": ("1\t2\n3\tx\n", "line 2: number 2 is 'x', not a number"),
    "no number, CSV": ("id,a0,a1\nx,1,2\n" * 1 + "y,1,2\n" * 300 + "z,1,?\n", "line 303: a1 is"),
    "empty, CSV": ("id,a0,a1\nx,1,2\ny,,2\n", "line 3: a0 is empty, not a number"),
    "ragged lists": ('id,v\nx,"[1, 2]"\ny,"[1]"\n', "line 3: 1 numbers, where the first has 2"),
    "no vectors": ("id,name\nx,y\n", "no column of numbers or lists: its columns are"),
    "a web page": ("<html>", "is a web page, not data"),
    "two lists": ('v,w\n"[1]","[2]"\n', "several columns of lists"),
    "a remote tensor": (
        '{"embeddings": [{"tensorPath": "https://example.org/a.tsv"}]}',
        "tensorPath is 'https://example.org/a.tsv', not a file here",
    ),
}


@pytest.mark.parametrize("text, words", BAD.values(), ids=BAD)
def test_a_fault_is_named_where_it_lies(text, words, tmp_path):
    (tmp_path / "v.txt").write_text(text)
    with pytest.raises(ValueError, match=words):
        open_space(tmp_path / "v.txt")


ENDLESS = {
    "the second line, GloVe": (b"ant 1 2 3\n" + b"9" * 2_000, "line 2 does not end within"),
    "the third line, word2vec": (
        b"2 2\nant 1 2\n" + b"b" * 2_000 + b" 1 2\n",
        "line 3 does not end within",
    ),
    "the first line": (b"ant" + b" 1" * 2**20, "line 1 does not end within"),
    "a name in the header": (b"ant" * 2**17 + b",b\n1,2\n", "line 1 is no header of a table"),
    "a line, CSV": (b"id,a0,a1\nx,1,2\n" + b"y" * 17 * 2**20, "line 3 does not end within"),
}


@pytest.mark.parametrize("text, words", ENDLESS.values(), ids=ENDLESS)
def test_a_line_without_end_is_not_held_in_memory(text, words, tmp_path):
    (tmp_path / "v.txt").write_bytes(text)
    with pytest.raises(ValueError, match=f"v.txt, {words}"):
        open_space(tmp_path / "v.txt")


def test_faults_of_parquet_safetensors_and_tables_are_named(tmp_path):
    path = tmp_path / "v"
    lists = as_lists()
    lists.at[4, "vector"] = V[4, :3]
    lists.to_parquet(path)
    with pytest.raises(ValueError, match="row 4: 3 numbers, where the first has 4"):
        open_space(path)
    columns = as_columns()
    columns.loc[2, "emb_1"] = None
    columns.to_parquet(path)
    with pytest.raises(ValueError, match="row 2|not finite"):
        open_space(path)
    save_file({"a": V, "b": V}, path)
    with pytest.raises(ValueError, match=r"several matrices: 'a' \(6, 4\), 'b' \(6, 4\)"):
        open_space(path)
    with pytest.raises(ValueError, match="no matrix 'c'"):
        open_space(path, vectors="c")
    with pytest.raises(ValueError, match=r"no matrix \['a', 'b'\]: it has 'a'"):
        open_space(path, vectors=["a", "b"])  # only columns can be several
    np.save(tmp_path / "v.npy", V)
    TABLE[:5].to_csv(tmp_path / "five.csv", index=False)
    with pytest.raises(ValueError, match="five.csv has 5 rows for 6 vectors"):
        open_space(tmp_path / "v.npy", table=tmp_path / "five.csv")
    with pytest.raises(ValueError, match="5 labels for 6 vectors"):
        open_space(V, label=WORDS[:5])
    with pytest.raises(FileNotFoundError, match="nowhere"):
        open_space(tmp_path / "nowhere.npy")
