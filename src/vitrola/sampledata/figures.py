"""Published figures of the reference data, and how they shrink with the number of records.

Every number named "published" is from the reference report and the notebooks beside it
(``million-song-dataset-spotify-lastfm``). Numbers named otherwise are assumptions of this generator.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MUSIC_FILE: Final = "Music_Info.csv"
HISTORY_FILE: Final = "User_Listening_History.csv"

MUSIC_COLUMNS: Final = (
    "track_id",
    "name",
    "artist",
    "spotify_preview_url",
    "spotify_id",
    "tags",
    "genre",
    "year",
    "duration_ms",
    "danceability",
    "energy",
    "key",
    "loudness",
    "mode",
    "speechiness",
    "acousticness",
    "instrumentalness",
    "liveness",
    "valence",
    "tempo",
    "time_signature",
)
HISTORY_COLUMNS: Final = ("track_id", "user_id", "playcount")

PUBLISHED_RECORDS: Final = 9_711_301
PUBLISHED_USERS: Final = 962_037
PUBLISHED_TRACKS: Final = 50_683
PUBLISHED_TRACKS_PLAYED: Final = 30_459
PUBLISHED_GENRE_EMPTY: Final = 28_335
PUBLISHED_TAGS_EMPTY: Final = 1_127
PUBLISHED_MEAN_PLAYCOUNT: Final = 2.58
PUBLISHED_TOP_ARTIST_TRACKS: Final = (132, 111, 105, 100, 98, 94)

PUBLISHED_GENRE_PLAYS: Final[dict[str, int]] = {
    "Rock": 8_808_231,
    "Electronic": 1_975_595,
    "Pop": 1_484_501,
    "Rap": 891_687,
    "Metal": 846_604,
    "Country": 697_086,
    "Folk": 389_822,
    "RnB": 363_087,
    "Reggae": 191_751,
    "Jazz": 188_157,
    "New Age": 171_075,
    "Punk": 170_658,
    "Latin": 74_884,
    "World": 54_091,
    "Blues": 37_240,
}
GENRES: Final = tuple(PUBLISHED_GENRE_PLAYS)

PUBLISHED_YEAR_PLAYS: Final[dict[int, int]] = {
    2008: 1_866_767,
    2009: 1_831_380,
    2007: 1_521_470,
    2010: 1_404_941,
    2006: 1_117_292,
    2005: 1_051_640,
    2004: 856_557,
    2001: 668_005,
    2003: 663_105,
    2012: 598_341,
    2002: 568_789,
    2011: 433_967,
    2014: 424_133,
    2013: 339_347,
    1999: 322_746,
    2000: 322_439,
    1996: 319_925,
    1997: 253_641,
    1995: 179_654,
    1994: 173_938,
    1998: 173_778,
    1993: 143_971,
}
PUBLISHED_ARTIST_PLAYS: Final = (
    570_134,
    185_071,
    170_581,
    167_042,
    157_351,
    155_558,
    154_942,
    124_004,
    120_653,
    106_865,
    105_715,
    105_176,
)

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2022
MIN_RECORDS: Final = 500
ASSUMED_ARTISTS: Final = 8_300
RECORDS_PER_TRACK: Final = 5
MIN_TRACKS: Final = 300
YEAR_FADE: Final = 0.9
"""Plays of an unlisted release year, as a share of those of the year one nearer to the listed ones."""


def published_genre_share() -> float:
    """Share (0-1) of all plays that fall on tracks with a delivered genre."""
    return sum(PUBLISHED_GENRE_PLAYS.values()) / (PUBLISHED_MEAN_PLAYCOUNT * PUBLISHED_RECORDS)


def year_plays() -> list[float]:
    """Plays per release year from ``FIRST_YEAR`` to ``LAST_YEAR``, over tracks with a genre.

    Listed years are as published; the rest of the published total fades out on both sides.
    """
    first, last = min(PUBLISHED_YEAR_PLAYS), max(PUBLISHED_YEAR_PLAYS)
    faded = {
        year: YEAR_FADE ** max(first - year, 2 * (year - last))
        for year in range(FIRST_YEAR, LAST_YEAR + 1)
        if year not in PUBLISHED_YEAR_PLAYS
    }
    rest = sum(PUBLISHED_GENRE_PLAYS.values()) - sum(PUBLISHED_YEAR_PLAYS.values())
    unit = rest / sum(faded.values())
    return [
        float(PUBLISHED_YEAR_PLAYS[year]) if year in PUBLISHED_YEAR_PLAYS else faded[year] * unit
        for year in range(FIRST_YEAR, LAST_YEAR + 1)
    ]


@dataclass(frozen=True)
class Scale:
    """How many of everything belongs to a number of history records, defects not counted."""

    records: int
    tracks: int
    tracks_played: int
    users: int
    artists: int
    genre_empty: int
    tags_empty: int
    plays: int


def scale_of(records: int) -> Scale:
    """Scale the published figures to ``records`` rows of history.

    The catalogue holds one track for every five records until it is complete (at 253,415 records);
    users grow with the records; shares of nulls and of tracks played stay as published.
    """
    tracks = min(PUBLISHED_TRACKS, max(MIN_TRACKS, records // RECORDS_PER_TRACK))

    def of_tracks(published: int) -> int:
        return round(published * tracks / PUBLISHED_TRACKS)

    return Scale(
        records=records,
        tracks=tracks,
        tracks_played=of_tracks(PUBLISHED_TRACKS_PLAYED),
        users=round(records * PUBLISHED_USERS / PUBLISHED_RECORDS),
        artists=of_tracks(ASSUMED_ARTISTS),
        genre_empty=of_tracks(PUBLISHED_GENRE_EMPTY),
        tags_empty=of_tracks(PUBLISHED_TAGS_EMPTY),
        plays=round(PUBLISHED_MEAN_PLAYCOUNT * records),
    )
