"""Compile published tables into a cube: SQL numbers the members, then the plays are laid out for scanning.

A cube is a folder of Arrow files: ``track``, ``day``, ``class`` and ``member`` (one row a track, a day, a
kind of user, a user), ``origin`` (which rows are simulated), ``play`` (one row for each row of the fact, by
track and then user), ``span`` (where each track's plays begin) and ``heavy`` (play counts too large for a
byte). It holds no user's identifier.
"""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from vitrola.engines import Engine

HEAVY = 255
"""The byte that says that a play count stands in ``heavy``."""

INPUTS = ("music_info_dim", "user_id_dim", "calendar_dim", "listening_history_fact")


def compile_cube(engine: Engine, folder: Path) -> int:
    """Write the cube of the tables that the engine has under their names; returns its bytes.

    Source: the tables of INPUTS, and nothing else. Raises EngineError.
    """
    folder.mkdir(parents=True)
    engine.table("cube_track", _sql("track"))
    engine.table("cube_member", _sql("member"))
    tables = {
        "track": engine.query("SELECT * FROM cube_track ORDER BY track").drop_columns(["track"]),
        "day": engine.query(_sql("day")),
        "class": engine.query(_sql("class")),
        "origin": engine.query(_sql("origin")),
        "member": _member(engine.query("SELECT class FROM cube_member ORDER BY member")),
    }
    tables |= _plays(engine.query(_sql("play")), tracks=tables["track"].num_rows, days=tables["day"].num_rows)
    return sum(_write(table, folder / f"{name}.arrow") for name, table in tables.items())


def _sql(name: str) -> str:
    text = (resources.files("vitrola.metrics") / "sql" / f"{name}.sql").read_text("utf-8")
    return "\n".join(line for line in text.splitlines() if not line.startswith("--"))


def _member(users: pa.Table) -> pa.Table:
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    kinds = _array(users, "class")
    return pa.table({"class": kinds.astype(_smallest(kinds))})


def _plays(found: pa.Table, *, tracks: int, days: int) -> dict[str, pa.Table]:
    """The plays, ordered by track and user as they come; those without a date get the day after the last."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    counts, day = _array(found, "playcount"), _array(found, "day")
    heavy = np.flatnonzero(counts >= HEAVY)
    play = {
        "member": _array(found, "member").astype(np.uint32),
        "day": np.where(day < 0, days, day).astype(np.uint16),
        "plays": np.minimum(counts, HEAVY).astype(np.uint8),
    }
    ends = np.cumsum(np.bincount(_array(found, "track"), minlength=tracks))
    return {
        "play": pa.table(play),
        "span": pa.table({"start": np.concatenate([[0], ends]).astype(np.int64)}),
        "heavy": pa.table({"row": heavy, "plays": counts[heavy].astype(np.int64)}),
    }


def _array(table: pa.Table, column: str) -> Any:
    return table.column(column).to_numpy()


def _smallest(values: Any) -> type:
    return np.uint16 if values.max(initial=0) <= np.iinfo(np.uint16).max else np.uint32


def _write(table: pa.Table, path: Path) -> int:
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    return path.stat().st_size
