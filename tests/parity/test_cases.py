"""Every model's cases: the rows it makes of a few given ones, on both engines."""

import datetime as dt

import pyarrow as pa
import pytest
import yaml

from vitrola.config import Settings
from vitrola.contracts import Kind, contracts
from vitrola.engines import make_engine
from vitrola.models import check_columns, in_order, shipped_models
from vitrola.pipeline.given import given_relations

ARROW = {
    Kind.STRING: pa.string(), Kind.INT: pa.int32(), Kind.BIGINT: pa.int64(), Kind.DOUBLE: pa.float64(),
    Kind.BOOLEAN: pa.bool_(), Kind.DATE: pa.date32(), Kind.TIMESTAMP: pa.timestamp("us", "UTC"),
}  # fmt: skip
KINDS = {column.name: column.kind for contract in contracts().values() for column in contract.columns}
KINDS |= {
    "record": Kind.BIGINT, "observed_at": Kind.TIMESTAMP, "is_copy": Kind.BOOLEAN,
    "place": Kind.INT, "source_place": Kind.INT, "genre_place": Kind.INT,
    "members": Kind.BIGINT, "is_inferred": Kind.BOOLEAN,
}  # fmt: skip
SETTINGS = {
    "time_zone": "America/Sao_Paulo", "simulate": False, "seed": "2020",
    "optional_holidays": False, "holidays_country": "BR",
}  # fmt: skip
MODELS = {model.name: model for model in shipped_models()}


def all_columns():
    columns = given_relations()
    for model in in_order(MODELS.values(), columns):
        columns[model.name] = check_columns(model, columns)
    return columns


def all_cases(folder):
    return [
        (path.parent.parent.name, case)
        for path in sorted(folder.glob("*/cases/*.yaml"))
        for case in yaml.safe_load(path.read_text("utf-8"))
    ]


@pytest.fixture(scope="module")
def cases(pytestconfig):
    return all_cases(pytestconfig.rootpath / "src" / "vitrola" / "models" / "definitions")


def given_table(rows, columns):
    kinds = {name: ARROW[KINDS.get(name, Kind.STRING)] for name in columns}
    unknown = {name for row in rows for name in row} - set(columns)
    assert not unknown, f"there is no column called {unknown}"
    typed = {name: pa.array([as_utc(row.get(name)) for row in rows], kind) for name, kind in kinds.items()}
    return pa.table(typed)


def as_utc(value):
    return value.replace(tzinfo=dt.UTC) if isinstance(value, dt.datetime) else value


def rows_of(engine, name, case, columns):
    ready = [(relation, given) for relation, given in case["given"].items() if isinstance(given, list)]
    for relation, given in ready:
        engine.read_arrow(relation, given_table(given, columns[relation]))
    for relation, given in case["given"].items():
        if isinstance(given, dict):
            engine.table(relation, given["sql"])
    engine.view("found", MODELS[name].bound(SETTINGS | case.get("settings", {})))
    wanted = list(case["expect"][0])
    kinds = {c.name: c.kind for c in contracts()[name].columns} if name in contracts() else {}
    selected = [
        f"CAST({column} AS {kinds[column]}) AS {column}" if column in kinds else column for column in wanted
    ]
    found = engine.query(f"SELECT {', '.join(selected)} FROM found").to_pylist()
    expected = [{column: as_utc(row[column]) for column in wanted} for row in case["expect"]]
    return sorted(found, key=repr), sorted(expected, key=repr)


@pytest.mark.parametrize(
    "engine",
    ["duckdb", pytest.param("spark", marks=[pytest.mark.spark, pytest.mark.xdist_group("spark")])],
)
def test_models_make_the_expected_rows(engine, cases):
    columns = all_columns()
    assert len({name for name, _ in cases}) >= 10
    with make_engine(Settings(engine=engine, small_rows=0)) as running:
        for name, case in cases:
            found, expected = rows_of(running, name, case, columns)
            assert found == expected, (name, case["name"])
