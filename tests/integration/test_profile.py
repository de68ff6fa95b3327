"""``vitrola profile`` on files as they were landed."""

import json

import pytest
from typer.testing import CliRunner

from support import files_below, make_lake
from vitrola.cli.main import app
from vitrola.config import Settings
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
