"""Athena's SQL is Trino's: its own parser reads what every model and the questions of analysts become."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from tools.golden_sql import VALUES

from trino_parser import trino_parser
from vitrola.contracts import contracts, control_contracts
from vitrola.engines.athena import to_athena
from vitrola.models import shipped_models

QUESTIONS = yaml.safe_load((Path(__file__).parent / "questions.yaml").read_text("utf-8"))
COLUMNS = {
    name: {column.name: str(column.kind) for column in contract.columns} | {"publication_id": "string"}
    for name, contract in {**contracts(), **control_contracts()}.items()
}


@pytest.fixture(scope="module")
def objection(tmp_path_factory):
    with trino_parser(tmp_path_factory.mktemp("trino")) as found:
        yield found


@pytest.mark.xdist_group("trino")
def test_the_parser_objects_to_what_is_not_trinos(objection):
    assert objection("SELECT 1") is None
    assert "mismatched input" in (objection("SELECT a FROM t LEFT ANTI JOIN u ON t.a = u.a") or "")


@pytest.mark.xdist_group("trino")
@pytest.mark.parametrize("model", shipped_models(), ids=lambda model: model.name)
def test_trino_reads_every_model(objection, model):
    assert objection(to_athena(model.bound(VALUES))) is None


@pytest.mark.xdist_group("trino")
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["asks"])
def test_trino_reads_what_analysts_ask(objection, question):
    translated = to_athena(question["spark"], COLUMNS)
    assert translated == question["athena"]
    assert objection(translated) is None
