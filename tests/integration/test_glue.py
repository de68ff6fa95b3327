"""What Glue shows, and what readers that know only Glue see of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pyarrow as pa
import pytest
from pyiceberg.catalog.glue import GlueCatalog

from aws_lake import BUCKET, lake_on_s3
from aws_services import DATABASE, SECRET, TOKEN, count, lose_answer, on, refuse, server, services
from vitrola.config import Settings
from vitrola.contracts import contracts
from vitrola.errors import CatalogError, SettingError
from vitrola.lake import Publication, create_lake, publication
from vitrola.lake.mirror import FOLDER
from vitrola.pipeline.catalog import show_in_catalog
from vitrola.pipeline.publish import rollback
from vitrola.pipeline.record import write_record
from vitrola.pipeline.run import run

GLUE = Settings(catalog="glue")
TAGS = pa.table({"tag": ["rock", "mpb"], "tracks": pa.array([7, 8], pa.int32())})
NONE = TAGS.slice(0, 0)
RECORDED = {"run", "run_file", "run_table"}


@pytest.fixture(scope="module")
def address():
    with server() as found:
        yield found


@pytest.fixture
def aws(address):
    with services(address) as found:
        yield found


def _iceberg(aws, name, rows, generation):
    """An Iceberg table as PyIceberg writes one; returns its metadata file's address."""
    catalog = GlueCatalog("glue", **_s3(aws))
    catalog.create_namespace_if_not_exists("apart")
    table = catalog.create_table(
        f"apart.{name}_{generation}", rows.schema, location=f"s3://{BUCKET}/lake/refined/{name}"
    )
    if rows.num_rows:
        table.append(rows)
    return table.metadata_location


def _s3(aws):
    return {"s3.endpoint": aws.address, "s3.access-key-id": "x", "s3.secret-access-key": "x"}


def _publish(lake, run_id, tables):
    former = publication.current(lake)
    new = Publication(run_id, "2026-01-02T03:04:05.678+00:00", f"inputs of {run_id}", tables)
    write_record(
        lake,
        {
            "run_id": run_id,
            "status": "published",
            "engine": "duckdb",
            "started": "2026-01-02T03:04:00.000001+00:00",
            "seconds": 1.5,
            "files": [],
            "playcount": {"read": 15, "refined": 15},
            "tables": dict.fromkeys(tables, 2),
        },
    )
    publication.point(lake, new, former=former)
    return new


def _table(aws, name):
    """A table as one sees it who knows only Glue."""
    return GlueCatalog("glue", **_s3(aws)).load_table(f"{DATABASE}.{name}")


def _seen(aws, name):
    return _table(aws, name).scan().to_arrow().to_pylist()


def _entries(aws):
    return {
        table["Name"]: table for table in aws.client("glue").get_tables(DatabaseName=DATABASE)["TableList"]
    }


@pytest.fixture
def published(aws):
    """A lake whose first publication is shown in Glue."""
    lake = lake_on_s3()
    _publish(lake, "run1", {"tag_dim": _iceberg(aws, "tag_dim", TAGS, 1)})
    show_in_catalog(lake, GLUE)
    return lake


def test_every_row_that_glue_shows_carries_its_publication(aws, published):
    assert _seen(aws, "tag_dim") == [
        {"tag": "rock", "tracks": 7, "publication_id": "run1"},
        {"tag": "mpb", "tracks": 8, "publication_id": "run1"},
    ]


def test_a_carried_table_changes_its_publication_and_no_file(aws, published):
    before = [task.file.file_path for task in _table(aws, "tag_dim").scan().plan_files()]
    _publish(published, "run2", publication.current(published).tables)
    assert show_in_catalog(published, GLUE) == 4
    table = _table(aws, "tag_dim")
    assert {row["publication_id"] for row in table.scan().to_arrow().to_pylist()} == {"run2"}
    assert [task.file.file_path for task in table.scan().plan_files()] == before
    assert table.current_snapshot().summary["vitrola.run-id"] == "run2"


def test_readers_can_keep_to_one_publication(aws, published):
    table = _table(aws, "tag_dim")
    assert table.scan(row_filter="publication_id = 'run1'").to_arrow().num_rows == 2
    assert table.scan(row_filter="publication_id = 'run2'").to_arrow().num_rows == 0


def test_an_empty_table_is_shown(aws):
    lake = lake_on_s3()
    _publish(lake, "run1", {"tag_dim": _iceberg(aws, "tag_dim", NONE, 1)})
    show_in_catalog(lake, GLUE)
    assert _table(aws, "tag_dim").scan().to_arrow().column_names == ["tag", "tracks", "publication_id"]
    assert _seen(aws, "tag_dim") == []


