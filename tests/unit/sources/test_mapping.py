import pytest

from vitrola.errors import SourceDefinitionError
from vitrola.sources import parse, sources

MINE = """
source: mine
title: Mine
delivery: increment
identifiers: local
layouts:
  - name: plays
    format: delimited
    columns: [who, track_id, n]
    feeds:
      - records: listens
        level: track
        columns: {user_id: who, playcount: n}
"""


def test_columns_of_the_same_name_need_no_mapping():
    (feed,) = parse(MINE, where="mine.yaml").layouts[0].feeds
    assert feed.columns == {"track_id": "`track_id`", "user_id": "who", "playcount": "n"}


def test_a_file_may_have_other_names_and_lack_what_is_optional():
    text = MINE.replace("    feeds", "    renamed: {who: [user, id]}\n    optional: [n]\n    feeds")
    layout = parse(text, where="mine.yaml").layouts[0]
    assert layout.found_as("who", ["id", "user"]) == "user"
    assert layout.found_as("who", ["id", "who"]) == "who"
    assert (layout.lacking(["id", "track_id"]), layout.lacking(["n"])) == ([], ["who", "track_id"])
    assert layout.names == {"who", "user", "id", "track_id", "n"}


def test_a_lakes_own_definition_joins_the_shipped_ones(tmp_path):
    (tmp_path / "mine.yaml").write_text(MINE)
    assert sorted(sources(tmp_path)) == ["lastfm-2k", "million-song", "mine", "sparkify"]


def test_the_first_feed_of_sparkify_events_keeps_plays_only():
    feed = sources()["sparkify"].layout("events").feeds[0]
    assert (feed.records, feed.where, feed.repeated) == ("listens", "page = 'NextSong'", "quarantine")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "delivery: increment",
            "delivery: daily",
            "delivery is 'daily'; it must be one of increment, snapshot",
        ),
        ("title: Mine\n", "", "mine.yaml lacks 'title'"),
        ("    feeds", "    optional: [m]\n    feeds", "optional has m; known columns are who, track_id, n"),
        ("    feeds", "    renamed: {m: o}\n    feeds", "renamed has m; known columns are who, track_id, n"),
        ("playcount: n", "plays: n", "listens have no column plays"),
        ("records: listens", "records: podcasts", "known are listens, taggings, tags, tracks, users"),
        ("title: Mine", "title: [", "mine.yaml is not YAML"),
    ],
)
def test_a_wrong_definition_is_named_with_the_way_out(old, new, message):
    with pytest.raises(SourceDefinitionError, match=message):
        parse(MINE.replace(old, new), where="mine.yaml")
