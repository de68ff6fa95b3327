"""The command line: one sentence for each failure, its exit code, clean output for programs."""

import json
import os
import subprocess
import sys

import pytest

from support import make_lake
from vitrola.cli.main import VERBS
from vitrola.config import Settings
from vitrola.pipeline.run import run
from vitrola.sampledata import generate


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli")
    generate(folder / "data", records=600, seed=6)
    lake = make_lake(folder / "lake", sorted((folder / "data").glob("*.csv")))
    run(lake, Settings())
    (folder / "empty").write_bytes(b"")
    (folder / "no files").mkdir()
    (folder / "full").mkdir()
    (folder / "full" / "file").write_text("x")
    (folder / "bad settings").mkdir()
    settings = make_lake(folder / "settings", []).location
    settings.path("vitrola.toml").write_text("time_zone = 'Mars/Phobos'\n")
    make_lake(folder / "nothing landed", [])
    sources = make_lake(folder / "bad source", []).location
    sources.path("sources/mine.yaml").write_text("source: [")
    return folder


def vitrola(folder, *arguments, **environment):
    command = [sys.executable, "-m", "vitrola.cli.main", *arguments]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("VITROLA_")}
    return subprocess.run(
        command, cwd=folder, env=inherited | environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["run"], 2, "Missing argument 'LAKE'"),
        (["lnad", "lake", "x"], 2, "No such command 'lnad'. Did you mean land?"),
        (["status", "nowhere"], 3, "There is no lake in nowhere. Run: vitrola init nowhere"),
        (["export", "table", "lake", "artist_mart", "s3://b/a.csv"], 2, "s3://b/a.csv is an address"),
        (["export", "table", "lake", "artist_mart", "gone/a.xlsx"], 2, "There is no folder gone."),
        (["export", "site", "lake", "s3://b/site"], 2, "'vitrola export site' takes --to s3://bucket/prefix"),
        (["profile", "lake", "--html", "s3://b/pages"], 2, "s3://b/pages is an address"),
        (["init", "s3:/bucket/lake"], 3, "one looks like s3://bucket/prefix"),
        (["land", "lake", "no files"], 2, "There is no file to land in no files."),
        (["init", "full"], 3, "full is not empty and is not a lake."),
        (["run", "nothing landed"], 3, "holds no files yet. Run: vitrola land"),
        (["profile", "nothing landed"], 3, "holds no files yet. Run: vitrola land"),
        (["status", "nothing landed"], 3, "Nothing has been published yet. Run: vitrola run"),
        (["run", "settings"], 2, "time_zone is 'Mars/Phobos'"),
        (["land", "lake", "empty"], 4, "empty is empty."),
        (["land", "lake", "data/Music_Info.csv", "--source", "x"], 2, "There is no source called 'x'"),
        (["land", "bad source", "data/Music_Info.csv"], 5, "mine.yaml is not YAML"),
        (["rollback", "lake", "x"], 2, "Run 'x' is not retained; retained are"),
        (["sql", "lake", "SELECT * FROM nothing"], 2, "There is no table called 'nothing'; known are"),
        (["sql", "lake", "SELECT nothing FROM user_id_dim"], 2, "there is no column called nothing."),
        (
            ["sql", "lake", "SELECT artst FROM music_info_dim"],
            2,
            "called artst. Did you mean artist?",
        ),
        (["sql", "lake", "SELECT * FROM music_info"], 2, "Did you mean music_info_dim?"),
        (["sql", "lake", "SELECT nosuch(1) AS n"], 2, "nosuch"),
        (
            ["sql", "lake", "SHOW TABLES"],
            2,
            "not SHOW. Tables are listed by: vitrola status",
        ),
        (["sql", "lake", "SELECT 1; SELECT 2"], 2, "One SQL statement is expected, and 2 are given."),
        (["sql", "lake", ""], 2, "One SQL statement is expected, and 0 are given."),
        (["sql", "lake", "SELECT FROM WHERE"], 2, "SQL can't be read at line 1"),
        (["sql", "lake", "DROP TABLE user_id_dim"], 2, "Only SELECT can be run here, not DROP."),
        (["sql", "lake", "SELECT * FROM read_csv('/etc/passwd')"], 2, "is not a table of this lake."),
        (["sql", "lake", "SELECT * FROM '/etc/passwd'"], 2, "is not a table of this lake."),
        (["run", "lake", "--engine", "abacus"], 2, "engine is 'abacus'"),
        (["sample", "out", "--records", "1"], 2, "greater than or equal to 500"),
    ],
)
def test_a_failure_is_one_sentence_on_the_error_stream(arguments, code, said, folder):
    done = vitrola(folder, *arguments)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "<class" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("arguments", [("--debug", "status", "nowhere"), ("status", "nowhere", "--debug")])
