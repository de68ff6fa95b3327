"""Shapes of the history: how often a track is chosen, how much a user listens, how often a play repeats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from vitrola.sampledata.catalogue import NO_GENRE
from vitrola.sampledata.figures import (
    FIRST_YEAR,
    PUBLISHED_ARTIST_PLAYS,
    PUBLISHED_GENRE_PLAYS,
    PUBLISHED_MEAN_PLAYCOUNT,
    Scale,
    published_genre_share,
    year_plays,
)
from vitrola.sampledata.popularity import apportion, rake

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vitrola.sampledata.catalogue import Catalogue

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

MOST_PLAYED_ARTISTS: Final = (6, 7, 8, 9, 10, 11, 1, 12, 13, 14, 15, 16)
"""Ranks by tracks of the artists with most plays; the seventh has the second most tracks, as published."""
OTHER_ARTISTS_CAP: Final = 0.9
"""Plays an unlisted artist may have, as a share of those of the last listed one."""
TRACK_SKEW: Final = 1.7
USER_SKEW: Final = 1.0
PAIR_FLOOR: Final = 4
MAX_PLAYCOUNT: Final = 500
LISTENERS_PER_TRACK_CEILING: Final = 0.25


def rows_per_track(rng: np.random.Generator, catalogue: Catalogue, scale: Scale) -> Ints:
    """Decide how many history rows each track gets; 0 for tracks never played.

    Plays of tracks with a genre follow the published totals by genre, release year and artist; those
    without a genre follow the totals by year and artist, which the report doesn't give for them.
    """
    paired = np.array([row for pair in catalogue.pairs for row in (pair.survivor, pair.loser)])
    free = np.setdiff1d(np.arange(scale.tracks), paired)
    played = np.sort(np.append(rng.choice(free, scale.tracks_played - len(paired), replace=False), paired))
    skew = rng.lognormal(0.0, TRACK_SKEW, size=scale.tracks)
    weights = np.zeros(scale.tracks)
    has_genre = catalogue.genre != NO_GENRE
    for tracks, share in (
        (played[has_genre[played]], published_genre_share()),
        (played[~has_genre[played]], 1 - published_genre_share()),
    ):
        weights[tracks] = share * rake(
            skew[tracks], _margins(catalogue, tracks), _artist_caps(catalogue, tracks)
        )
    floor = np.where(np.isin(played, paired), PAIR_FLOOR, 1)
    ceiling = int(scale.users * LISTENERS_PER_TRACK_CEILING)
    counts = np.zeros(scale.tracks, dtype=np.int64)
    counts[played] = apportion(weights[played], scale.records, floor=floor, ceiling=ceiling)
    return counts


def rows_per_user(rng: np.random.Generator, scale: Scale) -> Ints:
    """Decide how many tracks each user has played: at least one, a few users very many."""
    appetite = rng.lognormal(0.0, USER_SKEW, size=scale.users)
    spare = scale.records - scale.users
    ceiling = scale.tracks_played // 3
    sizes: Ints = 1 + (appetite / appetite.sum() * spare).clip(max=ceiling).astype(np.int64)
    each, some = divmod(scale.records - int(sizes.sum()), scale.users)
    sizes += each
    sizes[rng.permutation(scale.users)[:some]] += 1
    return sizes


def playcounts(rng: np.random.Generator, scale: Scale) -> NDArray[np.uint16]:
    """Give every row its playcount, in random order, with exactly the total of ``scale``."""
    shares = _playcount_shares()
    bounds = np.rint(np.append(0.0, np.cumsum(shares)) * scale.records).astype(np.int64)
    rows = np.diff(bounds)
    missing = scale.plays - int((rows * np.arange(1, MAX_PLAYCOUNT + 1)).sum())
    rows[0] -= missing
    rows[1] += missing
    deck = np.repeat(np.arange(1, MAX_PLAYCOUNT + 1, dtype=np.uint16), rows)
    rng.shuffle(deck)
    return deck


def _margins(catalogue: Catalogue, tracks: Ints) -> list[tuple[Ints, Floats]]:
    genre, year = catalogue.genre[tracks], catalogue.year[tracks] - FIRST_YEAR
    total = sum(PUBLISHED_GENRE_PLAYS.values())
    named = np.zeros(int(catalogue.artist.max()) + 1, dtype=np.int64)
    named[list(MOST_PLAYED_ARTISTS)] = np.arange(1, len(MOST_PLAYED_ARTISTS) + 1)
    artists = np.array([total - sum(PUBLISHED_ARTIST_PLAYS), *PUBLISHED_ARTIST_PLAYS], dtype=np.float64)
    margins = [(year, np.array(year_plays())), (named[catalogue.artist[tracks]], artists)]
    if (genre != NO_GENRE).all():
        margins.append((genre, np.array(list(PUBLISHED_GENRE_PLAYS.values()), dtype=np.float64)))
    return margins


def _artist_caps(catalogue: Catalogue, tracks: Ints) -> tuple[Ints, Floats]:
    """Keep every other artist below the published ones, as far as a small catalogue allows."""
    artists = int(catalogue.artist.max()) + 1
    least = min(PUBLISHED_ARTIST_PLAYS) / sum(PUBLISHED_GENRE_PLAYS.values())
    caps = np.full(artists, max(OTHER_ARTISTS_CAP * least, 3 / artists))
    caps[list(MOST_PLAYED_ARTISTS)] = 1.0
    return catalogue.artist[tracks], caps


def _playcount_shares() -> Floats:
    """Shares of playcounts 1, 2, 3 … with the published mean: a shifted power law."""
    plays = np.arange(1, MAX_PLAYCOUNT + 1, dtype=np.float64)
    low, high = 1.5, 8.0
    for _ in range(60):
        exponent = (low + high) / 2
        shares = (plays + 1) ** -exponent
        shares /= shares.sum()
        low, high = (exponent, high) if shares @ plays > PUBLISHED_MEAN_PLAYCOUNT else (low, exponent)
    return shares
