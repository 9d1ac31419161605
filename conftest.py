"""For whatever pytest is asked to run, a lesson alone too: hands off the reader's own progress."""

import os
import tempfile
from pathlib import Path

# Set before utils is imported; the kernels that are started inherit it.
os.environ["COURSE_PROGRESS"] = str(Path(tempfile.mkdtemp()) / "my_progress.jsonl")
