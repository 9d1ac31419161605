"""The one seed is a plain number, and what is drawn without another one repeats itself."""

import subprocess
import sys

import numpy as np

from tests.tools.crowds import crowd
from utils.base.paths import ROOT
from utils.base.seed import SEED
from utils.data.splits import random_split


def test_what_is_drawn_by_default_is_drawn_with_it():
    data = crowd(9, 11, seed=0)
    default, stated = random_split(data), random_split(data, seed=SEED)
    assert np.array_equal(default.target.toarray(), stated.target.toarray())


def test_to_import_it_sets_nothing():
    code = "import os; old = dict(os.environ); import utils.base.seed; print(old == os.environ)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "True"
