"""Bytes by formula, against numbers worked by hand; and read from a program of XLA."""

import pytest

from utils.scale.costs import (
    all_reduce_bytes,
    collectives,
    exchanged_step_bytes,
    in_batch_bytes,
    n_machines,
    optimizer_bytes,
    replicated_step_bytes,
    sharded_step_bytes,
    table_bytes,
    wire_bytes,
)

TEXT = """
  %all-reduce.3 = f32[20000,32]{1,0} all-reduce(f32[20000,32]{1,0} %add), channel_id=1
  %tuple = (f32[16]{0}, bf16[4,2]{1,0}) all-gather-start(f32[8]{0} %a, bf16[2,2]{1,0} %b)
  %done = f32[16]{0} all-gather-done(%tuple)
  %sum = f32[] add(f32[] %x, f32[] %y)
"""


def test_a_table_and_its_optimizers():
    assert table_bytes(9066, 32) == 1_160_448
    assert optimizer_bytes(9066, 32, "adam") == 2_320_896
    assert optimizer_bytes(9066, 32, "row-wise adagrad") == 36_264
    with pytest.raises(ValueError, match="'Adam': choose one of sgd, adagrad"):
        optimizer_bytes(1, 1, "Adam")


def test_a_ring_of_two_and_of_four():
    assert all_reduce_bytes(10, 2) == 20
    assert all_reduce_bytes(10, 4) == 60
    assert replicated_step_bytes([2_560_000, 2_560_000], 2) == 10_240_000


def test_sharded_lookups_do_not_depend_on_the_table():
    assert sharded_step_bytes(256 * 9, 32, 2) == 3 * 4 * 256 * 9 * 32 + 4 * 256 * 9
    assert in_batch_bytes(256, 32, 2) == 2 * 2 * 4 * 256 * 33
    assert exchanged_step_bytes(100, 32, 2) == 50 * (8 + 2 * 4 * 32)


def test_machines_are_whole():
    assert n_machines(1.0, 400e9) == 1
    assert n_machines(1.69e12, 400e9) == 5


def test_collectives_of_a_program():
    assert collectives(TEXT) == [("all-reduce", 2_560_000), ("all-gather", 64 + 16)]
    assert wire_bytes(TEXT, 4) == 6 * 2_560_000 + 3 * 80
