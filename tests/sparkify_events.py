"""Plays as Sparkify logs them, one JSON object a line."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from pathlib import Path


def write_events(
    path: Path, rng: random.Random, count: int, day: Callable[[random.Random], dt.date], *, songs: int = 60
) -> Path:
    """Plays of 40 users, a third of them without sex, on days drawn by ``day``, of songs of no catalogue."""
    path.write_text(
        "".join(json.dumps(_event(rng, day(rng), number, songs)) + "\n" for number in range(count))
    )
    return path


def _event(rng: random.Random, day: dt.date, number: int, songs: int) -> dict[str, object]:
    user, song = rng.randrange(40), rng.randrange(songs)
    instant = dt.datetime(day.year, day.month, day.day, 15, tzinfo=dt.UTC)
    return {
        "artist": f"Artist {song % 11}", "song": f"Song {song}", "gender": ["M", "F", None][user % 3],
        "page": "NextSong", "status": 200, "level": "free", "userId": str(user + 1),
        "ts": int(instant.timestamp() * 1000) + number, "location": "Paris", "registration": 1540919166796.0,
        "userAgent": "x", "firstName": "A", "lastName": "B", "auth": "Logged In", "itemInSession": 1,
        "length": 200.5, "method": "PUT", "sessionId": 1,
    }  # fmt: skip
