"""pandas with its PyArrow reader and writer: everything in memory."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from benchmarks.columns import (
    FACT_TABLE,
    HISTORY_FILE,
    MUSIC_DOUBLES,
    MUSIC_FILE,
    MUSIC_INTEGERS,
    MUSIC_TABLE,
    USER_TABLE,
)

MUSIC_TYPES = dict.fromkeys(MUSIC_INTEGERS, "Int32") | dict.fromkeys(MUSIC_DOUBLES, "float64")


def main(inputs: Path, out: Path) -> None:
    """Write each table as one Parquet file into ``out``; OMP_NUM_THREADS holds PyArrow to two threads."""
    music = pd.read_csv(inputs / MUSIC_FILE, engine="pyarrow", dtype=MUSIC_TYPES)
    music.to_parquet(out / f"{MUSIC_TABLE}.parquet", index=False)
    history = pd.read_csv(inputs / HISTORY_FILE, engine="pyarrow", dtype={"playcount": "int32"})
    history.to_parquet(out / f"{FACT_TABLE}.parquet", index=False)
    users = history[["user_id"]].drop_duplicates()
    users.to_parquet(out / f"{USER_TABLE}.parquet", index=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