def test_columns_have_the_comments_of_their_contracts(aws, published):
    entry = _entries(aws)["tag_dim"]
    contract = contracts()["tag_dim"]
    assert entry["Description"] == contract.description["en"]
    columns = {column["Name"]: column for column in entry["StorageDescriptor"]["Columns"]}
    assert columns["tag"]["Comment"] == contract.column("tag").description["en"]
    assert columns["publication_id"]["Comment"].startswith("The publication that the row is read from")
    assert {name: column["Type"] for name, column in columns.items()} == {
        "tag": "string",
        "tracks": "int",
        "publication_id": "string",
    }
    assert _table(aws, "tag_dim").schema().find_field("tag").doc == contract.column("tag").description["en"]


def test_what_runs_wrote_down_is_shown_with_times_and_counts(aws, published):
    started = dt.datetime(2026, 1, 2, 3, 4, 0, 1, tzinfo=dt.UTC)
    (run,) = _seen(aws, "run")
    assert (run["run_id"], run["status"], run["started"], run["plays_read"]) == (
        "run1",
        "published",
        started,
        15,
    )
    assert _seen(aws, "run_table") == [
        {
            "run_id": "run1",
            "table": "tag_dim",
            "ts_proc": started,
            "row_count": 2,
            "publication_id": "run1",
        }
    ]
    assert _seen(aws, "run_file") == []


def test_showing_the_same_again_changes_nothing(aws, published):
    before = _entries(aws)
    asked = count("glue")
    assert show_in_catalog(published, GLUE) == 0
    assert asked == ["GetTables"]
    assert _entries(aws) == before


def test_a_changed_entry_names_its_former_metadata(aws, published):
    before = _entries(aws)["tag_dim"]["Parameters"]["metadata_location"]
    _publish(published, "run2", {"tag_dim": _iceberg(aws, "tag_dim", TAGS.slice(0, 1), 2)})
    show_in_catalog(published, GLUE)
    facts = _entries(aws)["tag_dim"]["Parameters"]
    assert facts["previous_metadata_location"] == before
    assert (facts["table_type"], facts["vitrola.run-id"]) == ("ICEBERG", "run2")
    assert [row["tag"] for row in _seen(aws, "tag_dim")] == ["rock"]


def test_a_rollback_is_shown_and_tables_of_later_runs_are_gone(aws, published):
    tables = dict(publication.current(published).tables)
    _publish(published, "run2", {"track_mart": _iceberg(aws, "track_mart", TAGS, 1)})
    show_in_catalog(published, GLUE)
    assert set(_entries(aws)) == {"track_mart"} | RECORDED
    rollback(published, "run1")
    show_in_catalog(published, GLUE)
    assert set(_entries(aws)) == {"tag_dim"} | RECORDED
    assert {row["publication_id"] for row in _seen(aws, "tag_dim")} == {"run1"}
    assert tables == publication.current(published).tables
    assert {row["run_id"] for row in _seen(aws, "run_table")} == {"run1", "run2"}


def test_dimensions_change_before_facts(aws):
    lake = lake_on_s3()
    fact, tags = _iceberg(aws, "tagging_fact", TAGS, 1), _iceberg(aws, "tag_dim", TAGS, 1)
    created = []
    on(
        "provide-client-params.glue.CreateTable",
        lambda params, **_: created.append(params["TableInput"]["Name"]),
    )
    _publish(lake, "run1", {"tagging_fact": fact, "tag_dim": tags})
    show_in_catalog(lake, GLUE)
    assert created == ["tag_dim", "tagging_fact", "run", "run_file", "run_table"]


def test_only_mirrors_of_known_publications_are_kept(aws, published):
    _publish(published, "run2", publication.current(published).tables)
    show_in_catalog(published, GLUE)
    kept = {name.rpartition("/")[2].partition(".")[0] for name in published.location.names(FOLDER, "")}
    assert kept == {"run1", "run2"}
    (old,) = (entry for entry in publication.retained(published) if entry.run_id == "run1")
    publication.forget(published, old)
    publication.drop(published, "run1")
    show_in_catalog(published, GLUE)
    kept = {name.rpartition("/")[2].partition(".")[0] for name in published.location.names(FOLDER, "")}
    assert kept == {"run2"}


def test_no_text_of_the_data_gets_into_the_mirrors_metadata(aws, published):
    for name in published.location.names(FOLDER, ".avro"):
        assert b"rock" not in published.location.read(name)
    (task,) = _table(aws, "tag_dim").scan().plan_files()
    assert set(task.file.lower_bounds) == {2}


