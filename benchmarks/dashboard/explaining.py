"""Server time of explaining a change: both periods scanned, contributions made, JSON out, nothing kept."""

from __future__ import annotations

import json
import time
from functools import partial
from itertools import product
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.figures import Figure, percentile
from vitrola.metrics.answer import answer
from vitrola.metrics.cube import load_cube
from vitrola.metrics.drivers import Asked, explained
from vitrola.metrics.state import parse_state

if TYPE_CHECKING:
    from pathlib import Path

    from vitrola.metrics.cube import Cube

BAR = 100
FILTERS: list[list[tuple[str, str]]] = [[], [("genre", "Rock")], [("sex", "F"), ("age_band", "25-34")]]
ASKED = [
    *(Asked((by,)) for by in ("genre", "artist", "track", "release_year", "weekday", "sex", "age_band")),
    *(Asked(by) for by in (("genre", "sex"), ("artist", "age_band"), ("sex", "age_band"))),
    Asked(("sex",), "users"),
    Asked(("artist",), "mean_plays"),
    Asked(("genre",), "streams_per_business_day"),
    Asked(("age_band",), "mean_age"),
]


def driver_figures(folder: Path) -> list[Figure]:
    """Median, 95th percentile and slowest over months, filters and what explains them."""
    cube = load_cube(folder)
    months = [str(value) for value in cube.axes["month"].values[2:]]
    for asked in ASKED:
        _milliseconds(cube, [("month", months[0])], asked)
    spent = time.process_time()
    taken = [
        _milliseconds(cube, [*filters, ("month", month)], asked)
        for month, filters, asked in product(months, FILTERS, ASKED)
    ]
    spent = (time.process_time() - spent) * 1_000 / len(taken)
    count = f"{len(taken)} changes"
    return [
        Figure(f"drivers of a change, median ({count})", median(taken), "ms", BAR),
        Figure(f"drivers of a change, p95 ({count})", percentile(taken, 0.95), "ms", BAR),
        Figure(f"drivers of a change, processor time each ({count})", spent, "ms"),
    ]


def _milliseconds(cube: Cube, pairs: list[tuple[str, str]], asked: Asked) -> float:
    started = time.perf_counter()
    json.dumps(explained(partial(answer, cube), parse_state(pairs), None, asked), ensure_ascii=False)
    return (time.perf_counter() - started) * 1_000
