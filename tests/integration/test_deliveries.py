"""Snapshots replace what was delivered before, restated files replace the named ones, nothing is doubled."""

import json

import pytest
from typer.testing import CliRunner

from support import published
from vitrola.cli.main import app
from vitrola.config import Settings
from vitrola.errors import DeliveryError, UsageError
from vitrola.lake import create_lake, raw_files, standing
from vitrola.pipeline.land import Landing, land
from vitrola.pipeline.run import run

HEADER = "track_id,user_id,playcount\n"
TRACKS = ("TRIOREW128F424EAF0", "TRRIVDJ128F429B0E8", "TRKHHWR128F930E3AB")
USER = "b80344d063b5ccb3212f76538f3d9e43d87dca9e"


@pytest.fixture
def lake(tmp_path):
    return create_lake(tmp_path / "lake")


@pytest.fixture
def history(tmp_path):
    """Writes a history of one play count for each track named by its number."""

    def write(name, *counts):
        path = tmp_path / "delivered" / name
        path.parent.mkdir(exist_ok=True)
        rows = (f"{TRACKS[track]},{USER},{plays}\n" for track, plays in counts)
        path.write_text(HEADER + "".join(rows))
        return path

    return write


def plays(lake):
    run(lake, Settings(cube=False))
    return {row[0]: row[1] for row in published_columns(lake)}


def published_columns(lake):
    rows = published(lake, "listening_history_fact").to_pylist()
    return [(TRACKS.index(row["track_id"]), row["playcount"]) for row in rows]


def names(files):
    return sorted(file.name for file in files)


def test_a_snapshot_takes_the_place_of_the_former_one(lake, history):
    land(lake, history("march.csv", (0, 5), (1, 1)))
    assert plays(lake) == {0: 5, 1: 1}
    landed = land(lake, history("april.csv", (0, 7), (2, 1)))
    assert landed.notice == f"Takes the place of march.csv ({raw_of(lake, 'march.csv').id})."
    assert plays(lake) == {0: 7, 2: 1}
    assert names(raw_files(lake)) == ["april.csv", "march.csv"]


def test_a_snapshot_without_records_takes_no_place_unless_told_to(lake, history):
    march = land(lake, history("march.csv", (0, 5), (1, 1))).file
    empty = history("april.csv")
    with pytest.raises(DeliveryError) as error:
        land(lake, empty)
    assert str(error.value) == (
        "april.csv has no records, and as a snapshot it would take the place of 2 in march.csv. "
        f"Ask for the file again, or land it with --replaces {march.id} if that is meant."
    )
    assert names(raw_files(lake)) == ["march.csv"]
    assert plays(lake) == {0: 5, 1: 1}
    land(lake, empty, replaces=[march.id])
    assert plays(lake) == {}


def test_a_snapshot_of_fewer_than_half_of_the_records_lands_with_a_warning(lake, history):
    land(lake, history("march.csv", (0, 5), (1, 1), (2, 1)))
    assert "cut off" not in land(lake, history("april.csv", (0, 7), (1, 2))).notice
    land(lake, history("may.csv", (0, 5), (1, 1), (2, 2)))
    small = land(lake, history("june.csv", (0, 8)))
    assert small.notice.endswith(
        "june.csv: 1 in place of the 3 records of may.csv. If it was cut off, land the whole one, "
        f"or the former one with --replaces {small.file.id}, before the next run."
    )
    assert plays(lake) == {0: 8}
    land(lake, history("may.csv", (0, 5), (1, 1), (2, 2)), replaces=[small.file.id])
    assert plays(lake) == {0: 5, 1: 1, 2: 2}


def test_parts_of_a_snapshot_are_weighed_together(lake, history):
    land(lake, history("march.csv", (0, 5), (1, 1), (2, 1)))
    parts = Landing(lake)
    parts.add(history("first.csv", (0, 5)))
    parts.add(history("second.csv", (1, 5)))
    assert parts.close() == []
    assert plays(lake) == {0: 5, 1: 5}


def test_increments_may_be_empty_or_small(lake, history):
    land(lake, history("march.csv", (0, 5), (1, 1), (2, 1)), kind="increment")
    assert land(lake, history("april.csv"), kind="increment").notice is None
    assert plays(lake) == {0: 5, 1: 1, 2: 1}


def raw_of(lake, name):
    return next(file for file in raw_files(lake) if file.name == name)


def test_parts_of_one_snapshot_count_together_and_are_replaced_together(lake, history, tmp_path):
    first = Landing(lake)
    first.add(history("1a.csv", (0, 1)))
    first.add(history("1b.csv", (1, 1)))
    assert standing(lake).active == []
    first.close()
    assert plays(lake) == {0: 1, 1: 1}
    second = Landing(lake)
    second.add(history("2a.csv", (0, 1)))
    second.add(history("2b.csv", (1, 4)))
    second.close()
    assert names(standing(lake).active) == ["1a.csv", "2b.csv"], "the first part is the same bytes"
    assert plays(lake) == {0: 1, 1: 4}


