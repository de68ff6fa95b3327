from __future__ import annotations

import csv
import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from vitrola.sampledata import ANSWER_KEY_FILE, HISTORY_FILE, MUSIC_FILE, SampleSummary, generate
from vitrola.sampledata.figures import HISTORY_COLUMNS, MUSIC_COLUMNS

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = {MUSIC_FILE: MUSIC_COLUMNS, HISTORY_FILE: HISTORY_COLUMNS}


@dataclass(frozen=True)
class Spoilt:
    clean: dict[str, list[list[str]]]
    rows: dict[str, list[list[str]]]
    entries: list[dict[str, Any]]
    totals: dict[str, dict[str, int]]
    summary: SampleSummary

    def row(self, entry: dict[str, Any]) -> list[str]:
        return self.rows[entry["file"]][entry["record"] - 1]


def read(directory: Path, name: str) -> list[list[str]]:
    with (directory / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Spoilt:
    clean, bad = tmp_path_factory.mktemp("clean"), tmp_path_factory.mktemp("bad")
    generate(clean, records=20_000, seed=8)
    summary = generate(bad, records=20_000, seed=8, defects=True)
    key = json.loads((bad / ANSWER_KEY_FILE).read_text(encoding="utf-8"))
    return Spoilt(
        clean={name: read(clean, name) for name in COLUMNS},
        rows={name: read(bad, name) for name in COLUMNS},
        entries=key["entries"],
        totals=key["totals"],
        summary=summary,
    )


def test_seven_of_each_history_kind_and_three_of_each_music_kind(spoilt: Spoilt) -> None:
    assert set(spoilt.totals[HISTORY_FILE].values()) == {7}
    assert set(spoilt.totals[MUSIC_FILE].values()) == {3}
    assert len(spoilt.totals[HISTORY_FILE]) == 15
    assert len(spoilt.totals[MUSIC_FILE]) == 13
    counted = Counter((entry["file"], entry["kind"]) for entry in spoilt.entries)
    assert counted == {(file, kind): n for file, kinds in spoilt.totals.items() for kind, n in kinds.items()}
    assert spoilt.summary.defects == spoilt.totals
    assert spoilt.summary.total_defects == len(spoilt.entries) == 144


@pytest.mark.parametrize("name", [MUSIC_FILE, HISTORY_FILE])
def test_without_the_rows_of_the_key_the_file_is_the_clean_one(spoilt: Spoilt, name: str) -> None:
    bad = {entry["record"] for entry in spoilt.entries if entry["file"] == name}
    rest = [row for record, row in enumerate(spoilt.rows[name], start=1) if record not in bad]
    assert rest == spoilt.clean[name]
    assert len(bad) == sum(spoilt.totals[name].values())


def test_the_values_of_the_key_are_those_of_the_files(spoilt: Spoilt) -> None:
    for entry in spoilt.entries:
        row = spoilt.row(entry)
        if entry["column"]:
            assert row[COLUMNS[entry["file"]].index(entry["column"])] == entry["value"]
        elif entry["kind"] == "row_repeated":
            assert row[0] == entry["value"]
        else:
            assert str(len(row)) == entry["value"] != str(len(COLUMNS[entry["file"]]))


def test_expectations_by_kind(spoilt: Spoilt) -> None:
    expected = {(entry["file"], entry["kind"]): entry["expected"] for entry in spoilt.entries}
    assert Counter(expected.values()) == {"quarantined": 13 + 3, "nulled": 9, "merged": 2, "inferred": 1}
    assert expected[HISTORY_FILE, "track_unknown"] == "inferred"
    assert expected[HISTORY_FILE, "row_repeated"] == "merged"
    assert expected[MUSIC_FILE, "row_repeated"] == "merged"
    assert expected[MUSIC_FILE, "name_missing"] == "quarantined"


def test_bad_values_of_the_history(spoilt: Spoilt) -> None:
    values: dict[str, set[str]] = {}
    for entry in spoilt.entries:
        if entry["file"] == HISTORY_FILE:
            values.setdefault(entry["kind"], set()).add(entry["value"])
    assert values["playcount_text"] == {"abc"}
    assert values["playcount_zero"] == {"0"}
    assert values["playcount_negative"] == {"-3"}
    assert values["playcount_huge"] == {"1000000000000"}
    assert values["playcount_decimal"] == {"2.5"}
    assert values["track_id_empty"] == values["user_id_empty"] == {""}
    assert values["row_too_short"] == {"2"}
    assert values["row_too_long"] == {"4"}
    assert all(re.fullmatch(r"tr[a-z0-9]{16}", value) for value in values["track_id_lower_case"])
    assert all(re.fullmatch(r"TR[A-Z0-9]{15}", value) for value in values["track_id_short"])
    assert all(re.fullmatch(r"[0-9a-f]{39}", value) for value in values["user_id_short"])
    assert all(re.fullmatch(r"[0-9a-f]{39}g", value) for value in values["user_id_not_hexadecimal"])


def test_repeated_rows_repeat_a_good_one(spoilt: Spoilt) -> None:
    for entry in spoilt.entries:
        if entry["kind"] == "row_repeated":
            assert spoilt.rows[entry["file"]].count(spoilt.row(entry)) == 2


def test_unknown_tracks_are_well_formed_and_in_no_catalogue(spoilt: Spoilt) -> None:
    known = {row[0] for row in spoilt.rows[MUSIC_FILE]}
    users = {row[1] for row in spoilt.clean[HISTORY_FILE]}
    unknown = [spoilt.row(entry) for entry in spoilt.entries if entry["kind"] == "track_unknown"]
    assert len({track for track, _, _ in unknown}) == 7
    for track, user, plays in unknown:
        assert re.fullmatch(r"TR[A-Z0-9]{16}", track)
        assert track not in known
        assert user in users
        assert int(plays) >= 1


def test_bad_tracks_are_tracks_of_their_own(spoilt: Spoilt) -> None:
    rows = [
        spoilt.row(entry)
        for entry in spoilt.entries
        if entry["file"] == MUSIC_FILE and entry["kind"] != "row_repeated"
    ]
    spotify_id = MUSIC_COLUMNS.index("spotify_id")
    clean = spoilt.clean[MUSIC_FILE]
    assert not {row[0] for row in rows} & {row[0] for row in clean}
    assert not {row[spotify_id] for row in rows} & {row[spotify_id] for row in clean}
    assert len({row[spotify_id] for row in rows}) == len(rows) == 36


def test_bad_rows_are_spread_over_the_file(spoilt: Spoilt) -> None:
    records = [entry["record"] for entry in spoilt.entries if entry["file"] == HISTORY_FILE]
    assert records == sorted(records)
    quarters = Counter(record * 4 // 20_200 for record in records)
    assert set(quarters) == {0, 1, 2, 3}
    assert min(quarters.values()) >= 10
