"""Tower and index as one version: what belongs together is found, what does not is refused."""

import json
import os
import re
import shutil

import numpy as np
import pytest

from tests.tools.served import ITEMS, N_ITEMS, best, model
from utils.serving import pair as pair_module
from utils.serving.pair import (
    INDEX,
    MANIFEST,
    TOWER,
    Pair,
    Refused,
    choose_version,
    chosen_version,
    publish,
    versions,
)
from utils.serving.pair import ITEMS as NAMES


@pytest.fixture
def published(tmp_path):
    """(folder, older version, newer version)."""
    return tmp_path, publish(tmp_path, model(0), ITEMS), publish(tmp_path, model(1), ITEMS)


def test_versions_count_up_and_say_which_tower_they_hold(published):
    folder, first, second = published
    assert versions(folder) == [first, second]
    assert first.startswith("0001-") and second.startswith("0002-") and first[5:] != second[5:]
    assert publish(folder, model(0), ITEMS) == f"0003-{first[5:]}"
    assert {p.name for p in (folder / first).iterdir()} == {TOWER, INDEX, NAMES, MANIFEST}


@pytest.mark.parametrize("watched", [[], [1], [11, 51, 1991], [11, 11, 51]])
def test_a_loaded_pair_finds_the_best_items_that_were_not_watched(published, watched):
    folder, first, _ = published
    answer = Pair.load(folder, first).recommend(watched, 5)
    if watched:
        assert [item["item_id"] for item in answer] == best(model(0), sorted(set(watched)), 5)
    assert not {item["item_id"] for item in answer} & set(watched)
    assert answer[0]["title"] == f"Movie № {answer[0]['item_id'] // 10} <b>"
    scores = [item["score"] for item in answer]
    assert len(answer) == 5 and scores == sorted(scores, reverse=True)


def test_who_has_watched_nearly_all_gets_what_is_left(published):
    folder, first, _ = published
    watched = ITEMS["item_id"].tolist()[:-2]
    left = Pair.load(folder, first).recommend(watched, 5)
    assert {item["item_id"] for item in left} == set(ITEMS["item_id"].tolist()[-2:])


@pytest.mark.parametrize(
    ("watched", "k", "told"),
    [
        ([1, 2], 5, "there is no item 2 in version 0001"),
        (["1"], 5, "there is no item '1'"),
        ([True], 5, "there is no item True"),
        ([1.0], 5, "there is no item 1.0"),
        ([[1]], 5, "there is no item [1]"),
        ([1], 0, "k is 0: choose 1 ≤ k ≤ 200"),
        ([1], 201, "k is 201"),
    ],
)
def test_a_request_that_makes_no_sense_is_told_why(published, watched, k, told):
    folder, first, _ = published
    with pytest.raises(ValueError, match=re.escape(told)):
        Pair.load(folder, first).recommend(watched, k)


def test_ids_may_be_text(tmp_path):
    named = ITEMS.assign(item_id=[f"tt{i:04}" for i in range(N_ITEMS)])
    pair = Pair.load(tmp_path, publish(tmp_path, model(), named))
    expected = [f"tt{item // 10:04}" for item in best(model(), [31], 3)]
    assert [item["item_id"] for item in pair.recommend(["tt0003"], 3)] == expected


# What does not belong together


def refusal(folder, version):
    with pytest.raises(Refused) as refused:
        Pair.load(folder, version)
    assert version in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize("name", [TOWER, INDEX, NAMES])
def test_a_file_of_another_version_is_refused_by_name(published, name):
    folder, first, second = published
    (folder / second / name).write_bytes((folder / first / name).read_bytes() + b" ")
    assert f"{name} is not the file that was published with the others" in refusal(folder, second)


def told_as_its_own(folder, version):
    """Let the manifest vouch for whatever files are there."""
    path = folder / version / MANIFEST
    manifest = json.loads(path.read_text())
    files = {name: pair_module._digest(folder / version / name) for name in manifest["files"]}
    path.write_text(json.dumps({**manifest, "files": files}))


def test_an_index_of_another_tower_is_refused_even_if_the_manifest_vouches_for_it(published):
    folder, first, second = published
    shutil.copy(folder / first / INDEX, folder / second / INDEX)
    told_as_its_own(folder, second)
    told = refusal(folder, second)
    assert f"index.npz holds vectors made by {first[5:]}, but the queries come from" in told
    assert second[5:] in told


def test_a_tower_of_another_version_is_refused_even_if_the_manifest_vouches_for_it(published):
    folder, first, second = published
    shutil.copy(folder / first / TOWER, folder / second / TOWER)
    told_as_its_own(folder, second)
    assert f"tower.npz holds the tower {first[5:]}" in refusal(folder, second)


def test_names_of_another_number_of_items_are_refused(published):
    folder, first, _ = published
    names = json.loads((folder / first / NAMES).read_text())
    names["item_id"].pop()
    (folder / first / NAMES).write_text(json.dumps(names))
    told_as_its_own(folder, first)
    assert "tower.npz has 200, index.npz has 200, items.json has 199" in refusal(folder, first)


@pytest.mark.parametrize("name", [TOWER, INDEX, NAMES, MANIFEST])
def test_a_missing_and_a_truncated_file_are_named(published, name):
    folder, first, second = published
    os.truncate(folder / first / name, 50)
    assert name in refusal(folder, first)
    (folder / second / name).unlink()
    assert name in refusal(folder, second)


def test_a_version_of_another_format_or_of_no_name_is_refused(published):
    folder, first, _ = published
    (folder / first / MANIFEST).write_text(json.dumps({"format": 0}))
    assert "its format is 0, and this code reads 1" in refusal(folder, first)
    for name in ("0009-000000000000", "../elsewhere", "", "0001"):
        assert "there is no version" in refusal(folder, name)


def test_a_model_and_names_that_do_not_fit_are_refused_and_leave_nothing(tmp_path):
    with pytest.raises(ValueError, match="199 rows of 199 different ids for 200 item vectors"):
        publish(tmp_path / "a", model(), ITEMS[:-1])
    with pytest.raises(ValueError, match="200 rows of 1 different ids"):
        publish(tmp_path / "a", model(), ITEMS.assign(item_id=7))
    broken = model()
    broken.item_embeddings = lambda: np.full((N_ITEMS, 5), np.nan, np.float32)
    with pytest.raises(ValueError, match="row 0 of the items is not finite"):
        publish(tmp_path / "b", broken, ITEMS)
    assert list((tmp_path / "b").iterdir()) == []


# Which one answers


def test_the_newest_answers_until_another_is_chosen(published):
    folder, first, second = published
    assert chosen_version(folder) == second
    choose_version(folder, first)
    assert chosen_version(folder) == first
    publish(folder, model(2), ITEMS)
    assert chosen_version(folder) == first


def test_a_folder_without_versions_is_named(tmp_path):
    with pytest.raises(Refused, match="holds no version: publish makes one"):
        chosen_version(tmp_path / "nowhere")
