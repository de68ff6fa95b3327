"""What commands say to a person about runs: every file, what changed, what comes next."""

import pytest
from typer.testing import CliRunner

from support import make_lake
from vitrola.cli.main import app
from vitrola.lake import publication
from vitrola.sampledata import generate

T1, T2 = "TRAAAAA00000000001", "TRAAAAA00000000002"
HEADER = "track_id,user_id,playcount\n"


@pytest.fixture
def lake(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, user, plays in (("one.csv", "a", 3), ("two.csv", "b", 4)):
        (tmp_path / name).write_text(f"{HEADER}{T1},{user * 40},{plays}\n{T2},u036,1\n")
    return make_lake(tmp_path / "lake", [tmp_path / "one.csv", tmp_path / "two.csv"])


def said(*arguments):
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    return done.stdout


def lines_of(text, first):
    return [line.split() for line in text.splitlines() if line.startswith(first)]


def test_status_tells_every_file_by_its_fate(lake):
    said("run", "lake")
    assert lines_of(said("status", "lake"), ("one.csv", "two.csv")) == [
        ["one.csv", "2", "1", "1", "0", "0"],
        ["two.csv", "2", "1", "1", "0", "0"],
    ]


def test_many_files_are_told_by_layout_and_how_to_see_each(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files = [tmp_path / f"{number}.csv" for number in range(21)]
    for number, file in enumerate(files):
        file.write_text(f"{HEADER}{T1},{number:040x},1\n")
    make_lake(tmp_path / "lake", files)
    said("run", "lake")
    status = said("status", "lake")
    assert lines_of(status, "million-song") == [["million-song", "history", "21", "21", "21", "0", "0", "0"]]
    (asked,) = (line for line in status.splitlines() if line.startswith("Each file: "))
    assert said("sql", "lake", asked.split('"')[1]).count(".csv") == 21


def test_broken_rules_come_with_an_example_and_what_was_expected(lake):
    found = lines_of(said("run", "lake"), "million-song  history  user_id")
    assert found == [
        ["million-song", "history", "user_id", "bad_pattern", "quarantine", "2", "u036", "^[0-9a-f]{40}$"]
    ]


def test_a_layout_without_one_good_row_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one.csv").write_text(f"{HEADER}{T1},u036,3\n")
    make_lake(tmp_path / "lake", [tmp_path / "one.csv"])
    assert "Note   Every row of million-song history is in quarantine." in said("run", "lake")


def test_rollback_says_that_the_next_run_takes_it_back(lake):
    said("run", "lake")
    first = publication.current(lake).run_id
    said("run", "lake", "--simulate")
    assert "The next run publishes what counts then, and so takes this back." in said(
        "rollback", "lake", first
    )


def test_a_run_that_no_longer_simulates_says_so_once(lake):
    note = "put simulate = true into vitrola.toml"
    assert note not in said("run", "lake")
    assert note not in said("run", "lake", "--simulate")
    assert note in said("run", "lake")
    assert note not in said("run", "lake")


def test_only_a_run_that_built_says_what_it_built(lake):
    said("run", "lake")
    assert "Built  " in said("run", "lake", "--simulate")
    assert "Built  " not in said("run", "lake", "--simulate")
    assert "Built  " not in said("status", "lake")


def test_the_first_line_on_genres_has_the_label(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    generate(tmp_path / "data", records=600, seed=6)
    make_lake(tmp_path / "lake", [tmp_path / "data" / "Music_Info.csv"])
    (line,) = (line for line in said("run", "lake").splitlines() if "tags and delivered genre agree" in line)
    assert line.startswith("Genre  Where both exist")
