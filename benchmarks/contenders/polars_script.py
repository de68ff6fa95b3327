"""Polars, lazy and streaming: scan the CSV files, sink the three tables."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from benchmarks.columns import (
    FACT_TABLE,
    HISTORY_FILE,
    MUSIC_DOUBLES,
    MUSIC_FILE,
    MUSIC_INTEGERS,
    MUSIC_TABLE,
    USER_TABLE,
)

MUSIC_TYPES = dict.fromkeys(MUSIC_INTEGERS, pl.Int32) | dict.fromkeys(MUSIC_DOUBLES, pl.Float64)


def main(inputs: Path, out: Path) -> None:
    """Write each table as one Parquet file into ``out``; POLARS_MAX_THREADS holds it to two threads."""
    music = pl.scan_csv(inputs / MUSIC_FILE, schema_overrides=MUSIC_TYPES)
    music.sink_parquet(out / f"{MUSIC_TABLE}.parquet")
    fact = out / f"{FACT_TABLE}.parquet"
    pl.scan_csv(inputs / HISTORY_FILE, schema_overrides={"playcount": pl.Int32}).sink_parquet(fact)
    pl.scan_parquet(fact).select("user_id").unique().sink_parquet(out / f"{USER_TABLE}.parquet")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
