from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
import pytest

from vitrola.sampledata import HISTORY_FILE
from vitrola.sampledata.catalogue import build_catalogue
from vitrola.sampledata.figures import (
    GENRES,
    PUBLISHED_ARTIST_PLAYS,
    PUBLISHED_GENRE_PLAYS,
    PUBLISHED_YEAR_PLAYS,
    scale_of,
)
from vitrola.sampledata.listeners import MOST_PLAYED_ARTISTS, playcounts, rows_per_track, rows_per_user

if TYPE_CHECKING:
    from tests.unit.sampledata.conftest import Sample

FULL = scale_of(9_711_301)


def test_counts_of_a_million_records(full_catalogue: Sample) -> None:
    history, summary = full_catalogue.history, full_catalogue.summary
    assert len(history) == summary.history_rows == 1_000_000
    assert len({(track, user) for track, user, _ in history}) == 1_000_000
    assert len({track for track, _, _ in history}) == summary.tracks_played == 30_459
    assert len({user for _, user, _ in history}) == summary.users == 99_064
    assert sum(plays for _, _, plays in history) == summary.plays == 2_580_000
    assert {track for track, _, _ in history} <= {row["track_id"] for row in full_catalogue.music}


def test_rows_of_a_user_stand_together(full_catalogue: Sample) -> None:
    blocks = sum(1 for _ in groupby(full_catalogue.history, key=lambda row: row[1]))
    assert blocks == full_catalogue.summary.users


def test_file_format(small: Sample) -> None:
    lines = (small.directory / HISTORY_FILE).read_text(encoding="ascii").split("\n")
    assert lines[0] == "track_id,user_id,playcount"
    assert lines[-1] == ""
    assert len(lines) == 20_002
    assert all(re.fullmatch(r"TR[A-Z0-9]{16},[0-9a-f]{40},[1-9][0-9]{0,2}", line) for line in lines[1:-1])


def test_plays_of_a_million_records_follow_the_report(full_catalogue: Sample) -> None:
    genre = {row["track_id"]: row["genre"] for row in full_catalogue.music}
    plays: Counter[str] = Counter()
    for track, _, playcount in full_catalogue.history:
        plays[genre[track]] += playcount
    assert 1 - plays[""] / 2_580_000 == pytest.approx(16_344_469 / 25_055_157, abs=0.01)
    order = [name for name, _ in plays.most_common() if name]
    assert order[:6] == list(GENRES[:6])
    assert order[-1] == "Blues"


def test_rows_per_track_at_full_scale_follow_the_published_shares() -> None:
    catalogue = build_catalogue(np.random.default_rng(3), FULL)
    rows = rows_per_track(np.random.default_rng(4), catalogue, FULL)
    assert int(rows.sum()) == 9_711_301
    assert int(np.count_nonzero(rows)) == 30_459
    delivered = catalogue.genre >= 0
    total = rows[delivered].sum()
    assert total / rows.sum() == pytest.approx(16_344_469 / 25_055_157, abs=1e-3)
    for code, plays in enumerate(PUBLISHED_GENRE_PLAYS.values()):
        assert rows[catalogue.genre == code].sum() / total == pytest.approx(plays / 16_344_469, rel=0.02)
    for year, plays in PUBLISHED_YEAR_PLAYS.items():
        share = rows[delivered & (catalogue.year == year)].sum() / total
        assert share == pytest.approx(plays / 16_344_469, rel=0.02)
    by_artist = np.bincount(catalogue.artist[delivered], weights=rows[delivered])
    published = np.array(PUBLISHED_ARTIST_PLAYS) / 16_344_469
    assert by_artist[list(MOST_PLAYED_ARTISTS)] / total == pytest.approx(published, rel=0.02)
    assert set(np.argsort(-by_artist)[:12].tolist()) == set(MOST_PLAYED_ARTISTS)


def test_rows_per_user_at_full_scale() -> None:
    sizes = rows_per_user(np.random.default_rng(4), FULL)
    assert len(sizes) == 962_037
    assert int(sizes.sum()) == 9_711_301
    assert int(sizes.min()) == 1
    assert 500 < int(sizes.max()) < 30_459 // 3 + 10


def test_playcounts_at_full_scale() -> None:
    plays = playcounts(np.random.default_rng(4), FULL)
    assert len(plays) == 9_711_301
    assert int(plays.sum(dtype=np.int64)) == 25_055_157
    assert round(float(plays.mean()), 2) == 2.58
    assert (int(plays.min()), int(plays.max())) == (1, 500)
    assert int(np.median(plays)) == 1
