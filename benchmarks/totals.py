"""Totals read back from what a contender wrote, and whether they are right.

Run as a module it prints the totals of a directory of Parquet tables as JSON, which keeps DuckDB out of
the measuring process: ``python -m benchmarks.totals DIRECTORY``.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.columns import MERGED_FILE, TABLES
from benchmarks.measure import ROOT, BenchmarkError

if TYPE_CHECKING:
    from benchmarks.sample import Expected


@dataclass(frozen=True)
class Totals:
    """Rows of the three tables, distinct users and plays of the fact.

    ``merged`` counts history rows folded into another when their tracks were found to be one.
    """

    tracks: int
    facts: int
    users: int
    listeners: int
    plays: int
    merged: int = 0


def totals_query() -> str:
    """The one question put to every contender's tables."""
    return Path(__file__).with_suffix(".sql").read_text()


def read_parquet_totals(out: Path, _sql: str) -> dict[str, int]:
    """Totals of the Parquet tables in a directory, counted in a child process."""
    command = [sys.executable, "-m", "benchmarks.totals", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise BenchmarkError(f"The tables in {out.name} could not be read back: {last}")
    found: dict[str, int] = json.loads(done.stdout)
    return found


def differences(name: str, totals: Totals, expected: Expected, *, drops_pairs: bool) -> list[str]:
    """One sentence for each total that isn't what the sample holds.

    A contender that ``drops_pairs`` keeps one track of each spotify_id. History rows may be fewer only
    by those it says it merged.
    """
    should = {
        "tracks": expected.tracks - (expected.pairs if drops_pairs else 0),
        "facts": expected.records - totals.merged,
        "users": expected.users,
        "listeners": expected.users,
        "plays": expected.plays,
    }
    found = asdict(totals)
    return [
        f"{name} gives {found[what]:,} {what} where {right:,} are right."
        for what, right in should.items()
        if found[what] != right
    ]


def _print_totals(out: Path) -> None:
    import duckdb

    connection = duckdb.connect()
    for table in TABLES:
        path = out / f"{table}.parquet"
        files = str(path / "*.parquet") if path.is_dir() else str(path)
        connection.read_parquet(files).create_view(table)
    result = connection.execute(totals_query())
    names = [column[0] for column in result.description]
    totals = dict(zip(names, result.fetchone() or (), strict=True))
    merged = out / MERGED_FILE
    print(json.dumps(totals | (json.loads(merged.read_text()) if merged.exists() else {})))


if __name__ == "__main__":
    _print_totals(Path(sys.argv[1]))
