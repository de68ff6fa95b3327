"""What Glue shows, and what readers that know only Glue see of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pyarrow as pa
import pytest

from aws_lake import glue_table, iceberg_table, lake_on_s3, publish, seen
from aws_services import DATABASE, SECRET, TOKEN, count, lose_answer, on, refuse
from vitrola.config import Settings
from vitrola.contracts import contracts
from vitrola.errors import CatalogError, SettingError
from vitrola.lake import create_lake, publication
from vitrola.lake.mirror import FOLDER
from vitrola.pipeline.catalog import show_in_catalog
from vitrola.pipeline.publish import rollback
from vitrola.pipeline.run import run

GLUE = Settings(catalog="glue")
TAGS = pa.table({"tag": ["rock", "mpb"], "tracks": pa.array([7, 8], pa.int32())})
NONE = TAGS.slice(0, 0)
RECORDED = {"alert", "run", "run_file", "run_table"}


def _entries(aws):
    return {
        table["Name"]: table for table in aws.client("glue").get_tables(DatabaseName=DATABASE)["TableList"]
    }


@pytest.fixture
def published(aws):
    """A lake whose first publication is shown in Glue."""
    lake = lake_on_s3()
    publish(lake, "run1", {"tag_dim": iceberg_table(aws, "tag_dim", TAGS, 1)})
    show_in_catalog(lake, GLUE)
    return lake


def test_every_row_that_glue_shows_carries_its_publication(aws, published):
    assert seen(aws, "tag_dim") == [
        {"tag": "rock", "tracks": 7, "publication_id": "run1"},
        {"tag": "mpb", "tracks": 8, "publication_id": "run1"},
    ]


def test_a_carried_table_changes_its_publication_and_no_file(aws, published):
    before = [task.file.file_path for task in glue_table(aws, "tag_dim").scan().plan_files()]
    publish(published, "run2", publication.current(published).tables)
    assert show_in_catalog(published, GLUE) == 5
    table = glue_table(aws, "tag_dim")
    assert {row["publication_id"] for row in table.scan().to_arrow().to_pylist()} == {"run2"}
    assert [task.file.file_path for task in table.scan().plan_files()] == before
    assert table.current_snapshot().summary["vitrola.run-id"] == "run2"


def test_readers_can_keep_to_one_publication(aws, published):
    table = glue_table(aws, "tag_dim")
    assert table.scan(row_filter="publication_id = 'run1'").to_arrow().num_rows == 2
    assert table.scan(row_filter="publication_id = 'run2'").to_arrow().num_rows == 0


def test_an_empty_table_is_shown(aws):
    lake = lake_on_s3()
    publish(lake, "run1", {"tag_dim": iceberg_table(aws, "tag_dim", NONE, 1)})
    show_in_catalog(lake, GLUE)
    assert glue_table(aws, "tag_dim").scan().to_arrow().column_names == ["tag", "tracks", "publication_id"]
    assert seen(aws, "tag_dim") == []


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
    assert (
        glue_table(aws, "tag_dim").schema().find_field("tag").doc == contract.column("tag").description["en"]
    )


def test_what_runs_wrote_down_is_shown_with_times_and_counts(aws, published):
    started = dt.datetime(2026, 1, 2, 3, 4, 0, 1, tzinfo=dt.UTC)
    (run,) = seen(aws, "run")
    assert (run["run_id"], run["status"], run["started"], run["plays_read"]) == (
        "run1",
        "published",
        started,
        15,
    )
    assert seen(aws, "run_table") == [
        {
            "run_id": "run1",
            "table": "tag_dim",
            "ts_proc": started,
            "row_count": 2,
            "publication_id": "run1",
        }
    ]
    assert seen(aws, "run_file") == []


def test_showing_the_same_again_changes_nothing(aws, published):
    before = _entries(aws)
    asked = count("glue")
    assert show_in_catalog(published, GLUE) == 0
    assert asked == ["GetTables"]
    assert _entries(aws) == before


def test_a_changed_entry_names_its_former_metadata(aws, published):
    before = _entries(aws)["tag_dim"]["Parameters"]["metadata_location"]
    publish(published, "run2", {"tag_dim": iceberg_table(aws, "tag_dim", TAGS.slice(0, 1), 2)})
    show_in_catalog(published, GLUE)
    facts = _entries(aws)["tag_dim"]["Parameters"]
    assert facts["previous_metadata_location"] == before
    assert (facts["table_type"], facts["vitrola.run-id"]) == ("ICEBERG", "run2")
    assert [row["tag"] for row in seen(aws, "tag_dim")] == ["rock"]


def test_a_rollback_is_shown_and_tables_of_later_runs_are_gone(aws, published):
    tables = dict(publication.current(published).tables)
    publish(published, "run2", {"track_mart": iceberg_table(aws, "track_mart", TAGS, 1)})
    show_in_catalog(published, GLUE)
    assert set(_entries(aws)) == {"track_mart"} | RECORDED
    rollback(published, "run1")
    show_in_catalog(published, GLUE)
    assert set(_entries(aws)) == {"tag_dim"} | RECORDED
    assert {row["publication_id"] for row in seen(aws, "tag_dim")} == {"run1"}
    assert tables == publication.current(published).tables
    assert {row["run_id"] for row in seen(aws, "run_table")} == {"run1", "run2"}


def test_dimensions_change_before_facts(aws):
    lake = lake_on_s3()
    fact, tags = iceberg_table(aws, "tagging_fact", TAGS, 1), iceberg_table(aws, "tag_dim", TAGS, 1)
    created = []
    on(
        "provide-client-params.glue.CreateTable",
        lambda params, **_: created.append(params["TableInput"]["Name"]),
    )
    publish(lake, "run1", {"tagging_fact": fact, "tag_dim": tags})
    show_in_catalog(lake, GLUE)
    assert created == ["tag_dim", "tagging_fact", "alert", "run", "run_file", "run_table"]


def test_only_mirrors_of_known_publications_are_kept(aws, published):
    publish(published, "run2", publication.current(published).tables)
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
    (task,) = glue_table(aws, "tag_dim").scan().plan_files()
    assert set(task.file.lower_bounds) == {2}


def test_another_lakes_tables_are_left_alone(aws, published):
    other = replace(published, id="another")
    with pytest.raises(CatalogError, match="'tag_dim' in Glue database 'vitrola' isn't of this lake"):
        show_in_catalog(other, GLUE)
    assert _entries(aws)["tag_dim"]["Parameters"]["vitrola.lake"] == published.id


@pytest.mark.parametrize("operation", ["CreateTable", "UpdateTable"])
def test_a_lost_answer_is_looked_after_before_anything_is_tried_again(aws, published, operation):
    tables = publication.current(published).tables
    added = {"track_mart": iceberg_table(aws, "track_mart", TAGS, 1)}
    publish(published, "run2", {**tables, **added})
    lost, asked = lose_answer(f"glue.{operation}"), count("glue")
    assert show_in_catalog(published, GLUE) == 6
    assert lost == [f"glue.{operation}"]
    assert asked.count("GetTable") == 1
    assert (asked.count("CreateTable"), asked.count("UpdateTable")) == (1, 5)
    assert {entry["Parameters"]["vitrola.run-id"] for entry in _entries(aws).values()} == {"run2"}
    assert len(seen(aws, "track_mart")) == 2


def test_a_lost_answer_before_anything_landed_is_tried_again(aws, published):
    publish(published, "run2", publication.current(published).tables)
    refuse("glue.UpdateTable", "InternalServiceException", times=4, status=500)
    asked = count("glue")
    assert show_in_catalog(published, GLUE) == 5
    assert (asked.count("GetTable"), asked.count("UpdateTable")) == (1, 6)
    assert {row["publication_id"] for row in seen(aws, "tag_dim")} == {"run2"}


def test_an_entry_that_another_changed_is_looked_at_again(aws, published):
    versions = []
    on("provide-client-params.glue.UpdateTable", lambda params, **_: versions.append(params["VersionId"]))
    publish(published, "run2", publication.current(published).tables)
    refuse("glue.UpdateTable", "ConcurrentModificationException", times=1)
    assert show_in_catalog(published, GLUE) == 5
    assert len(versions) == 6
    assert {entry["Parameters"]["vitrola.run-id"] for entry in _entries(aws).values()} == {"run2"}


def test_a_publication_that_comes_in_between_is_shown_in_the_end(aws, published):
    tables = publication.current(published).tables
    publish(published, "run2", tables)

    def overtake(**_):
        if publication.current(published).run_id == "run2":
            publish(published, "run3", tables)

    on("before-call.glue.UpdateTable", overtake)
    assert show_in_catalog(published, GLUE) == 10
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
    publish(published, "run2", publication.current(published).tables)
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
    assert {row["publication_id"] for row in seen(aws, "tag_dim")} == {"run1"}


def test_what_was_refused_is_shown_when_it_is_repeated(aws, published):
    publish(published, "run2", publication.current(published).tables)
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
