"""A folder stands for its files, but never for what a lake holds: that was landed, or made by the lake."""

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from support import make_lake, run_lake
from vitrola.cli.main import app
from vitrola.lake import create_lake, raw_files
from vitrola.pipeline.gathering import gather
from vitrola.sampledata import generate


@pytest.fixture
def work(tmp_path, monkeypatch):
    """A folder of deliveries with a lake in it that has published them, and another lake."""
    monkeypatch.chdir(tmp_path)
    generate(tmp_path / "data", records=600, seed=6)
    run_lake(tmp_path / "lake", sorted((tmp_path / "data").glob("*.csv")))
    make_lake(tmp_path / "other", sorted((tmp_path / "data").glob("*.csv")))
    return tmp_path


def land(*arguments):
    return CliRunner().invoke(app, ["land", "lake", *arguments])


@pytest.mark.parametrize("spelling", [".", "data/..", "the whole path"])
def test_the_lake_in_a_landed_folder_is_left_out(spelling, work):
    done = land(str(work) if spelling == "the whole path" else spelling)
    assert done.exit_code == 0, done.output
    assert len(raw_files(create_lake(work / "lake"))) == 2
    assert done.stderr.count("belongs to the lake that files are landed in.") == 1
    assert done.stderr.count("is a lake: its files aren't landed from it.") == 1


@pytest.mark.parametrize("path", ["lake", "lake/refined", "link", "link/refined"])
def test_the_lake_itself_and_what_is_in_it_are_left_out_by_any_name(path, work):
    (work / "link").symlink_to("lake")
    found = gather(create_lake(work / "lake"), [Path(path)], work / "waiting")
    assert found.files == []
    assert found.skipped == [f"{path} belongs to the lake that files are landed in."]


def test_files_of_the_lake_are_left_out_one_by_one_too(work):
    parts = sorted((work / "lake" / "refined" / "listening_history_fact").rglob("*.parquet"))
    done = land(*map(str, parts))
    assert parts
    assert done.stderr.count("Skipped:") == len(parts)
    assert len(raw_files(create_lake(work / "lake"))) == 2


def test_a_folder_of_another_lake_is_left_out(work):
    found = gather(create_lake(work / "lake"), [Path("other/raw"), Path("other")], work / "waiting")
    assert found.files == []
    assert found.skipped == [
        f"other/raw is in the lake {work / 'other'}: its files aren't landed from it.",
        "other is a lake: its files aren't landed from it.",
    ]


def test_a_folder_gives_its_visible_files_called_by_their_place_in_it(work):
    for name in ("a/b/one.csv", "a/.git/HEAD", "a/.hidden", "a/README.md"):
        path = work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    (work / "a" / "data").symlink_to(work / "data")
    found = gather(create_lake(work / "lake"), [Path("a"), Path("data/Music_Info.csv")], work / "waiting")
    assert [(os.fspath(file.path), file.called) for file in found.files] == [
        ("a/b/one.csv", "b/one.csv"),
        ("data/Music_Info.csv", "data/Music_Info.csv"),
    ]


def test_refusals_tell_files_of_one_name_apart(work):
    for folder in ("january", "february"):
        (work / "in" / folder).mkdir(parents=True)
    (work / "in" / "january" / "plays.csv").write_bytes(b"")
    (work / "in" / "february" / "plays.csv").write_text("what,is,this\n1,2,3\n")
    done = land("in")
    assert done.exit_code == 4
    assert "Refused: january/plays.csv is empty." in done.stderr
    assert "Refused: february/plays.csv fits no known source" in done.stderr
