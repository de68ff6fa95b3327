"""Server time of an audience's page; ``python -m benchmarks.dashboard.audiences LAKE`` prints it alone."""

from __future__ import annotations

import json
import random
import sys
import time
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.figures import Figure, percentile
from vitrola.lake import open_lake, publication
from vitrola.metrics.audience.answer import Wanted, audience
from vitrola.metrics.cube import load_cube
from vitrola.metrics.state import parse_state
from vitrola.pipeline.cube import cube_folder

if TYPE_CHECKING:
    from pathlib import Path

    from vitrola.metrics.cube import Cube

    Pairs = list[tuple[str, str]]

SEED = 11
MOST_PLAYED, ARTISTS = 20, 80
"""Artists asked about: so many of the most played, and so many more at random."""
BESIDE = ("month", "weekday", "sex", "age_band", "country")
BAR = 150


def audience_pairs(cube: Cube) -> list[Pairs]:
    """Every genre and 100 artists, by themselves and under one or two filters on days and users."""
    rng = random.Random(SEED)
    axis = cube.axes["artist"]
    rows = np.bincount(axis.codes, weights=cube.orders.by["track"].rows, minlength=len(axis.values))
    ranked = [axis.values[code] for code in np.argsort(-rows) if code]
    artists = [
        *ranked[:MOST_PLAYED],
        *rng.sample(ranked[MOST_PLAYED:], min(ARTISTS, len(ranked) - MOST_PLAYED)),
    ]
    sources = [("source", source) for source in cube.sources] if len(cube.sources) > 1 else []
    found: list[Pairs] = [[("genre", value), *sources] for value in cube.axes["genre"].values[1:]]
    found += [[("artist", value), *sources] for value in artists]
    names = [name for name in BESIDE if not cube.axis(name).absent]
    for pairs in list(found):
        chosen = rng.sample(names, rng.randrange(1, 3))
        found.append([*pairs, *((name, str(rng.choice(cube.axes[name].values[1:]))) for name in chosen)])
    return found


def audience_figures(folder: Path, what: str) -> list[Figure]:
    """Median and 95th percentile, nothing kept from one to the next."""
    wall, _ = _milliseconds(folder)
    count = f"{what}, {len(wall)} audiences"
    return [
        Figure(f"server time of an audience, median ({count})", median(wall), "ms"),
        Figure(f"server time of an audience, p95 ({count})", percentile(wall, 0.95), "ms", BAR),
    ]


def _milliseconds(folder: Path) -> tuple[list[float], list[float]]:
    """Wall time and processor time of each."""
    cube = load_cube(folder)
    states = [parse_state(pairs) for pairs in audience_pairs(cube)]
    audience(cube, states[0], Wanted())
    wall, processor = [], []
    for state in states:
        started, used = time.perf_counter(), time.process_time()
        json.dumps(audience(cube, state, Wanted()), ensure_ascii=False, separators=(",", ":"))
        wall.append((time.perf_counter() - started) * 1_000)
        processor.append((time.process_time() - used) * 1_000)
    return wall, processor


def main(root: str) -> None:
    """Print the times of a lake's current publication."""
    lake = open_lake(root)
    shown = publication.current(lake)
    if shown is None:
        sys.exit("Nothing was published.")
    for what, times in zip(
        ("wall", "processor"), _milliseconds(cube_folder(lake, shown.run_id)), strict=True
    ):
        print(
            f"{what}: median {median(times):.0f} ms, p95 {percentile(times, 0.95):.0f} ms, "
            f"longest {max(times):.0f} ms of {len(times)} audiences"
        )


if __name__ == "__main__":
    main(sys.argv[1])