def test_an_old_snapshot_that_comes_again_changes_nothing_unless_told_to(lake, history):
    old, new = history("old.csv", (0, 1)), history("new.csv", (0, 2))
    land(lake, old)
    land(lake, new)
    again = land(lake, old)
    assert again.outcome == "known"
    new_id = raw_of(lake, "new.csv").id
    assert again.notice == (
        f"old.csv landed already. new.csv took its place; --replaces {new_id} makes it count again."
    )
    assert plays(lake) == {0: 2}
    land(lake, old, replaces=[new_id])
    assert plays(lake) == {0: 1}
    assert set(standing(lake).superseded) == {raw_of(lake, "new.csv").sha256}


def test_an_increment_of_a_snapshot_source_adds_when_told_to(lake, history):
    land(lake, history("one.csv", (0, 1)))
    land(lake, history("two.csv", (1, 2)), kind="increment")
    assert plays(lake) == {0: 1, 1: 2}


def test_a_restated_file_replaces_the_named_one_only(lake, history):
    for name, counts in (("monday.csv", (0, 1)), ("tuesday.csv", (1, 2)), ("wednesday.csv", (2, 3))):
        land(lake, history(name, counts), kind="increment")
    land(lake, history("tuesday-right.csv", (1, 20)), replaces=["tuesday.csv"])
    assert plays(lake) == {0: 1, 1: 20, 2: 3}


def test_what_can_not_be_replaced_is_said_and_nothing_lands(lake, history, tmp_path):
    land(lake, history("one.csv", (0, 1)))
    land(lake, history("two.csv", (1, 1)), kind="increment")
    other = tmp_path / "other" / "one.csv"
    other.parent.mkdir()
    other.write_text(HEADER + f"{TRACKS[2]},{USER},9\n")
    land(lake, other, kind="increment")
    with pytest.raises(UsageError, match=r"2 files that count are called one\.csv"):
        land(lake, history("three.csv", (0, 3)), replaces=["one.csv"])
    with pytest.raises(UsageError, match=r"No file that counts is called 'none\.csv'"):
        land(lake, history("three.csv", (0, 3)), replaces=["none.csv"])
    catalogue = tmp_path / "Music_Info.csv"
    catalogue.write_text(
        "track_id,name,artist,spotify_preview_url,spotify_id,tags,genre,year,duration_ms,danceability,energy,"
        "key,loudness,mode,speechiness,acousticness,instrumentalness,liveness,valence,tempo,time_signature\n"
    )
    before = names(raw_files(lake))
    with pytest.raises(
        DeliveryError, match=r"Music_Info\.csv is million-song \(.*\) and can't replace two\.csv"
    ):
        land(lake, catalogue, replaces=["two.csv"])
    assert names(raw_files(lake)) == before


def test_a_known_file_whose_source_is_no_longer_defined_changes_nothing(lake, tmp_path):
    definition = lake.source_folder / "mine.yaml"
    definition.write_text(
        "source: mine\ntitle: Mine\ndelivery: increment\nidentifiers: global\nlayouts:\n  - name: plays\n"
        "    format: delimited\n    columns: [u, t]\n    feeds:\n"
        "      - records: listens\n        level: track\n"
        "        key: [user_id, track_id]\n        repeated: sum\n"
        "        columns: {user_id: u, track_id: t, playcount: \"'1'\"}\n"
    )
    path = tmp_path / "mine.csv"
    path.write_text("u,t\na,b\n")
    land(lake, path)
    definition.unlink()
    again = land(lake, path)
    assert (again.outcome, again.notice) == ("known", "mine.csv landed already.")
    assert names(standing(lake).active) == ["mine.csv"]


def test_status_names_superseded_files_and_what_waits(lake, history):
    land(lake, history("march.csv", (0, 5)))
    run(lake, Settings(cube=False))
    command = CliRunner()
    landed = command.invoke(
        app,
        ["land", str(lake.location.root), str(history("march-right.csv", (0, 6))), "--replaces", "march.csv"],
    )
    assert landed.exit_code == 0, landed.output
    said = json.loads(command.invoke(app, ["status", str(lake.location.root), "--format", "json"]).stdout)
    assert said["files_waiting"] == 2
    assert [(row["file"], row["replaced_by"].split()[0]) for row in said["superseded"]] == [
        ("march.csv", "march-right.csv")
    ]
    run(lake, Settings(cube=False))
    shown = command.invoke(app, ["status", str(lake.location.root)]).stdout
    assert "Superseded files" in shown
    assert "march.csv" in shown


def test_lakes_of_before_deliveries_were_recorded_count_all_their_files(lake, history):
    land(lake, history("one.csv", (0, 1)))
    name = next(iter(lake.location.names("control/ledger", ".json")))
    entry = json.loads(lake.location.read(name))
    del entry["delivered"]
    lake.location.path(name).write_text(json.dumps(entry))
    for record in lake.location.names("control/deliveries", ".json"):
        lake.location.delete(record)
    assert names(standing(lake).active) == ["one.csv"]
