"""The negatives lab: its pictures, its words, and how fast a move is."""

import time

from utils.playgrounds.negatives import HARD, N_STEPS, NONE, UNIFORM, negatives_lab, path


def share(caption):
    return int(caption.partition("two islands ")[2].partition("%")[0])


def test_negatives_unfold_what_positives_alone_fold():
    lab = negatives_lab()
    folded = share(lab.caption)
    assert "no negatives" in lab.caption
    lab.controls["kind"].value = UNIFORM
    assert share(lab.caption) < folded / 2
    assert lab.caption.startswith(f"Step {N_STEPS}, negatives: 4, uniform.")


def test_all_kinds_start_from_one_place():
    starts = [path(kind, 4)[0].tolist() for kind in (NONE, UNIFORM, HARD)]
    assert starts[0] == starts[1] == starts[2]


def test_the_slowest_run_takes_a_second_and_a_step_is_a_look_up():
    path.cache_clear()
    lab = negatives_lab()
    start = time.process_time()
    lab.controls["number"].value = 16
    lab.controls["kind"].value = HARD
    assert time.process_time() - start < 3  # about half a second; other work may slow it
    computed = path.cache_info().misses
    lab.controls["step"].value = 40
    assert path.cache_info().misses == computed
    assert "Step 40" in lab.caption
