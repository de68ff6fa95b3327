"""What is compared and what is found."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

Kind = Literal["artist", "track"]


@dataclass(frozen=True, slots=True)
class Track:
    """A row of music_info_dim, as far as it tells one track from another.

    ``inferred`` is a track known only from plays. ``duration_ms`` is in milliseconds; None is unknown.
    """

    track_id: str
    name: str | None
    artist: str | None
    album: str | None = None
    year: int | None = None
    duration_ms: int | None = None
    genre: str | None = None
    source: str = ""
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names for what looks like one: spellings of an artist, or ids of tracks.

    ``score`` is 0 to 100; ``reasons`` say what it rests on. ``one`` sorts before ``other``.
    """

    kind: Kind
    one: str
    other: str
    score: float
    reasons: tuple[str, ...]

    @property
    def id(self) -> str:
        """Eight hexadecimal digits that stay the same as long as the two names do."""
        return pair_id(self.kind, self.one, self.other)


def pair_id(kind: str, one: str, other: str) -> str:
    """The id of a pair, whichever of the two is named first."""
    text = "\0".join([kind, *sorted((one, other))])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
