"""Athena's SQL is Trino's: Trino itself is asked what models, functions and questions become."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlglot
import yaml
from sqlglot import exp
from tools.golden_sql import VALUES

from trino_engine import trino as started
from vitrola.contracts import contracts, control_contracts
from vitrola.engines.athena import to_athena
from vitrola.models import shipped_models

QUESTIONS = yaml.safe_load((Path(__file__).parent / "questions.yaml").read_text("utf-8"))
COLUMNS = {
    name: {column.name: str(column.kind) for column in contract.columns} | {"publication_id": "string"}
    for name, contract in {**contracts(), **control_contracts()}.items()
}


PROVED = yaml.safe_load((Path(__file__).parent / "functions.yaml").read_text("utf-8"))
FUNCTIONS = [case for cases in PROVED.values() for case in cases]

pytestmark = pytest.mark.xdist_group("trino")


@pytest.fixture(scope="module")
def trino(tmp_path_factory):
    with started(tmp_path_factory.mktemp("trino")) as found:
        yield found


def test_the_parser_objects_to_what_is_not_trinos(trino):
    assert trino.objection("SELECT 1") is None
    assert "mismatched input" in (trino.objection("SELECT a FROM t LEFT ANTI JOIN u ON t.a = u.a") or "")


@pytest.mark.parametrize("model", shipped_models(), ids=lambda model: model.name)
def test_trino_reads_every_model(trino, model):
    assert trino.objection(to_athena(model.bound(VALUES))) is None


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["asks"])
def test_trino_understands_what_analysts_ask(trino, question):
    translated = to_athena(question["spark"], COLUMNS)
    assert translated == question["athena"]
    assert trino.objection(translated) is None
    trino.rows(over_no_rows(translated))


@pytest.mark.parametrize("case", FUNCTIONS, ids=lambda case: case["sql"])
def test_functions_give_the_expected_values(trino, case):
    table = case.get("from", "(SELECT 1) AS one")
    sql = to_athena(f"SELECT CAST({case['sql']} AS STRING) AS value FROM {table}")
    assert trino.rows(sql) == [[case["expect"]]]


def over_no_rows(sql):
    """The query over tables of its own, with the columns and types that Glue has and no rows."""
    tree = sqlglot.parse_one(sql, read="trino")
    named = {table.name for table in tree.find_all(exp.Table)} & COLUMNS.keys()
    made = [f"{name} AS (SELECT {nulls(COLUMNS[name])} WHERE false)" for name in sorted(named)]
    own = tree.args.pop("with_", None)
    made += [cte.sql(dialect="trino") for cte in own.expressions] if own else []
    return f"WITH {', '.join(made)} {tree.sql(dialect='trino')}"


def nulls(columns):
    kinds = {"string": "varchar", "timestamp": "timestamp(6) with time zone"}
    return ", ".join(f'CAST(NULL AS {kinds.get(kind, kind)}) AS "{name}"' for name, kind in columns.items())
