from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from vitrola.errors import SettingError, UsageError
from vitrola.sampledata import ANSWER_KEY_FILE, HISTORY_FILE, MIN_RECORDS, MUSIC_FILE, generate

if TYPE_CHECKING:
    from pathlib import Path


def digests(directory: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in directory.iterdir()}


@pytest.mark.parametrize("defects", [False, True])
def test_same_arguments_give_the_same_bytes(tmp_path: Path, defects: bool) -> None:
    one = generate(tmp_path / "one", records=3_000, seed=5, defects=defects)
    other = generate(tmp_path / "other", records=3_000, seed=5, defects=defects)
    assert one == other
    assert digests(tmp_path / "one") == digests(tmp_path / "other")
    names = {MUSIC_FILE, HISTORY_FILE} | ({ANSWER_KEY_FILE} if defects else set())
    assert set(digests(tmp_path / "one")) == names


def test_another_seed_gives_other_bytes(tmp_path: Path) -> None:
    generate(tmp_path / "one", records=3_000, seed=5)
    generate(tmp_path / "other", records=3_000, seed=6)
    one, other = digests(tmp_path / "one"), digests(tmp_path / "other")
    assert one[MUSIC_FILE] != other[MUSIC_FILE]
    assert one[HISTORY_FILE] != other[HISTORY_FILE]


def test_a_sample_without_defects_takes_away_an_older_answer_key(tmp_path: Path) -> None:
    generate(tmp_path, records=500, seed=5, defects=True)
    generate(tmp_path, records=500, seed=5)
    assert not (tmp_path / ANSWER_KEY_FILE).exists()


def test_progress_tells_file_and_rows(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    generate(tmp_path, records=450_000, seed=5, progress=lambda *step: told.append(step))
    assert told == [
        (MUSIC_FILE, 0, 50_683),
        (MUSIC_FILE, 50_683, 50_683),
        (HISTORY_FILE, 0, 450_000),
        (HISTORY_FILE, 200_000, 450_000),
        (HISTORY_FILE, 400_000, 450_000),
        (HISTORY_FILE, 450_000, 450_000),
    ]


@pytest.mark.parametrize("records", [MIN_RECORDS, 501, 617, 999, 1_500, 4_321])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_small_samples_keep_every_promise(tmp_path: Path, records: int, seed: int) -> None:
    summary = generate(tmp_path, records=records, seed=seed)
    lines = (tmp_path / HISTORY_FILE).read_text().splitlines()[1:]
    pairs = {tuple(line.split(",")[:2]) for line in lines}
    assert len(lines) == len(pairs) == records
    assert len({track for track, _ in pairs}) == summary.tracks_played
    assert len({user for _, user in pairs}) == summary.users
    assert summary.plays == round(2.58 * records)
    assert all(pair.shared_listeners >= 2 for pair in summary.pairs)


def test_too_few_records_and_a_negative_seed_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="at least 500 records, not 499"):
        generate(tmp_path, records=499, seed=1)
    with pytest.raises(SettingError, match="not -1"):
        generate(tmp_path, records=500, seed=-1)
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_place_of_the_directory_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "sample"
    place.write_text("mine")
    with pytest.raises(UsageError, match="is a file"):
        generate(place, records=500, seed=1)
    assert place.read_text() == "mine"
