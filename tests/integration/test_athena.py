"""Questions to Athena: what is sent, what it may read, and what comes back."""

from __future__ import annotations

import sys
from dataclasses import replace

import pyarrow as pa
import pytest

from athena_server import READ, fake_athena
from aws_lake import glue_table, iceberg_table, lake_on_s3, publish
from aws_services import SECRET, TOKEN, on, refuse
from vitrola.config import Settings
from vitrola.errors import CatalogError, EngineError, LakeError, UsageError
from vitrola.lake import publication
from vitrola.pipeline.athena import answer, prepare
from vitrola.pipeline.catalog import show_in_catalog

GLUE = Settings(catalog="glue", athena_workgroup="analysts", athena_output="s3://listening/results/")
ROWS = pa.table(
    {
        "track_id": [f"TR{number:06}" for number in range(5_000)],
        "user_id": [f"{number % 97:040}" for number in range(5_000)],
        "playcount": pa.array(range(5_000), pa.int32()),
    }
)


@pytest.fixture
def lake(aws):
    lake = lake_on_s3()
    fact = iceberg_table(aws, "listening_history_fact", ROWS, 1)
    publish(lake, "run1", {"listening_history_fact": fact})
    show_in_catalog(lake, GLUE)
    return lake


@pytest.fixture
def athena(aws):
    with fake_athena() as found:
        yield found


def _sizes(aws):
    """The whole size of the fact's files, and the sizes of their columns by name."""
    table = glue_table(aws, "listening_history_fact")
    files = [task.file for task in table.scan().plan_files()]
    columns = {
        field.name: sum(file.column_sizes[field.field_id] for file in files)
        for field in table.schema().fields
        if field.name != "publication_id"
    }
    return sum(file.file_size_in_bytes for file in files), columns


def _at_most(lake, sql):
    return prepare(lake, GLUE, sql).at_most


def test_what_is_read_is_bounded_by_the_columns_that_a_query_names(aws, lake):
    whole, columns = _sizes(aws)
    rest = whole - sum(columns.values())
    assert rest > 0
    assert _at_most(lake, "SELECT * FROM listening_history_fact") == whole
    assert _at_most(lake, "SELECT COUNT(*) AS n FROM listening_history_fact") == rest
    assert (
        _at_most(lake, "SELECT SUM(playcount) AS n FROM listening_history_fact")
        == rest + columns["playcount"]
    )
    named = "SELECT user_id FROM listening_history_fact WHERE playcount > 3"
    assert _at_most(lake, named) == rest + columns["playcount"] + columns["user_id"]
    assert _at_most(lake, "SELECT publication_id FROM listening_history_fact") == rest


def test_a_table_that_is_read_twice_counts_twice(aws, lake):
    whole, _ = _sizes(aws)
    joined = "SELECT * FROM listening_history_fact AS a JOIN listening_history_fact AS b USING (user_id)"
    assert _at_most(lake, joined) == 2 * whole
    named_twice = (
        "WITH f AS (SELECT * FROM listening_history_fact), g AS (SELECT * FROM f) "
        "SELECT * FROM g AS a JOIN g AS b USING (user_id) JOIN f AS c USING (user_id)"
    )
    assert _at_most(lake, named_twice) == 3 * whole


def test_control_tables_count_with_their_whole_files(aws, lake):
    (task,) = glue_table(aws, "run").scan().plan_files()
    assert _at_most(lake, "SELECT run_id FROM run") == task.file.file_size_in_bytes


def test_a_query_above_the_limit_is_not_sent(lake, athena):
    tight = Settings(catalog="glue", athena_limit_gb=0.00001)
    with pytest.raises(UsageError, match=r"may read up to .* GB for this, and athena_limit_gb is 1e-05"):
        prepare(lake, tight, "SELECT * FROM listening_history_fact")
    prepare(lake, tight, "SELECT COUNT(*) AS n FROM listening_history_fact")
    assert athena.operations == []


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("DROP TABLE run", "Only SELECT can be run here, not DROP"),
        ("INSERT INTO run SELECT * FROM run", "Only SELECT can be run here, not INSERT"),
        ("SELECT 1; SELECT 2", "One SQL statement is expected"),
        ("SELECT * FROM run_tabel", "Did you mean run_table?"),
        ("SELECT * FROM quarantine", "There is no table called 'quarantine'"),
        ("SELECT * FROM other.run", "is not a table of this lake"),
        ("SELECT playcuont FROM listening_history_fact", "Did you mean playcount?"),
        ("SELECT PERCENTILE(playcount, 0.5) AS m FROM listening_history_fact", "Write percentile_approx"),
        ("WITH RECURSIVE t AS (SELECT 1 AS a UNION ALL SELECT a FROM t) SELECT * FROM t", "recursive"),
    ],
)
def test_what_cant_be_asked_is_said_before_anything_is_sent(lake, athena, sql, said):
    with pytest.raises(UsageError) as raised:
        prepare(lake, GLUE, sql)
    assert said in str(raised.value)
    assert athena.operations == []


