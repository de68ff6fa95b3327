"""Server time of the whole page: parsed filters in, JSON out, nothing kept from one to the next."""

from __future__ import annotations

import datetime as dt
import json
import random
import time
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.figures import Figure, percentile
from vitrola.metrics.answer import answer
from vitrola.metrics.cube import load_cube
from vitrola.metrics.state import parse_state

if TYPE_CHECKING:
    from pathlib import Path

    from vitrola.metrics.cube import Cube
    from vitrola.metrics.state import State

Pairs = list[tuple[str, str]]

SEED = 7
RANDOM_STATES = 200
ARTISTS = 200
"""Single picks of artists, at random; every value of every other dimension but track and day is picked."""
PICKED = ("genre", "month", "weekday", "release_year", "sex", "age_band", "country", "main_genre", "artist")


def random_pairs(cube: Cube, count: int = RANDOM_STATES, *, seed: int = SEED) -> list[Pairs]:
    """Filters on two to five dimensions, one to three values each, and now and then a range of dates."""
    rng = random.Random(seed)
    names = [name for name in PICKED if not cube.axis(name).absent]
    found = []
    for _ in range(count):
        pairs: Pairs = []
        if len(cube.sources) > 1:
            several = rng.randrange(1, len(cube.sources) + 1)
            pairs += [("source", source) for source in rng.sample(cube.sources, several)]
        for name in rng.sample(names, rng.randrange(2, 6)):
            values = cube.axis(name).values
            pairs += [(name, _text(rng.choice(values))) for _ in range(rng.randrange(1, 4))]
        if cube.days and rng.random() < 0.3:
            first = rng.choice(cube.days)
            pairs += [("from", first.isoformat()), ("to", (first + dt.timedelta(60)).isoformat())]
        found.append(pairs)
    return found


def single_pairs(cube: Cube) -> list[Pairs]:
    """One filter with one value; over all sources too, since a page shows the first unless asked."""
    rng = random.Random(SEED)
    found: list[Pairs] = []
    for name in (*PICKED, "source"):
        values = [value for value in cube.axis(name).values if value is not None]
        chosen = rng.sample(values, min(ARTISTS, len(values))) if name == "artist" else values
        found += [[(name, _text(value))] for value in chosen]
    if len(cube.sources) > 1:
        every = [("source", source) for source in cube.sources]
        found += [[*pairs, *every] for pairs in found if pairs[0][0] != "source"]
    return found


def answer_figures(folder: Path, what: str) -> list[Figure]:
    """Median and 95th percentile over random states and single picks."""
    cube = load_cube(folder)
    answer(cube, parse_state([])).dashboard()
    states = [parse_state(pairs) for pairs in [*random_pairs(cube), *single_pairs(cube)]]
    milliseconds = [_milliseconds(cube, state) for state in states]
    count = f"{what}, {len(states)} states"
    return [
        Figure(f"server time of the whole page, median ({count})", median(milliseconds), "ms", 25),
        Figure(f"server time of the whole page, p95 ({count})", percentile(milliseconds, 0.95), "ms", 55),
    ]


def page(cube: Cube, state: State) -> dict[str, Any]:
    """Cards and charts, as the server makes them."""
    return answer(cube, state).dashboard()


def _milliseconds(cube: Cube, state: State) -> float:
    started = time.perf_counter()
    json.dumps(page(cube, state), ensure_ascii=False, separators=(",", ":"))
    return (time.perf_counter() - started) * 1_000


def _text(value: object) -> str:
    return "" if value is None else str(value)
