"""The catalogue: one row per track, with artists, genres, tags and years as skewed as published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vitrola.sampledata import features, identifiers, names
from vitrola.sampledata.figures import (
    FIRST_YEAR,
    GENRES,
    LAST_YEAR,
    MUSIC_COLUMNS,
    PUBLISHED_GENRE_PLAYS,
    PUBLISHED_TOP_ARTIST_TRACKS,
    PUBLISHED_TRACKS,
    Scale,
    year_plays,
)
from vitrola.sampledata.pairs import PAIR_RECIPES, PairRecipe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

PROMINENT_GENRES: Final = (
    *("Rock", "Rock", "Electronic", "Rock", "Folk", "Rock", "Rock", "Pop", "Rock"),
    *("Rock", "Rock", "Pop", "Folk", "Rap", "Rap", "Electronic", "Rock"),
)
"""Home genres of the first artists: the six with most tracks, then those with most plays."""
FIRST_PAIR_ARTIST: Final = 20
HOME_GENRE_SHARE: Final = 0.88
GENRE_TRACKS_EXPONENT: Final = 0.8
YEAR_TRACKS_EXPONENT: Final = 0.6
NO_GENRE: Final = -1


@dataclass(frozen=True)
class PairRows:
    """Where a planted pair stands in the catalogue (0-based rows)."""

    recipe: PairRecipe
    survivor: int
    loser: int


@dataclass(frozen=True)
class Catalogue:
    """Columns as they are written, and the codes that popularity is fitted by.

    ``artist`` is the artist's rank by number of tracks (0 = most), ``genre`` the place of the delivered
    genre in ``GENRES`` or ``NO_GENRE``, ``year`` the release year; one value per track each.
    """

    columns: dict[str, list[Any]]
    artist: Ints
    genre: Ints
    year: Ints
    pairs: tuple[PairRows, ...]

    def rows(self) -> list[tuple[Any, ...]]:
        """Give the rows in file order, fields in the order of the header."""
        return list(zip(*(self.columns[column] for column in MUSIC_COLUMNS), strict=True))


def build_catalogue(rng: np.random.Generator, scale: Scale) -> Catalogue:
    """Draw the whole catalogue, planted pairs included."""
    artist = rng.permutation(np.repeat(np.arange(scale.artists), artist_track_counts(scale)))
    pairs = _pair_rows(artist)
    paired = np.array([row for pair in pairs for row in (pair.survivor, pair.loser)])
    true_genre = _true_genres(rng, artist, scale.artists)
    year = _years(rng, artist, scale.artists)
    genre_hidden = _empties(rng, scale.tracks, scale.genre_empty, paired, _empty_versions("genre"))
    tags_hidden = _empties(rng, scale.tracks, scale.tags_empty, paired, _empty_versions("tags"))
    genre = np.where(genre_hidden, NO_GENRE, true_genre)
    artist_names = names.artists(rng, scale.artists)
    columns: dict[str, list[Any]] = {
        "track_id": identifiers.track_ids(rng, scale.tracks),
        "name": names.titles(rng, scale.tracks),
        "artist": [artist_names[rank] for rank in artist.tolist()],
        "spotify_preview_url": identifiers.preview_urls(rng, scale.tracks),
        "spotify_id": identifiers.spotify_ids(rng, scale.tracks),
        "tags": _tags(rng, true_genre, tags_hidden),
        "genre": ["" if code == NO_GENRE else GENRES[code] for code in genre.tolist()],
        "year": year.tolist(),
        **features.audio_features(rng, scale.tracks),
    }
    catalogue = Catalogue(columns, artist, genre, year, pairs)
    _plant(catalogue)
    return catalogue


def artist_track_counts(scale: Scale) -> Ints:
    """Tracks per artist, most first: the published six, then a power law down to single tracks.

    The six shrink with the square root of the catalogue, so that small samples keep the skew.
    """
    shrink = (scale.tracks / PUBLISHED_TRACKS) ** 0.5
    top = [round(tracks * shrink) for tracks in PUBLISHED_TOP_ARTIST_TRACKS]
    rest = scale.tracks - sum(top)
    shoulder = max(3.0, scale.artists / 140)
    distance = (np.arange(scale.artists - len(top)) + shoulder + 1) / shoulder

    def counts(exponent: float) -> Ints:
        tracks: Ints = np.floor(top[-1] * distance**-exponent).clip(min=1).astype(np.int64)
        return tracks

    low, high = 0.0, 8.0
    for _ in range(60):
        exponent = (low + high) / 2
        low, high = (low, exponent) if counts(exponent).sum() <= rest else (exponent, high)
    tail = counts(high)
    missing = rest - int(tail.sum())
    tail[len(tail) - missing :] += 1
    return np.concatenate([np.array(top, dtype=np.int64), tail])


def _pair_rows(artist: Ints) -> tuple[PairRows, ...]:
    """Give each pair two tracks of one artist; in every other pair the loser comes first in the file."""
    pairs = []
    for index, recipe in enumerate(PAIR_RECIPES):
        first, second = np.flatnonzero(artist == FIRST_PAIR_ARTIST + index)[[0, -1]].tolist()
        survivor, loser = (first, second) if index % 2 else (second, first)
        pairs.append(PairRows(recipe, survivor, loser))
    return tuple(pairs)


def _true_genres(rng: np.random.Generator, artist: Ints, artists: int) -> Ints:
    """Draw what each track really is, mostly the home genre of its artist.

    The report gives plays per genre, not tracks: a flatter power of the plays is assumed.
    """
    shares = np.array(list(PUBLISHED_GENRE_PLAYS.values()), dtype=np.float64) ** GENRE_TRACKS_EXPONENT
    shares /= shares.sum()
    home = rng.choice(len(GENRES), size=artists, p=shares)
    home[: len(PROMINENT_GENRES)] = [GENRES.index(genre) for genre in PROMINENT_GENRES]
    elsewhere = rng.choice(len(GENRES), size=len(artist), p=shares)
    at_home = rng.random(len(artist)) < HOME_GENRE_SHARE
    return np.where(at_home, home[artist], elsewhere).astype(np.int64)


def _years(rng: np.random.Generator, artist: Ints, artists: int) -> Ints:
    """Draw release years around a middle year per artist."""
    shares = np.array(year_plays()) ** YEAR_TRACKS_EXPONENT
    middle = rng.choice(np.arange(FIRST_YEAR, LAST_YEAR + 1), size=artists, p=shares / shares.sum())
    spread = np.rint(rng.laplace(0.0, 3.0, size=len(artist))).astype(np.int64)
    return np.clip(middle[artist] + spread, FIRST_YEAR, LAST_YEAR).astype(np.int64)


def _empty_versions(column: str) -> int:
    versions = [version for recipe in PAIR_RECIPES for version in (recipe.survivor, recipe.loser)]
    return sum(not getattr(version, column) for version in versions)


def _empties(
    rng: np.random.Generator, tracks: int, empties: int, paired: Ints, empty_in_pairs: int
) -> NDArray[np.bool_]:
    """Choose the tracks whose value is empty, leaving those of planted pairs to their recipes."""
    free = np.setdiff1d(np.arange(tracks), paired)
    hidden = np.zeros(tracks, dtype=np.bool_)
    hidden[rng.choice(free, size=empties - empty_in_pairs, replace=False)] = True
    return hidden


def _tags(rng: np.random.Generator, genre: Ints, hidden: NDArray[np.bool_]) -> list[str]:
    stock = [[", ".join(tags) for tags in names.tag_lists(rng, name)] for name in GENRES]
    chosen = rng.integers(names.TAG_LISTS_PER_GENRE, size=len(genre)).tolist()
    return [
        "" if empty else stock[code][place]
        for empty, code, place in zip(hidden.tolist(), genre.tolist(), chosen, strict=True)
    ]


def _plant(catalogue: Catalogue) -> None:
    """Write each pair's titles, genres and tags over its two rows; all else is the survivor's."""
    own: Sequence[str] = ("track_id", "name", "tags", "genre")
    for pair in catalogue.pairs:
        for column in (column for column in MUSIC_COLUMNS if column not in own):
            catalogue.columns[column][pair.loser] = catalogue.columns[column][pair.survivor]
        catalogue.year[pair.loser] = catalogue.year[pair.survivor]
        for row, version in ((pair.survivor, pair.recipe.survivor), (pair.loser, pair.recipe.loser)):
            catalogue.columns["name"][row] = version.name
            catalogue.columns["tags"][row] = ", ".join(version.tags)
            catalogue.columns["genre"][row] = version.genre
            catalogue.genre[row] = GENRES.index(version.genre) if version.genre else NO_GENRE
