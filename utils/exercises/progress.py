"""What was answered, kept from one lesson to the next in one file beside my_ratings.csv.

The file only grows: each piece of news is one line of JSON, added at one stroke. Two notebooks may
add to it at once, a damaged line harms no other, and where nothing can be written the lesson goes
on without.
"""

import csv
import io
import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from utils.base.files import replacing
from utils.base.paths import DATA

PASSED = "passed"


def default_path() -> Path:
    """data/my_progress.jsonl, or what the environment variable COURSE_PROGRESS names."""
    return Path(os.environ.get("COURSE_PROGRESS") or DATA / "my_progress.jsonl")


@dataclass
class Entry:
    """What is known of one exercise.

    Attributes:
        id: as in "mf.gravity".
        status: the best so far: "not attempted", "not yet" or "passed".
        passed: when it was passed first, in ISO 8601 with the time zone; or "".
        hints: how many hints were shown before it was passed.
        tries: how many answers were judged until it was passed, blanks aside.
    """

    id: str
    status: str = "not attempted"
    passed: str = ""
    hints: int = 0
    tries: int = 0


class Progress:
    """The entries of one learner.

    Args:
        path: the file. Where there is none, nothing was answered yet.
    """

    def __init__(self, path: str | Path):
        self.path = Path(path)
        self._unsaved: list[str] = []

    def add(self, exercise_id: str, **news: Any) -> str:
        """Remember a status or a hint; what is no news is not written.

        Args:
            exercise_id: as in "mf.gravity".
            **news: status="passed" (or another status), or hint=2, the number of the hint.

        Returns:
            "", or a sentence for the reader where the file cannot be written: then it is
            remembered until the kernel ends.
        """
        if self._is_old(exercise_id, news):
            return ""
        when = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
        line = json.dumps({"id": exercise_id, "when": when, **news})
        try:
            self._append(line)
        except OSError as error:
            self._unsaved.append(line)
            return f"Not kept for tomorrow: {self.path} cannot be written ({error.strerror})."
        return ""

    def entries(self) -> tuple[dict[str, Entry], int]:
        """{id: Entry} of all exercises that were met, and the number of damaged lines."""
        entries: dict[str, Entry] = {}
        damaged = 0
        for line in [*self._lines(), *self._unsaved]:
            try:
                event = json.loads(line)
                entry = entries.setdefault(event["id"], Entry(str(event["id"])))
                _take(entry, event)
            except (ValueError, TypeError, KeyError):
                damaged += 1
        return entries, damaged

    def to_json(self) -> str:
        """All entries as JSON text."""
        return json.dumps([asdict(entry) for entry in self.entries()[0].values()], indent=2)

    def to_csv(self) -> str:
        """All entries as CSV text with a header."""
        file = io.StringIO(newline="")
        writer = csv.DictWriter(file, list(asdict(Entry(""))), lineterminator="\n")
        writer.writeheader()
        writer.writerows(map(asdict, self.entries()[0].values()))
        return file.getvalue()

    def export(self, path: str | Path) -> None:
        """Write all entries to a file that ends in .json or .csv.

        Raises:
            ValueError: if it ends otherwise.
        """
        suffix = Path(path).suffix
        writers = {".json": self.to_json, ".csv": self.to_csv}
        if suffix not in writers:
            raise ValueError(f"{path}: choose a name that ends in .json or .csv")
        with replacing(path) as file:
            file.write_text(writers[suffix](), encoding="utf-8")

    def forget(self) -> None:
        """Wipe it all: the file is removed."""
        self._unsaved.clear()
        self.path.unlink(missing_ok=True)

    def _is_old(self, exercise_id, news):
        entry = self.entries()[0].get(exercise_id)
        if entry is None:
            return False
        solved = entry.status == PASSED
        if "hint" in news:
            return solved or news["hint"] <= entry.hints
        return solved or news["status"] == "not attempted"

    def _append(self, line):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT
        handle = os.open(self.path, flags, 0o644)
        try:
            # One write of one line is not torn by another notebook that adds at the same time.
            torn = self._ends_torn(handle)
            os.write(handle, (("\n" if torn else "") + line + "\n").encode())
        finally:
            os.close(handle)

    def _ends_torn(self, handle):
        """Whether the last line was cut off, by a power cut or a full disk."""
        size = os.fstat(handle).st_size
        if not size:
            return False
        os.lseek(handle, -1, os.SEEK_END)
        return os.read(handle, 1) != b"\n"

    def _lines(self):
        try:
            text = self.path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return []
        return [line for line in text.splitlines() if line.strip()]


def _take(entry, event):
    """Bring one event into its entry."""
    if entry.status == PASSED:
        return
    if "hint" in event:
        entry.hints = max(entry.hints, int(event["hint"]))
        return
    status = event["status"]
    if status not in ("not attempted", "not yet", PASSED):
        raise ValueError(f"unknown status {status!r}")
    entry.tries += status != "not attempted"
    if status == PASSED:
        entry.passed = str(event["when"])
    if status != "not attempted":
        entry.status = status
