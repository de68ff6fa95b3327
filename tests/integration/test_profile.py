"""``vitrola profile`` on files as they were landed."""

import json

import pytest
from typer.testing import CliRunner

from support import files_below, make_lake
from vitrola.cli.main import app
from vitrola.config import Settings
from vitrola.errors import UsageError
from vitrola.lake import raw_files
from vitrola.pipeline.comparison import compare_files
from vitrola.pipeline.land import land
from vitrola.pipeline.profile import profile_files
from vitrola.sampledata import generate


def by_layout(lake):
    return {profile.layout: profile for profile in profile_files(lake, Settings())}


def test_sample_data_has_the_published_shape(tmp_path):
    made = generate(tmp_path / "data", records=2_000, seed=5)
    lake = make_lake(tmp_path / "lake", sorted((tmp_path / "data").glob("*.csv")))
    found = by_layout(lake)
    history, catalogue = found["history"], found["catalogue"]
    assert (history.records, history.unreadable, history.keys[0].repeats) == (2_000, 0, 0)
    assert (catalogue.records, catalogue.repeated_records) == (made.music_rows, 0)
    pairs = [s for s in catalogue.suspicions if s.reason == "one spotify_id, different name"]
    assert len(pairs) == len(made.pairs)
    spotify_id = next(column for column in catalogue.columns if column.name == "spotify_id")
    assert spotify_id.repeats == len(made.pairs)


def test_records_that_cannot_be_split_are_counted(tmp_path):
    file = tmp_path / "User_Listening_History.csv"
    file.write_text('track_id,user_id,playcount\nT1,u1,1\nT1,u2\nT2,u1,"3\nT3,u1,x\n')
    (found,) = profile_files(make_lake(tmp_path / "lake", [file]), Settings())
    assert (found.records, found.unreadable) == (2, 2)
    assert [(column.kind, column.unlike) for column in found.columns] == [("text", 0)] * 3


def test_sparkify_events(shared_data, tmp_path):
    lake = make_lake(tmp_path / "lake", files_below(shared_data / "sparkify"))
    events = by_layout(lake)["events"]
    columns = {column.name: column for column in events.columns}
    assert (events.name, events.records, events.unreadable) == ("30 files", 8_056, 0)
    assert (columns["userId"].distinct, columns["userId"].nulls) == (97, 286)
    assert columns["page"].frequent[0].value == "NextSong"
    assert columns["page"].frequent[0].records == 6_820
    assert columns["firstName"].personal
    assert columns["firstName"].frequent == ()


@pytest.mark.parametrize(
    ("arguments", "code"), [([], 0), (["--file", "History"], 0), (["--file", "none"], 2)]
)
def test_the_verb_prints_json(arguments, code, tmp_path):
    generate(tmp_path / "data", records=600, seed=5)
    lake = make_lake(tmp_path / "lake", sorted((tmp_path / "data").glob("*.csv")))
    done = CliRunner().invoke(app, ["profile", str(lake.location.root), "--format", "json", *arguments])
    if code:
        assert done.exception.exit_code == code
    else:
        names = [entry["name"] for entry in json.loads(done.stdout)]
        assert names == (
            ["User_Listening_History.csv"] if arguments else ["Music_Info.csv", "User_Listening_History.csv"]
        )


@pytest.fixture
def three_days(shared_data, tmp_path):
    logs = sorted((shared_data / "sparkify" / "log_data").rglob("*.json"))[:2]
    third = tmp_path / "third.json"
    third.write_text(logs[1].read_text("utf-8").replace('"paid"', '"premium"'), "utf-8")
    songs = sorted((shared_data / "sparkify" / "song_data").rglob("*.json"))[:1]
    return make_lake(tmp_path / "lake", [*logs, third, *songs])


def differing(deliveries):
    return {
        (found.column, found.measure): (found.before, found.after, found.stands_out)
        for found in deliveries.comparison.differences
        if found.before != found.after
    }


def test_the_newest_delivery_against_the_one_before(three_days):
    (found,) = compare_files(three_days, Settings(), "previous")
    assert (found.before.name, found.after.name) == ("2018-11-02-events.json", "third.json")
    assert set(differing(found)) == {("level", "maximum")}
    (level,) = found.comparison.values
    assert [(count.value, count.records) for count in level.appeared] == [("premium", 92)]
    assert [(count.value, count.records) for count in level.vanished] == [("paid", 92)]
    assert level.stands_out


@pytest.mark.parametrize("by", ["name", "hash"])
def test_against_a_named_file(by, three_days):
    (first,) = (file for file in raw_files(three_days) if file.name == "2018-11-01-events.json")
    against = first.name if by == "name" else first.sha256[:10]
    (found,) = compare_files(three_days, Settings(), against, "11-02")
    assert (found.before.name, found.after.name) == ("2018-11-01-events.json", "2018-11-02-events.json")
    assert differing(found)[None, "records"] == (15, 171, True)
    assert differing(found)["userId", "distinct"] == (5, 22, False)


@pytest.mark.parametrize(
    ("against", "part", "said"),
    [
        ("third.json", None, "third.json is itself the newest delivery of sparkify (events)."),
        ("2018-11-01-event.json", None, "Did you mean '2018-11-01-events.json'?"),
        (
            "nothing like it",
            None,
            "No landed file is called 'nothing like it' or has a SHA-256 that begins so.",
        ),
        ("third.json", "TR", "only files of one layout can be compared"),
        ("third.json", "third", "it is the only one of sparkify (events)"),
        ("previous", "TR", "no layout has an earlier delivery"),
        ("previous", "none", "No landed file has 'none' in its name."),
    ],
)
def test_what_cannot_be_compared_is_said(against, part, said, three_days):
    with pytest.raises(UsageError) as error:
        compare_files(three_days, Settings(), against, part)
    assert said in str(error.value)


def test_a_name_that_several_files_have_is_ambiguous(three_days, shared_data, tmp_path):
    folder = tmp_path / "again"
    folder.mkdir()
    (folder / "third.json").write_bytes(sorted((shared_data / "sparkify").rglob("*.json"))[5].read_bytes())
    land(three_days, folder / "third.json")
    with pytest.raises(UsageError, match=r"'third.json' names 2 landed files: \w{12} \(") as error:
        compare_files(three_days, Settings(), "third.json")
    assert error.value.hint == "Name one by its SHA-256."


def test_the_verb_shows_what_stands_out(three_days):
    done = CliRunner().invoke(app, ["profile", str(three_days.location.root), "--against", "previous"])
    lines = done.stdout.splitlines()
    assert lines[1].startswith("sparkify events: third.json (")
    assert lines[2].startswith("against 2018-11-02-events.json (")
    (level,) = (line for line in lines if line.startswith("level  "))
    assert level.rstrip().endswith("! values")
    assert "level, new values: premium (92)" in lines
    assert "level, gone values: paid (92)" in lines
    assert lines[-1] == "1 measure stands out."
    as_json = CliRunner().invoke(
        app, ["profile", str(three_days.location.root), "--against", "previous", "--format", "json"]
    )
    (entry,) = json.loads(as_json.stdout)
    assert set(entry) == {"source", "layout", "before", "after", "differences", "values"}
    assert [entry[side]["name"] for side in ("before", "after")] == ["2018-11-02-events.json", "third.json"]
