"""A published lake of the sample with simulated dates and demographics, and its cube."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.columns import HISTORY_FILE, MUSIC_FILE
from benchmarks.figures import Figure
from benchmarks.measure import BenchmarkError, environment
from vitrola.config import Settings
from vitrola.engines import make_engine
from vitrola.lake import open_lake, publication
from vitrola.metrics.compiling import INPUTS, compile_cube
from vitrola.pipeline.cube import cube_folder, cube_of
from vitrola.pipeline.query import give_tables

if TYPE_CHECKING:
    from vitrola.lake import Lake, Publication

VITROLA = Path(sys.executable).with_name("vitrola")


def published(work: Path, inputs: Path, records: int) -> tuple[Lake, Publication]:
    """The lake, brought up to date with this commit's code."""
    root = work / f"lake-{records}"
    _vitrola("init", root)
    _vitrola("land", root, inputs / MUSIC_FILE, inputs / HISTORY_FILE)
    _vitrola("run", root, "--simulate")
    lake = open_lake(root)
    shown = publication.current(lake)
    if shown is None:
        raise BenchmarkError("Nothing was published.")
    return lake, shown


def cube_figures(lake: Lake, shown: Publication) -> list[Figure]:
    """Build the cube anew: how long it takes, and how large it is."""
    shutil.rmtree(cube_folder(lake, shown.run_id), ignore_errors=True)
    started = time.perf_counter()
    folder = cube_of(lake, Settings(), shown)
    seconds = time.perf_counter() - started
    size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    return [Figure("cube build", seconds, "s", 15), Figure("cube file", size, "MB", 80)]


DELIVERED = ("delivered_music", "delivered_user", "delivered_calendar", "delivered_fact")
WIDE = {
    "music_info_dim": """
        SELECT * EXCEPT (source), CONCAT('source-', CAST(XXHASH64(track_id, 's', '') % 3 AS STRING)) AS source
        FROM delivered_music""",
    "user_id_dim": """
        SELECT * EXCEPT (country),
          CONCAT('country-', CAST(XXHASH64(user_id, 'c', '') % 30 AS STRING)) AS country
        FROM delivered_user""",
    "listening_history_fact": """
        SELECT * EXCEPT (play_date),
          DATE_ADD(play_date, 365 * CAST(XXHASH64(track_id, user_id, '') % 3 AS INT)) AS play_date
        FROM delivered_fact""",
    "calendar_dim": """
        SELECT CAST(d.date AS DATE) AS date,
          ISO_WEEKDAY(CAST(d.date AS DATE)) AS weekday_order, d.is_business_day
        FROM (
          SELECT date, is_business_day FROM delivered_calendar
          UNION ALL
          SELECT DATE_ADD(date, 365), is_business_day FROM delivered_calendar WHERE date > DATE '2020-01-01'
          UNION ALL
          SELECT DATE_ADD(date, 730), is_business_day FROM delivered_calendar WHERE date > DATE '2020-01-01'
        ) AS d""",
}
"""The published tables, of the year 2020, spread over 36 months, 30 countries and 3 sources."""


def wide_cube(lake: Lake, shown: Publication, folder: Path) -> Path:
    """The cube of the same plays over 36 months, 30 countries and 3 sources."""
    shutil.rmtree(folder, ignore_errors=True)
    given = dict(zip(INPUTS, DELIVERED, strict=True))
    with make_engine(Settings()) as engine:
        give_tables(engine, lake.location, shown.tables, INPUTS)
        for name, alias in given.items():
            engine.table(alias, f"SELECT * FROM {name}")
        for name, sql in WIDE.items():
            engine.view(name, sql)
        compile_cube(engine, folder)
    return folder


def _vitrola(*arguments: object) -> None:
    done = subprocess.run(
        [VITROLA, *map(str, arguments)], env=environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BenchmarkError(f"vitrola {arguments[0]} failed: {done.stderr.strip()}")
