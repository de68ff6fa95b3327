"""The shortest DuckDB script that writes the three tables with typed columns; it checks nothing.

Users are read back from the fact just written, which is quicker than reading the CSV a second time and
so the harder bar.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from benchmarks.columns import (
    FACT_TABLE,
    HISTORY_FILE,
    MUSIC_DOUBLES,
    MUSIC_FILE,
    MUSIC_INTEGERS,
    MUSIC_TABLE,
    USER_TABLE,
)

MUSIC_TYPES = dict.fromkeys(MUSIC_INTEGERS, "INTEGER") | dict.fromkeys(MUSIC_DOUBLES, "DOUBLE")


def main(inputs: Path, out: Path) -> None:
    """Write each table as one Parquet file into ``out``."""
    connection = duckdb.connect(config={"threads": 2})
    music = connection.read_csv(str(inputs / MUSIC_FILE), dtype=MUSIC_TYPES)
    music.write_parquet(str(out / f"{MUSIC_TABLE}.parquet"))
    fact = str(out / f"{FACT_TABLE}.parquet")
    connection.read_csv(str(inputs / HISTORY_FILE), dtype={"playcount": "INTEGER"}).write_parquet(fact)
    users = connection.read_parquet(fact).select("user_id").distinct()
    users.write_parquet(str(out / f"{USER_TABLE}.parquet"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
