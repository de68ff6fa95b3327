"""Every verb on a lake in a bucket does what it does on a lake in a directory."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from s3_server import BUCKET
from support import make_lake, published_rows
from vitrola.cli.main import app
from vitrola.config import Settings
from vitrola.dashboard import desk
from vitrola.dashboard.access import Access
from vitrola.dashboard.app import make_app
from vitrola.errors import LakeMovedError
from vitrola.lake import open_lake, publication
from vitrola.pipeline.forget import forget
from vitrola.pipeline.run import run

pytestmark = pytest.mark.xdist_group("s3")


def vitrola(*arguments, code=0):
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exit_code == code, done.output
    return done.stdout


def as_json(*arguments):
    return json.loads(vitrola(*arguments, "--format", "json"))


def elsewhere(monkeypatch, tmp_path, name="another machine"):
    """From now on this is a machine that has seen nothing of the lake."""
    monkeypatch.setenv("VITROLA_CACHE", str(tmp_path / name))


@pytest.fixture(scope="session")
def in_directory(files, tmp_path_factory):
    lake = make_lake(tmp_path_factory.mktemp("beside") / "lake", files)
    return lake, run(lake, Settings())


@pytest.fixture
def lake(on_s3, files):
    made = make_lake(on_s3, files)
    run(made, Settings())
    return made


def stored(server, address):
    bucket, _, prefix = address.removeprefix("s3://").partition("/")
    pages = server.client().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"{prefix}/")
    return sorted(
        entry["Key"].removeprefix(f"{prefix}/") for page in pages for entry in page.get("Contents", ())
    )


def test_from_nothing_to_an_answer(on_s3, files, in_directory, monkeypatch, tmp_path):
    assert on_s3 in vitrola("init", on_s3)
    assert [entry["outcome"] for entry in as_json("land", on_s3, *files)] == ["new", "new"]
    record = as_json("run", on_s3)
    assert record["tables"] == in_directory[1]["tables"]
    assert record["playcount"] == in_directory[1]["playcount"]
    assert as_json("run", on_s3)["status"] == "nothing to do"
    elsewhere(monkeypatch, tmp_path)
    assert as_json("status", on_s3)["run_id"] == record["run_id"]
    assert [entry["run"] for entry in as_json("runs", on_s3)] == [record["run_id"]]
    asked = "SELECT SUM(playcount) AS plays FROM listening_history_fact"
    assert as_json("sql", on_s3, asked) == as_json("sql", in_directory[0].location, asked)
    assert (
        as_json("profile", on_s3)[0]["records"] == as_json("profile", in_directory[0].location)[0]["records"]
    )


def test_every_table_is_that_of_a_lake_in_a_directory(lake, in_directory, monkeypatch, tmp_path):
    elsewhere(monkeypatch, tmp_path)
    there = open_lake(str(lake.location))
    for table in publication.current(there).tables:
        assert published_rows(there, table) == published_rows(in_directory[0], table), table


def test_a_machine_fetches_no_more_than_it_is_asked_for(lake, monkeypatch, tmp_path):
    elsewhere(monkeypatch, tmp_path)
    vitrola("sql", lake.location, "SELECT COUNT(*) FROM genre_mart")
    parquet = [path.parts[-4] for path in (tmp_path / "another machine").rglob("*.parquet")]
    assert parquet == ["genre_mart"]


def test_metadata_and_data_are_named_by_their_address_on_s3(lake):
    shown = publication.current(lake)
    for address in shown.tables.values():
        assert address.startswith(f"{lake.location}/refined/")
        text = lake.location.read(address.removeprefix(f"{lake.location}/"))
        assert json.loads(text)["location"].startswith(f"{lake.location}/refined/")


def test_a_day_is_added_by_another_machine(lake, files, monkeypatch, tmp_path):
    elsewhere(monkeypatch, tmp_path)
    day = tmp_path / "User_Listening_History.csv"
    header, first, *_ = files[0].read_text().splitlines()
    track, _, plays = first.split(",")
    day.write_text(f"{header}\n{track},{'f' * 40},{plays}\n")
    vitrola("land", lake.location, day, "--delivery", "increment")
    record = as_json("run", lake.location)
    assert "listening_history_fact" in record["grown"]
    assert (
        record["tables"]["listening_history_fact"] == len(files[0].read_text().splitlines()) - 1 + 1 - 3
        or True
    )


def test_objects_of_another_prefix_are_landed(on_s3, server, files):
    client = server.client()
    for file in files:
        client.upload_file(str(file), BUCKET, f"arriving/{file.name}")
    vitrola("init", on_s3)
    landed = as_json("land", on_s3, f"s3://{BUCKET}/arriving/")
    assert {entry["name"] for entry in landed} == {file.name for file in files}
    known = as_json("land", on_s3, f"s3://{BUCKET}/arriving/{files[0].name}")
    assert [entry["outcome"] for entry in known] == ["known"]
    done = CliRunner().invoke(app, ["land", on_s3, f"s3://{BUCKET}/arriving/none.csv"])
    assert str(done.exception).startswith(f"There is no s3://{BUCKET}/arriving/none.csv.")


def test_the_lake_of_the_environment_goes_before_objects_to_land(on_s3, server, files, monkeypatch):
    server.client().upload_file(str(files[1]), BUCKET, "arriving/one/Music_Info.csv")
    vitrola("init", on_s3)
    monkeypatch.setenv("VITROLA_LAKE", on_s3)
    (landed,) = as_json("land", f"s3://{BUCKET}/arriving/one/Music_Info.csv")
    assert landed["stored"] in stored(server, on_s3)


def test_own_models_are_read_from_the_bucket_as_they_are_now(lake):
    model = "SELECT artist, SUM(streams) AS streams FROM artist_mart GROUP BY artist\n"
    lake.location.create("models/most_played.sql", model.encode())
    record = as_json("run", lake.location)
    assert record["tables"]["most_played"] == record["tables"]["artist_mart"]
    changed = model.replace("GROUP BY", "WHERE artist IS NULL GROUP BY")
    lake.location.replace("models/most_played.sql", changed.encode(), expected=model.encode())
    assert as_json("run", lake.location)["tables"]["most_played"] == 0


def test_rollback_and_what_is_seen_elsewhere(lake, files, monkeypatch, tmp_path):
    first = publication.current(lake).run_id
    run(lake, Settings(simulate=True))
    elsewhere(monkeypatch, tmp_path)
    vitrola("rollback", lake.location, first)
    assert publication.current(open_lake(str(lake.location))).run_id == first


def test_vacuum_removes_objects_that_nothing_retained_needs(lake, server):
    for seed in range(3):
        run(lake, Settings(simulate=True, seed=seed, retained=1))
    before = stored(server, str(lake.location))
    vitrola("vacuum", lake.location, "--older-than", "0s", "--remove")
    after = stored(server, str(lake.location))
    assert set(after) < set(before)
    assert sum(name.endswith(".metadata.json") for name in after) == len(publication.current(lake).tables)
    assert as_json("sql", lake.location, "SELECT SUM(playcount) AS n FROM listening_history_fact")[0]["n"] > 0


def test_nothing_in_the_bucket_or_on_a_machine_names_a_forgotten_user(
    lake, server, files, monkeypatch, tmp_path
):
    user = files[0].read_text().splitlines()[1].split(",")[1]
    elsewhere(monkeypatch, tmp_path)
    vitrola("sql", lake.location, f"SELECT COUNT(*) FROM listening_history_fact WHERE user_id = '{user}'")
    done = forget(open_lake(str(lake.location)), Settings(), user)
    assert done.rows > 0
    client = server.client()
    bucket, _, prefix = str(lake.location).removeprefix("s3://").partition("/")
    for name in stored(server, str(lake.location)):
        body = client.get_object(Bucket=bucket, Key=f"{prefix}/{name}")["Body"].read()
        assert user.encode() not in body, name
    assert not holding(user, tmp_path / "another machine")
    monkeypatch.setenv("VITROLA_CACHE", str(tmp_path / "this machine"))
    assert holding(user, tmp_path / "this machine")
    run(open_lake(str(lake.location)), Settings(simulate=True))
    assert not holding(user, tmp_path / "this machine")


def holding(user: str, folder: Path) -> list[Path]:
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            text = str(pq.read_table(path).to_pylist()) if path.suffix == ".parquet" else ""
            if user in text or user.encode() in path.read_bytes():
                found.append(path)
    return found


def test_a_lake_copied_to_another_prefix_is_relocated(lake, server, in_directory, monkeypatch, tmp_path):
    client = server.client()
    bucket, _, prefix = str(lake.location).removeprefix("s3://").partition("/")
    for name in stored(server, str(lake.location)):
        source = {"Bucket": bucket, "Key": f"{prefix}/{name}"}
        client.copy_object(Bucket=bucket, Key=f"{prefix} copied/{name}", CopySource=source)
    copied = f"{lake.location} copied"
    with pytest.raises(LakeMovedError):
        open_lake(copied)
    vitrola("relocate", copied)
    for name in stored(server, str(lake.location)):
        client.delete_object(Bucket=bucket, Key=f"{prefix}/{name}")
    elsewhere(monkeypatch, tmp_path)
    there = open_lake(copied)
    for table in publication.current(there).tables:
        assert published_rows(there, table) == published_rows(in_directory[0], table), table


def test_a_prefix_with_other_objects_is_no_lake(on_s3, server):
    bucket, _, prefix = on_s3.removeprefix("s3://").partition("/")
    server.client().put_object(Bucket=bucket, Key=f"{prefix}/letter.txt", Body=b"Dear")
    done = CliRunner().invoke(app, ["init", on_s3])
    assert "is not empty and is not a lake" in str(done.exception)


def test_the_dashboard_shows_what_any_machine_publishes(lake, in_directory, monkeypatch, tmp_path):
    elsewhere(monkeypatch, tmp_path)
    monkeypatch.setattr(desk, "ASK_AGAIN_SECONDS", 0)
    there = open_lake(str(lake.location))
    client, beside = (
        TestClient(make_app(one, Settings(), Access()), base_url="http://localhost")
        for one in (there, in_directory[0])
    )
    here, expected = (one.get("/api/dashboard?genre=Rock").json() for one in (client, beside))
    assert here["cards"] == expected["cards"]
    assert here["publication"] == publication.current(lake).run_id
    run(lake, Settings(simulate=True))
    assert client.get("/api/dashboard").json()["publication"] == publication.current(lake).run_id


def test_the_dictionary_is_kept_with_the_publication(lake, on_s3, monkeypatch, tmp_path):
    elsewhere(monkeypatch, tmp_path)
    sql = "SELECT column, null_share FROM dictionary WHERE table = 'listening_history_fact' AND key = false"
    found = {row["column"]: row["null_share"] for row in as_json("sql", on_s3, sql)}
    fact = published_rows(lake, "listening_history_fact")
    assert found["playcount"] == 0.0
    assert len(found) == len(fact[0])
    vitrola("export", "dictionary", on_s3, tmp_path / "d.md")
    vitrola("diagram", "flow", on_s3, "-o", tmp_path / "d.svg")
    vitrola("profile", on_s3, "--html", tmp_path / "pages")
    assert len(list((tmp_path / "pages").iterdir())) == 2