def test_another_lakes_tables_are_left_alone(aws, published):
    other = replace(published, id="another")
    with pytest.raises(CatalogError, match="'tag_dim' in Glue database 'vitrola' isn't of this lake"):
        show_in_catalog(other, GLUE)
    assert _entries(aws)["tag_dim"]["Parameters"]["vitrola.lake"] == published.id


@pytest.mark.parametrize("operation", ["CreateTable", "UpdateTable"])
def test_a_lost_answer_is_looked_after_before_anything_is_tried_again(aws, published, operation):
    tables = publication.current(published).tables
    added = {"track_mart": _iceberg(aws, "track_mart", TAGS, 1)}
    _publish(published, "run2", {**tables, **added})
    lost, asked = lose_answer(f"glue.{operation}"), count("glue")
    assert show_in_catalog(published, GLUE) == 5
    assert lost == [f"glue.{operation}"]
    assert asked.count("GetTable") == 1
    assert (asked.count("CreateTable"), asked.count("UpdateTable")) == (1, 4)
    assert {entry["Parameters"]["vitrola.run-id"] for entry in _entries(aws).values()} == {"run2"}
    assert len(_seen(aws, "track_mart")) == 2


def test_a_lost_answer_before_anything_landed_is_tried_again(aws, published):
    _publish(published, "run2", publication.current(published).tables)
    refuse("glue.UpdateTable", "InternalServiceException", times=4, status=500)
    asked = count("glue")
    assert show_in_catalog(published, GLUE) == 4
    assert (asked.count("GetTable"), asked.count("UpdateTable")) == (1, 5)
    assert {row["publication_id"] for row in _seen(aws, "tag_dim")} == {"run2"}


def test_an_entry_that_another_changed_is_looked_at_again(aws, published):
    versions = []
    on("provide-client-params.glue.UpdateTable", lambda params, **_: versions.append(params["VersionId"]))
    _publish(published, "run2", publication.current(published).tables)
    refuse("glue.UpdateTable", "ConcurrentModificationException", times=1)
    assert show_in_catalog(published, GLUE) == 4
    assert len(versions) == 5
    assert {entry["Parameters"]["vitrola.run-id"] for entry in _entries(aws).values()} == {"run2"}


def test_a_publication_that_comes_in_between_is_shown_in_the_end(aws, published):
    tables = publication.current(published).tables
    _publish(published, "run2", tables)

    def overtake(**_):
        if publication.current(published).run_id == "run2":
            _publish(published, "run3", tables)

    on("before-call.glue.UpdateTable", overtake)
    assert show_in_catalog(published, GLUE) == 8
    assert {entry["Parameters"]["vitrola.run-id"] for entry in _entries(aws).values()} == {"run3"}


@pytest.mark.parametrize(
    ("code", "said", "hint"),
    [
        ("ExpiredTokenException", "The AWS credentials have expired (glue:UpdateTable", "aws sso login"),
        ("AccessDeniedException", "AWS denies glue:UpdateTable", "permission"),
        ("UnrecognizedClientException", "AWS doesn't know the credentials", "aws configure list"),
    ],
)
def test_a_refusal_says_what_is_published_and_nothing_secret(aws, published, code, said, hint):
    _publish(published, "run2", publication.current(published).tables)
    refuse("glue.UpdateTable", code)
    with pytest.raises(CatalogError) as raised:
        show_in_catalog(published, GLUE)
    text = str(raised.value)
    assert text.startswith("Run run2 is published, but Glue doesn't show it whole: ")
    assert said in text
    assert hint in text
    assert SECRET not in text
    assert TOKEN not in text
    assert publication.current(published).run_id == "run2"
    assert {row["publication_id"] for row in _seen(aws, "tag_dim")} == {"run1"}


def test_what_was_refused_is_shown_when_it_is_repeated(aws, published):
    _publish(published, "run2", publication.current(published).tables)
    refuse("glue.UpdateTable", "AccessDeniedException", times=1)
    with pytest.raises(CatalogError):
        show_in_catalog(published, GLUE)
    show_in_catalog(published, GLUE)
    assert {entry["Parameters"]["vitrola.run-id"] for entry in _entries(aws).values()} == {"run2"}


def test_a_missing_database_is_named_with_the_command_that_makes_it(aws, published):
    with pytest.raises(CatalogError, match="no Glue database called 'elsewhere'") as raised:
        show_in_catalog(published, Settings(catalog="glue", glue_database="elsewhere"))
    assert "aws glue create-database --database-input Name=elsewhere" in str(raised.value)


def test_a_lake_on_this_machine_cant_be_shown_in_glue(tmp_path):
    lake = create_lake(tmp_path / "lake")
    with pytest.raises(SettingError, match="Glue and Athena read only what is on S3") as raised:
        run(lake, GLUE)
    assert 's3://bucket/prefix, or set catalog = "none"' in str(raised.value)
