"""DuckDB's SUMMARIZE of both files: ranges, quartiles and distinct values, the last two approximate."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from benchmarks.columns import HISTORY_FILE, MUSIC_FILE


def main(inputs: Path) -> None:
    """Summarize each file as DuckDB reads it by itself."""
    connection = duckdb.connect(config={"threads": 2})
    for file in (MUSIC_FILE, HISTORY_FILE):
        connection.execute("SUMMARIZE FROM read_csv(?)", [str(inputs / file)]).fetchall()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
