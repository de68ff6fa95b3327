"""Every function that models and rules use gives one value on all engines, and that value is right."""

from pathlib import Path

import pytest
import yaml
from sqlglot import exp

from vitrola.config import Settings
from vitrola.contracts import contracts
from vitrola.engines import make_engine
from vitrola.engines.dialect import parse
from vitrola.models import shipped_models
from vitrola.refining import Reading, accepted_sql, checked_sql, count_sql, typed_sql, violations_sql
from vitrola.sources import sources

PROVED = yaml.safe_load((Path(__file__).parent / "functions.yaml").read_text("utf-8"))
CASES = [case for cases in PROVED.values() for case in cases]
NOT_FUNCTIONS = (exp.Connector,)


def functions_of(sql):
    found = (node for node in parse(sql).find_all(exp.Func) if not isinstance(node, NOT_FUNCTIONS))
    return {node.name.upper() if isinstance(node, exp.Anonymous) else type(node).__name__ for node in found}


def refining_sql(tmp_path):
    records = [contract.records for contract in contracts().values() if contract.records]
    for source in sources(tmp_path).values():
        for layout in source.layouts:
            plain, numbered = (Reading("text", source, layout, numbered=flag) for flag in (False, True))
            yield from (build(plain) for build in (typed_sql, checked_sql, count_sql))
            yield violations_sql(numbered)
            for name in records:
                yield from accepted_sql(plain, name)


def test_only_proved_functions_are_used(tmp_path):
    used = set().union(*(functions_of(model.sql) for model in shipped_models()))
    used |= set().union(*(functions_of(sql) for sql in refining_sql(tmp_path)))
    assert used - set(PROVED) == set()
    assert set(PROVED) - used == set()


def by_table():
    """The cases of each table that is selected from."""
    found = {}
    for case in CASES:
        found.setdefault(case.get("from", "(SELECT 1) AS one"), []).append(case)
    return found


@pytest.mark.parametrize(
    "engine",
    ["duckdb", pytest.param("spark", marks=[pytest.mark.spark, pytest.mark.xdist_group("spark")])],
)
def test_functions_give_the_expected_values(engine):
    with make_engine(Settings(engine=engine, small_rows=0)) as running:
        for table, cases in by_table().items():
            columns = ", ".join(f"CAST({case['sql']} AS STRING) AS v{n}" for n, case in enumerate(cases))
            (row,) = running.rows(f"SELECT {columns} FROM {table}")
            given = {case["sql"]: value for case, value in zip(cases, row.values(), strict=True)}
            assert given == {case["sql"]: case["expect"] for case in cases}
