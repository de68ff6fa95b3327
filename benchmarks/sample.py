"""The sample every contender reads, made once per number of records by ``vitrola.sampledata``.

Run as a module it makes one: ``python -m benchmarks.sample DIRECTORY RECORDS``.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from benchmarks.measure import ROOT, BenchmarkError

SEED: Final = 20
ANSWERS_FILE: Final = "expected.json"


@dataclass(frozen=True)
class Expected:
    """What the generator says it wrote: ``pairs`` are tracks that repeat another's spotify_id."""

    records: int
    tracks: int
    pairs: int
    users: int
    plays: int


def sample(work: Path, records: int) -> tuple[Path, Expected]:
    """The directory of a sample, and what is in it; made in a child process if it isn't there yet."""
    directory = work / f"data-{records}"
    answers = directory / ANSWERS_FILE
    if not answers.exists():
        command = [sys.executable, "-m", "benchmarks.sample", str(directory), str(records)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise BenchmarkError(f"The sample of {records:,} records could not be made: {last}")
    return directory, Expected(**json.loads(answers.read_text()))


def make(directory: Path, records: int) -> None:
    """Generate a sample; the answers are written last, so a half-made one is made again."""
    from vitrola.sampledata import generate

    shutil.rmtree(directory, ignore_errors=True)
    summary = generate(directory, records=records, seed=SEED)
    expected = Expected(
        records=summary.history_rows,
        tracks=summary.music_rows,
        pairs=len(summary.pairs),
        users=summary.users,
        plays=summary.plays,
    )
    (directory / ANSWERS_FILE).write_text(json.dumps(asdict(expected), indent=1) + "\n")


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]))
