"""Which of two names a person would keep."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vitrola.matching.titles import is_garbled, title_of

if TYPE_CHECKING:
    from vitrola.matching.types import Track


@dataclass(frozen=True, slots=True)
class Figures:
    """How much a name is used: rows of music_info_dim, plays, distinct users, and the sources that say it."""

    tracks: int = 0
    streams: int = 0
    listeners: int = 0
    sources: tuple[str, ...] = ()


MANY = 20
"""Nobody's typing loses the accents of a name that is written without them so much more often."""


def in_order(
    names: tuple[str, str],
    figures: tuple[Figures, Figures],
    tracks: tuple[Track, Track] | None = None,
) -> tuple[int, int]:
    """The places of the name to keep and of the other.

    A track of a catalogue is kept before one known only from plays. Then comes a name that isn't
    garbled, a title that names no edition, one played many times as much, the one with more accents,
    more marks, a genre, more plays, more tracks, fewer stray spaces, and the lower.
    """

    def rank(place: int) -> tuple[object, ...]:
        track = tracks[place] if tracks else None
        text = (track.name or "") if track else names[place]
        return (
            track is not None and track.inferred,
            is_garbled(text),
            len(title_of(text).edition) if track else 0,
            figures[place].streams * MANY < figures[1 - place].streams,
            -_accents(text),
            -sum(not char.isalnum() and not char.isspace() for char in text) if track else 0,
            track is not None and track.genre is None,
            -figures[place].streams,
            -figures[place].tracks,
            _stray_spaces(names[place]),
            names[place],
        )

    first = 0 if rank(0) <= rank(1) else 1
    return first, 1 - first


def _stray_spaces(text: str) -> int:
    """Characters that only space a name out: at its ends, or after another space."""
    return len(text) - len(" ".join(text.split()))


def _accents(text: str) -> int:
    return sum("\u0300" <= char <= "\u036f" for char in unicodedata.normalize("NFD", text))
