"""From delivered files in a bucket to rows that one sees who knows only Glue."""

import json

import pytest
from pyiceberg.catalog.glue import GlueCatalog
from typer.testing import CliRunner

from athena_server import READ, fake_athena
from aws_lake import DATABASE
from aws_services import count, refuse, services
from aws_services import server as moto_server
from s3_server import KEYS
from support import make_lake, published_rows
from vitrola.cli.main import app, main
from vitrola.config import Settings
from vitrola.lake import open_lake, publication
from vitrola.lake.mirror import FOLDER
from vitrola.pipeline.forget import forget

pytestmark = pytest.mark.xdist_group("s3")
CONTROL = {"alert", "run", "run_file", "run_table"}


@pytest.fixture(scope="module")
def address():
    with moto_server() as found:
        yield found


@pytest.fixture
def glue(address, server):
    """Glue as moto plays it, S3 as it is; a lake that asks for it by its environment."""
    with services(address), pytest.MonkeyPatch.context() as environment:
        for name, value in server.environment.items():
            environment.setenv(name, value)
        environment.delenv("AWS_SESSION_TOKEN")
        environment.setenv("VITROLA_CATALOG", "glue")
        s3 = {
            "s3.endpoint": server.address,
            "s3.access-key-id": KEYS["AWS_ACCESS_KEY_ID"],
            "s3.secret-access-key": KEYS["AWS_SECRET_ACCESS_KEY"],
        }
        yield GlueCatalog("glue", **s3)


@pytest.fixture
def lake(glue, on_s3, files):
    made = make_lake(on_s3, files)
    vitrola("run", on_s3)
    return made


def vitrola(*arguments, code=0):
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exit_code == code, done.output
    return done


def shown(glue, table):
    """The rows of a table but for the publication's id, and the ids that they have."""
    rows = glue.load_table(f"{DATABASE}.{table}").scan().to_arrow().to_pylist()
    ids = {row.pop("publication_id") for row in rows}
    return sorted((tuple(row.values()) for row in rows), key=repr), ids


def test_glue_shows_every_row_of_a_run(glue, lake):
    current = publication.current(lake)
    assert {name for _, name in glue.list_tables(DATABASE)} == current.tables.keys() | CONTROL
    filled = 0
    for table in current.tables:
        rows, ids = shown(glue, table)
        assert rows == published_rows(lake, table), table
        assert ids == ({current.run_id} if rows else set())
        filled += bool(rows)
    assert filled > 5
    (run,), _ = shown(glue, "run")
    assert run[:2] == (current.run_id, "published")
    counts = {row[1]: row[3] for row in shown(glue, "run_table")[0]}
    assert counts == {table: len(published_rows(lake, table)) for table in current.tables}


def test_a_second_run_and_a_rollback_are_shown_whole(glue, lake, tmp_path):
    first = publication.current(lake)
    vitrola("run", lake.location, "--simulate")
    second = publication.current(lake)
    assert _publications(glue) == {second.run_id}
    vitrola("rollback", lake.location, first.run_id)
    assert _publications(glue) == {first.run_id}
    assert shown(glue, "music_info_dim")[0] == published_rows(
        open_lake(lake.location.uri()), "music_info_dim"
    )


def test_what_rules_for_alerts_found_is_shown(glue, lake):
    assert shown(glue, "alert")[0] == []
    rules = b"- {name: few, measure: streams, below: 1000000000}\n"
    lake.location.replace("alerts.yaml", rules, expected=lake.location.read("alerts.yaml"))
    vitrola("run", lake.location, "--simulate")
    found = glue.load_table(f"{DATABASE}.alert").scan().to_arrow().to_pylist()
    assert [(row["rule"], row["fired"], row["publication_id"]) for row in found] == [
        ("few", True, publication.current(lake).run_id)
    ]


def _publications(glue):
    tables = [name for _, name in glue.list_tables(DATABASE)]
    return set().union(*(shown(glue, table)[1] for table in tables))


def test_a_run_that_glue_refused_is_published_and_shown_by_the_next(glue, lake, capsys, monkeypatch):
    first = publication.current(lake)
    refuse("glue.UpdateTable", "ExpiredTokenException", times=1)
    monkeypatch.setattr("sys.argv", ["vitrola", "run", str(lake.location), "--simulate"])
    with pytest.raises(SystemExit) as ended:
        main()
    second = publication.current(lake)
    assert ended.value.code == 3
    said = capsys.readouterr().err
    assert f"Run {second.run_id} is published, but Glue doesn't show it whole" in said
    assert "have expired" in said
    assert second.run_id != first.run_id
    assert _publications(glue) == {first.run_id}
    asked = count("glue")
    assert json.loads(vitrola("run", lake.location, "--simulate", "--format", "json").stdout)["status"] == (
        "nothing to do"
    )
    assert asked.count("UpdateTable") == len(second.tables) + len(CONTROL)
    assert _publications(glue) == {second.run_id}


def test_a_question_to_athena(glue, lake):
    with fake_athena() as athena:
        athena.pages = [["1", "2"], ["3"]]
        sql = "SELECT streams AS n FROM genre_mart WHERE genre = 'Rock' ORDER BY n DESC"
        done = vitrola("sql", lake.location, sql, "--engine", "athena", "--limit", "2", "--format", "json")
        refused = CliRunner(env={"VITROLA_ATHENA_LIMIT_GB": "0"}).invoke(
            app, ["sql", str(lake.location), sql, "--engine", "athena"]
        )
    assert json.loads(done.stdout) == [{"n": 1}, {"n": 2}]
    assert done.stderr.splitlines()[0].startswith("Athena reads 0.0 MB at most")
    assert "2 rows; there are more" in done.stderr
    assert f"Athena read {READ / 1e6:,.1f} MB." in done.stderr
    assert "athena_limit_gb is 0" in str(refused.exception)
    assert athena.operations.count("StartQueryExecution") == 1


def test_a_failed_run_is_among_the_runs(glue, lake, tmp_path, monkeypatch):
    broken = b"SELECT CAST('x' AS INT) AS n FROM listening_history_fact"
    lake.location.replace("models/broken.sql", broken, expected=None)
    monkeypatch.setenv("VITROLA_CACHE", str(tmp_path / "another machine"))
    before = publication.current(lake)
    again = CliRunner().invoke(app, ["run", str(lake.location), "--simulate"])
    assert again.exit_code != 0
    rows, ids = shown(glue, "run")
    assert sorted(row[1] for row in rows) == ["failed", "published"]
    assert ids == _publications(glue) == {before.run_id}


def test_a_forgotten_user_is_in_no_file_of_the_mirror(glue, lake):
    before = {row[0] for row in published_rows(lake, "user_id_dim")}
    user = min(before)
    forget(lake, Settings(catalog="glue"), user)
    current = publication.current(lake)
    assert {row[0] for row in shown(glue, "user_id_dim")[0]} == before - {user}
    assert _publications(glue) == {current.run_id}
    mirrored = lake.location.names(FOLDER, "")
    assert {name.rpartition("/")[2].partition(".")[0] for name in mirrored} == {current.run_id}
    assert all(user.encode() not in lake.location.read(name) for name in mirrored)
