"""A year of daily files of dated plays: ``python -m benchmarks.loads.deliveries DIRECTORY SAMPLE``.

Made from a sample: each day takes some rows of its history, at random, so that most of a day's listeners
have played before, and gives each a moment of that day. The days but the last are in one more file
together, as a lake's first delivery.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from benchmarks.measure import ROOT, BenchmarkError

DAYS: Final = 365
PER_DAY: Final = 27_000
LATE_DAYS: Final = 5
FIRST: Final = "first.csv"
MILLISECONDS: Final = 86_400_000
START: Final = 1_735_732_800_000
"""Noon of 1 January 2025, UTC, in milliseconds."""

SOURCE: Final = """\
source: daily-plays
title: Dated plays, a file a day
delivery: increment
identifiers: global
layouts:
  - name: day
    format: delimited
    delimiter: ","
    quote: '"'
    columns: [track_id, user_id, playcount, played_ms]
    feeds:
      - records: listens
        level: track
        key: [user_id, track_id, played_at]
        repeated: quarantine
        columns:
          played_at: timestamp_millis(try_cast(played_ms AS BIGINT))
"""


def day_file(folder: Path, day: int) -> Path:
    """The delivery of a day, counted from 0."""
    return folder / f"day-{day:03}.csv"


def deliveries(work: Path, sample: Path) -> Path:
    """The folder of the year's files; made in a child process if it isn't there yet."""
    folder = work / f"days-{PER_DAY}"
    if not (folder / FIRST).exists():
        command = [sys.executable, "-m", "benchmarks.loads.deliveries", str(folder), str(sample)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise BenchmarkError(f"The year of deliveries could not be made: {last}")
    return folder


def make(folder: Path, sample: Path) -> None:
    """Write the files; the first delivery comes last, so that a half-made year is made again."""
    import duckdb

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    connection = duckdb.connect()
    connection.execute(
        f"""CREATE TABLE play AS
            SELECT track_id, user_id, playcount, place // {PER_DAY} AS day,
              {START} + (place // {PER_DAY}) * {MILLISECONDS} + hash(place) % 40000000 AS played_ms
            FROM (SELECT *, row_number() OVER (ORDER BY hash(track_id || user_id)) - 1 AS place
                  FROM read_csv('{sample}/User_Listening_History.csv'))
            WHERE place < {DAYS * PER_DAY} ORDER BY day"""
    )
    for day in range(DAYS):
        _copy(connection, f"day = {day}", day_file(folder, day))
    _copy(connection, f"day < {DAYS - LATE_DAYS}", folder / FIRST)


def _copy(connection: object, condition: str, target: Path) -> None:
    columns = "track_id, user_id, playcount, played_ms"
    connection.execute(f"COPY (SELECT {columns} FROM play WHERE {condition}) TO '{target}' (HEADER)")  # type: ignore[attr-defined]


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]))
