"""What every test shares: repeatable examples, no clock, figures drawn without a screen."""

import os
import tempfile
from pathlib import Path

import matplotlib
from hypothesis import settings

# Tests, and the kernels that they start, keep their hands off the reader's own progress; set
# before utils is imported.
os.environ["COURSE_PROGRESS"] = str(Path(tempfile.mkdtemp()) / "my_progress.jsonl")

settings.register_profile("course", deadline=None, derandomize=True)
settings.load_profile("course")
matplotlib.use("Agg")
