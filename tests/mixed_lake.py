"""A lake of two sources, one with several rows of a user and track, and filters at random on its cube."""

from __future__ import annotations

import datetime as dt
import json
import random
from typing import TYPE_CHECKING, Any

from support import make_lake
from vitrola.config import Settings
from vitrola.metrics.state import State, parse_state
from vitrola.pipeline.run import run
from vitrola.sampledata import generate

if TYPE_CHECKING:
    from pathlib import Path

    from vitrola.lake import Lake
    from vitrola.metrics.cube import Cube


def mixed_lake(folder: Path, *, records: int) -> Lake:
    generate(folder / "data", records=records, seed=12)
    rng = random.Random(5)
    events = folder / "events.json"
    events.write_text("".join(json.dumps(event(rng, number)) + "\n" for number in range(4_000)))
    lake = make_lake(folder / "lake", [*sorted((folder / "data").glob("*.csv")), events])
    run(lake, Settings(simulate=True))
    return lake


def event(rng: random.Random, number: int) -> dict[str, Any]:
    """A play as Sparkify logs it; some users without sex, some songs without a catalogue entry."""
    user = rng.randrange(60)
    day = dt.datetime(2020, rng.choice([2, 3, 5]), rng.randrange(1, 29), rng.randrange(24), tzinfo=dt.UTC)
    sexes = ["M", "F", None]
    song = rng.randrange(90)
    return {
        "artist": f"Artist {song % 17}", "song": f"Song {song}",
        "gender": sexes[user % 3], "page": "NextSong", "status": 200,
        "level": rng.choice(["free", "paid"]), "userId": str(user + 1),
        "ts": int(day.timestamp() * 1000) + number,
        "location": "Paris" if user % 2 else "Reno, NV", "registration": 1540919166796.0, "userAgent": "x",
        "firstName": "A", "lastName": "B", "auth": "Logged In", "itemInSession": 1, "length": 200.5,
        "method": "PUT", "sessionId": 1,
    }  # fmt: skip


def random_filters(rng: random.Random, cube: Cube) -> dict[str, Any]:
    """Three filters or more, of values that exist, sometimes missing ones; a range of dates now and then."""
    names = [
        "genre",
        "month",
        "weekday",
        "release_year",
        "artist",
        "sex",
        "age_band",
        "country",
        "main_genre",
    ]
    filters = {"source": rng.choice([["million-song"], ["sparkify"], ["million-song", "sparkify"]])}
    resolved = rng.random() < 0.4
    if resolved:
        filters["genres"] = "resolved"
    for name in rng.sample(names, rng.randrange(2, 6)):
        values = cube.axis(name, resolved=resolved).values
        many = rng.randrange(1, max(2, len(values) // 2)) if name == "artist" else rng.randrange(1, 4)
        picked = {rng.choice(values[rng.random() >= 0.15 :]) for _ in range(min(many, 150))}
        filters[name] = [None if value is None else str(value) for value in picked]
    if rng.random() < 0.3:
        first = dt.date(2020, 1, 1) + dt.timedelta(rng.randrange(300))
        filters |= {"from": first.isoformat(), "to": (first + dt.timedelta(rng.randrange(90))).isoformat()}
    return filters


def pairs_of(filters: dict[str, Any]) -> list[tuple[str, str]]:
    """Filters as the names and values of a query string."""
    pairs: list[tuple[str, str]] = []
    for name, values in filters.items():
        pairs += [(name, value or "") for value in values] if isinstance(values, list) else [(name, values)]
    return pairs


def state_of(filters: dict[str, Any]) -> State:
    return parse_state(pairs_of(filters))
