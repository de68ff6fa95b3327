from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from vitrola.sampledata import MUSIC_FILE
from vitrola.sampledata.figures import GENRES
from vitrola.sampledata.wordlists import GENRE_TAGS

if TYPE_CHECKING:
    from tests.unit.sampledata.conftest import Sample

HEADER = (
    "track_id,name,artist,spotify_preview_url,spotify_id,tags,genre,year,duration_ms,danceability,energy,key,"
    "loudness,mode,speechiness,acousticness,instrumentalness,liveness,valence,tempo,time_signature"
)
RANGES = {
    "year": (1900, 2022),
    "duration_ms": (20_000, 3_000_000),
    "danceability": (0, 1),
    "energy": (0, 1),
    "key": (0, 11),
    "loudness": (-60, 0),
    "mode": (0, 1),
    "speechiness": (0, 1),
    "acousticness": (0, 1),
    "instrumentalness": (0, 1),
    "liveness": (0, 1),
    "valence": (0, 1),
    "tempo": (40, 239),
    "time_signature": (0, 5),
}
WHOLE = ("year", "duration_ms", "key", "mode", "time_signature")


def test_the_full_catalogue_has_the_published_counts(full_catalogue: Sample) -> None:
    music = full_catalogue.music
    assert len(music) == full_catalogue.summary.tracks == 50_683
    assert len({row["track_id"] for row in music}) == 50_683
    assert len({row["name"] for row in music}) == 50_683
    assert len({row["spotify_id"] for row in music}) == 50_674
    empties = Counter(column for row in music for column, value in row.items() if value == "")
    assert empties == {"genre": 28_335, "tags": 1_127}


def test_the_artists_with_most_tracks_are_as_published(full_catalogue: Sample) -> None:
    artists = Counter(row["artist"] for row in full_catalogue.music)
    assert [tracks for _, tracks in artists.most_common(6)] == [132, 111, 105, 100, 98, 94]
    assert len(artists) == 8_300


def test_file_format(small: Sample) -> None:
    raw = (small.directory / MUSIC_FILE).read_bytes()
    assert raw.startswith(HEADER.encode() + b"\n")
    assert b"\r" not in raw
    text = raw.decode("utf-8")
    assert re.search(r'^TR[A-Z0-9]{16},"""', text, re.MULTILINE)
    assert '(12"" Mix)"' in text
    assert re.search("[áãçéíõúÚ]", text)
    quoted = re.findall(r'(?:^|,)"((?:[^"]|"")*)"(?=,|$)', text, re.MULTILINE)
    assert all("," in field or '""' in field for field in quoted)


def test_identifiers_have_their_shapes(small: Sample) -> None:
    for row in small.music:
        assert re.fullmatch(r"TR[A-Z0-9]{16}", row["track_id"])
        assert re.fullmatch(r"[A-Za-z0-9]{22}", row["spotify_id"])
        assert re.fullmatch(r"https://p\.scdn\.co/mp3-preview/[0-9a-f]{40}", row["spotify_preview_url"])


@pytest.mark.parametrize(("column", "bounds"), RANGES.items())
def test_values_stay_in_range(full_catalogue: Sample, column: str, bounds: tuple[float, float]) -> None:
    texts = [row[column] for row in full_catalogue.music]
    values = [int(text) if column in WHOLE else float(text) for text in texts]
    assert bounds[0] <= min(values)
    assert max(values) <= bounds[1]
    assert len(set(values)) > 1


def test_every_genre_is_delivered_and_rock_leads(full_catalogue: Sample) -> None:
    genres = Counter(row["genre"] for row in full_catalogue.music if row["genre"])
    assert set(genres) == set(GENRES)
    assert genres.most_common(1)[0][0] == "Rock"


def test_tags_mostly_name_the_delivered_genre_and_sometimes_another(full_catalogue: Sample) -> None:
    both = [
        (row["genre"], row["tags"].split(", "))
        for row in full_catalogue.music
        if row["genre"] and row["tags"]
    ]
    own = sum(any(tag in GENRE_TAGS[genre] for tag in tags) for genre, tags in both) / len(both)
    others = {
        genre: {tag for name in GENRES if name != genre for tag in GENRE_TAGS[name]} for genre in GENRES
    }
    foreign = sum(any(tag in others[genre] - {*GENRE_TAGS[genre]} for tag in tags) for genre, tags in both)
    assert 0.9 < own < 0.96
    assert 0.05 < foreign / len(both) < 0.25
    assert all(len(tags) == len(set(tags)) for _, tags in both)
    assert all(re.fullmatch(r"[a-z0-9_]+", tag) for _, tags in both for tag in tags)