def test_a_question_is_sent_in_athenas_sql_to_the_workgroup(lake, athena):
    question = prepare(lake, GLUE, "SELECT weekday(DATE '2020-01-01') AS n FROM run")
    found, runs = answer(lake, GLUE, question, limit=10)
    assert (found.columns, found.rows, found.more, found.read) == (["n"], [{"n": 1}], False, READ)
    assert runs == ["run1"]
    (sent,) = [given for operation, given in athena.asked if operation == "StartQueryExecution"]
    assert sent["QueryString"] == (
        "SELECT CAST(DAY_OF_WEEK(CAST('2020-01-01' AS DATE)) - 1 AS INTEGER) AS n FROM run AS run"
    )
    assert sent["WorkGroup"] == "analysts"
    assert sent["QueryExecutionContext"]["Database"] == "vitrola"
    assert sent["ResultConfiguration"]["OutputLocation"] == "s3://listening/results/"


@pytest.mark.parametrize(
    ("limit", "pages", "more"), [(2, 1, True), (3, 2, True), (6, 3, False), (9, 3, False)]
)
def test_no_page_is_fetched_that_is_not_printed(lake, athena, limit, pages, more):
    athena.pages = [["1", "2", "3"], ["4", "5"], ["6"]]
    found, _ = answer(lake, GLUE, prepare(lake, GLUE, "SELECT seconds AS n FROM run"), limit=limit)
    assert [row["n"] for row in found.rows] == list(range(1, 7))[:limit]
    assert found.more is more
    assert athena.operations.count("GetQueryResults") == pages


def test_a_result_as_moto_has_it(aws, lake):
    primary = replace(GLUE, athena_workgroup="primary")
    aws.answer_athena([("name", "varchar"), ("n", "bigint")], [["João", "7"], [None, "8"]])
    question = prepare(lake, primary, "SELECT run_id AS name, 7 AS n FROM run")
    found, _ = answer(lake, primary, question, limit=10)
    assert found.rows == [{"name": "João", "n": 7}, {"name": None, "n": 8}]


def test_rows_that_can_be_of_two_publications_are_told(lake, athena):
    question = prepare(lake, GLUE, "SELECT COUNT(*) AS n FROM run")
    publish(lake, "run2", publication.current(lake).tables)
    show_in_catalog(lake, GLUE)
    _, runs = answer(lake, GLUE, question, limit=1)
    assert runs == ["run1", "run2"]


def test_what_athena_says_of_a_query_is_passed_on(lake, athena):
    athena.failed = "TYPE_MISMATCH: line 1:8: no"
    with pytest.raises(UsageError, match="Athena says: TYPE_MISMATCH: line 1:8: no"):
        answer(lake, GLUE, prepare(lake, GLUE, "SELECT 1 AS n FROM run"), limit=1)


@pytest.mark.parametrize(
    ("code", "said", "hint"),
    [
        ("ExpiredTokenException", "The AWS credentials have expired (athena:StartQuery", "aws sso login"),
        ("AccessDeniedException", "AWS denies athena:StartQueryExecution", "permission"),
    ],
)
def test_a_refusal_names_what_was_refused_and_nothing_secret(lake, athena, code, said, hint):
    question = prepare(lake, GLUE, "SELECT 1 AS n FROM run")
    athena.refusal = (code, f"no, {SECRET} and {TOKEN}")
    with pytest.raises(EngineError) as raised:
        answer(lake, GLUE, question, limit=1)
    assert said in str(raised.value)
    assert hint in str(raised.value)
    assert SECRET not in str(raised.value)
    assert TOKEN not in str(raised.value)


def test_a_workgroup_without_a_place_for_results_is_told_apart(lake, athena):
    question = prepare(lake, GLUE, "SELECT 1 AS n FROM run")
    athena.refusal = ("InvalidRequestException", "No output location provided.")
    with pytest.raises(UsageError, match="No output location provided") as raised:
        answer(lake, GLUE, question, limit=1)
    assert "athena_output" in str(raised.value)


def test_glue_that_refuses_is_named(lake, athena):
    refuse("glue.GetTables", "AccessDeniedException")
    with pytest.raises(CatalogError, match="AWS denies glue:GetTables"):
        prepare(lake, GLUE, "SELECT 1 AS n FROM run")


def test_no_credentials_are_named(lake, monkeypatch):
    on("before-sign.glue.GetTables", _without_credentials)
    with pytest.raises(CatalogError, match=r"no AWS credentials .*aws sso login"):
        prepare(lake, GLUE, "SELECT 1 AS n FROM run")


def _without_credentials(**_):
    from botocore.exceptions import NoCredentialsError

    raise NoCredentialsError


def test_a_lake_that_glue_doesnt_show_is_told_what_to_do(aws):
    with pytest.raises(LakeError, match="shows nothing of this lake") as raised:
        prepare(lake_on_s3(), GLUE, "SELECT 1 AS n FROM run")
    assert 'Set catalog = "glue"' in str(raised.value)


def test_without_the_extra_the_command_that_installs_it_is_named(lake, monkeypatch):
    question = prepare(lake, GLUE, "SELECT 1 AS n FROM run")
    monkeypatch.setitem(sys.modules, "pyathena", None)
    with pytest.raises(UsageError, match="make setup EXTRAS=aws"):
        answer(lake, GLUE, question, limit=1)
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(UsageError, match="make setup EXTRAS=aws"):
        prepare(lake, GLUE, "SELECT 1 AS n FROM run")