def test_debug_shows_the_traceback_and_keeps_the_exit_code(arguments, folder):
    done = vitrola(folder, *arguments)
    assert done.returncode == 3
    assert "Traceback" in done.stderr
    assert "LakeNotFoundError" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["status", "lake"],
        ["runs", "lake"],
        ["run", "lake"],
        ["profile", "lake"],
        ["sql", "lake", "SELECT 1 AS n"],
        ["land", "lake", "data/Music_Info.csv"],
        ["sample", "again", "--records", "500"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_json_is_all_that_is_printed(arguments, folder):
    done = vitrola(folder, *arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    json.loads(done.stdout)


def test_summaries_of_verbs_fit_a_narrow_terminal(folder):
    lines = (
        vitrola(folder, "--help", COLUMNS="80").stdout.split("Commands:\n")[1].split("\n\n")[0].splitlines()
    )
    assert len(lines) == len(VERBS)
    assert [line for line in lines if "..." in line or len(line) > 80] == []


def test_a_known_file_is_called_as_it_was_named_and_asks_for_no_run(folder):
    (folder / "again.csv").write_bytes((folder / "data" / "Music_Info.csv").read_bytes())
    done = vitrola(folder, "land", "lake", "again.csv")
    assert done.stdout.splitlines()[1].startswith("again.csv  million-song  catalogue")
    assert "again.csv holds the same bytes as Music_Info.csv." in done.stdout
    assert done.stdout.splitlines()[-1] == "All of it is published already."


def test_runs_say_their_time_zone_and_why_they_failed(folder):
    failing = make_lake(folder / "failing", sorted((folder / "data").glob("*.csv")))
    (failing.model_folder / "mine.sql").write_text(
        "SELECT nosuch(playcount) AS n FROM listening_history_fact"
    )
    assert vitrola(folder, "run", "failing").returncode == 5
    (failing.model_folder / "mine.sql").unlink()
    assert vitrola(folder, "run", "failing").returncode == 0
    header, failed, good = vitrola(folder, "runs", "failing").stdout.splitlines()
    assert header.split()[-2:] == ["publication", "error"]
    assert " UTC " in failed
    assert "nosuch" in failed
    assert good.split()[-1] == "current"
    assert "true" not in good


def test_tables_are_never_folded_for_a_program(folder):
    lines = vitrola(folder, "runs", "lake").stdout.splitlines()
    assert len(lines) == 2
    assert lines[1].split()[1] == "published"


def test_vitrola_lake_stands_in_for_the_lake(folder):
    lake = str(folder / "lake")
    asked = vitrola(
        folder, "sql", "SELECT COUNT(*) AS n FROM track_alias", "--format", "json", VITROLA_LAKE=lake
    )
    assert json.loads(asked.stdout) == [{"n": 9}]
    long = f"SELECT 1 AS n WHERE '{'x' * 5000}' <> ''"
    assert json.loads(vitrola(folder, "sql", long, "--format", "json", VITROLA_LAKE=lake).stdout) == [
        {"n": 1}
    ]
    landed = vitrola(
        folder, "land", "data/Music_Info.csv", "data/User_Listening_History.csv", VITROLA_LAKE=lake
    )
    assert landed.returncode == 0, landed.stderr
    assert vitrola(folder, "status", VITROLA_LAKE=lake).returncode == 0


def test_a_damaged_pointer_is_mended_by_showing_a_retained_run_again(tmp_path):
    generate(tmp_path / "data", records=600, seed=6)
    lake = make_lake(tmp_path / "lake", sorted((tmp_path / "data").glob("*.csv")))
    first = run(lake, Settings())
    second = run(lake, Settings(simulate=True))
    lake.location.path("control/publication.json").write_bytes(b"{")
    assert "publication.json is damaged" in vitrola(tmp_path, "status", "lake").stderr
    listed = vitrola(tmp_path, "runs", "lake")
    assert listed.returncode == 0
    assert first["run_id"] in listed.stdout
    refused = vitrola(tmp_path, "rollback", "lake", second["run_id"])
    assert f"retained are {first['run_id']}" in refused.stderr
    assert vitrola(tmp_path, "rollback", "lake", first["run_id"]).returncode == 0
    shown = json.loads(vitrola(tmp_path, "status", "lake", "--format", "json").stdout)
    assert shown["run_id"] == first["run_id"]
