from __future__ import annotations

import pytest

from vitrola.sampledata.figures import (
    PUBLISHED_GENRE_PLAYS,
    Scale,
    published_genre_share,
    scale_of,
    year_plays,
)


def test_full_scale_is_as_published() -> None:
    assert scale_of(9_711_301) == Scale(
        records=9_711_301,
        tracks=50_683,
        tracks_played=30_459,
        users=962_037,
        artists=8_300,
        genre_empty=28_335,
        tags_empty=1_127,
        plays=25_055_157,
    )


def test_the_catalogue_is_complete_from_a_quarter_of_a_million_records() -> None:
    assert scale_of(1_000_000).tracks == scale_of(253_415).tracks == 50_683
    assert scale_of(253_410).tracks == 50_682


def test_small_scales_keep_the_published_shares() -> None:
    scale = scale_of(100_000)
    assert scale.genre_empty / scale.tracks == pytest.approx(28_335 / 50_683, abs=1e-4)
    assert scale.tags_empty / scale.tracks == pytest.approx(1_127 / 50_683, abs=1e-4)
    assert scale.tracks_played / scale.tracks == pytest.approx(30_459 / 50_683, abs=1e-4)
    assert scale.users == 9_906


def test_the_published_genres_sum_to_the_published_total() -> None:
    assert sum(PUBLISHED_GENRE_PLAYS.values()) == 16_344_469
    assert published_genre_share() == pytest.approx(0.6523, abs=1e-4)


def test_unlisted_years_share_the_rest_and_stay_below_the_listed_ones() -> None:
    plays = year_plays()
    assert len(plays) == 123
    assert sum(plays) == pytest.approx(16_344_469)
    assert plays[2008 - 1900] == 1_866_767
    assert max(plays[: 1993 - 1900]) < 143_971
    assert max(plays[2015 - 1900 :]) < 143_971
