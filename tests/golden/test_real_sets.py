"""The real data sets, landed and run as a user would, held to the figures of their SOURCE.md."""

import json

import pytest
from typer.testing import CliRunner

from support import published, totals
from vitrola.cli.main import app
from vitrola.lake import open_lake

CLI = CliRunner()


def call(*arguments):
    result = CLI.invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def ask(lake, sql):
    return json.loads(call("sql", lake, sql, "--format", "json"))


@pytest.fixture(scope="module")
def lake(shared_data, tmp_path_factory):
    root = tmp_path_factory.mktemp("real") / "lake"
    call("init", root)
    call("land", root, shared_data / "sparkify", shared_data / "lastfm-2k")
    call("run", root)
    return root


@pytest.fixture(scope="module")
def record(lake):
    return json.loads(call("status", lake, "--format", "json"))


def test_sparkify_plays_are_the_next_song_events_and_the_rest_is_filtered(lake, record):
    assert totals(record, source="sparkify", layout="events") == {
        "read": 8056, "refined": 6820, "quarantined": 0, "merged": 0, "filtered": 1236,
    }  # fmt: skip
    (row,) = ask(
        lake,
        "SELECT COUNT(*) AS plays, COUNT(DISTINCT user_id) AS listeners FROM listening_history_fact "
        "WHERE source = 'sparkify'",
    )
    assert row == {"plays": 6820, "listeners": 96}


def test_sparkify_users_have_the_sex_and_latest_level_that_their_events_say(lake):
    rows = ask(
        lake,
        "SELECT sex, COUNT(*) AS users FROM user_id_dim WHERE source = 'sparkify' GROUP BY sex ORDER BY sex",
    )
    assert rows == [{"sex": "F", "users": 55}, {"sex": "M", "users": 42}]


def test_lastfm_counts_become_artist_level_records(lake, record):
    assert totals(record, source="lastfm-2k", layout="listens")["refined"] == 92834
    (row,) = ask(
        lake,
        "SELECT COUNT(*) AS records, SUM(playcount) AS plays, COUNT(DISTINCT user_id) AS users, "
        "MIN(record_level) AS level FROM listening_history_fact WHERE source = 'lastfm-2k'",
    )
    assert row == {"records": 92834, "plays": 69183975, "users": 1892, "level": "artist"}


def test_ids_of_two_sources_never_collide(lake):
    assert ask(lake, "SELECT COUNT(*) AS users FROM user_id_dim") == [{"users": 1892 + 97}]


def test_one_play_of_sparkify_finds_its_song_in_the_catalogue(lake):
    rows = ask(
        lake,
        "SELECT m.provider_track_id, m.name FROM listening_history_fact f JOIN music_info_dim m "
        "ON f.track_id = m.track_id WHERE f.source = 'sparkify' AND m.member_origin = 'delivered'",
    )
    assert len(rows) == 1
    assert rows[0]["provider_track_id"].startswith("SO")


def test_tags_of_artists_come_from_the_assignments_and_keep_their_accents(lake):
    names = published(open_lake(lake), "tag_dim").column("tag").to_pylist()
    assert len(names) == 11946
    assert "\ufffd" not in "".join(names)
    (row,) = ask(lake, "SELECT tags FROM music_info_dim WHERE artist = 'Radiohead' AND source = 'lastfm-2k'")
    assert "alternative" in row["tags"].split(", ")


def test_every_row_and_play_is_accounted_for(record):
    for entry in record["files"]:
        fates = [entry[f"rows_{fate}"] for fate in ("refined", "quarantined", "merged", "filtered")]
        assert entry["rows_read"] == sum(fates), entry["name"]
    plays = record["playcount"]
    assert plays == {
        "read": 69190795,
        "refined": 69190795,
        "quarantined": 0,
        "unreadable_rows": 0,
        "copied": 0,
    }


def test_days_are_those_of_the_lakes_time_zone(lake):
    (row,) = ask(
        lake,
        "SELECT MIN(play_date) AS first, MAX(play_date) AS last, MIN(played_at) AS instant "
        "FROM listening_history_fact WHERE source = 'sparkify'",
    )
    assert row["first"] == "2018-11-01"
    assert row["last"] == "2018-11-30"
    assert row["instant"].startswith("2018-11-01T21:01:46")


def test_personal_columns_stay_in_the_raw_zone(lake):
    published_names = {
        name.lower()
        for table in ("user_id_dim", "listening_history_fact")
        for name in published(open_lake(lake), table).column_names
    }
    assert published_names.isdisjoint({"firstname", "lastname", "useragent", "location"})
