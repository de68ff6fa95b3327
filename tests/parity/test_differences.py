"""Where engines like to differ they don't: failures, folding, order, rounding; and where they still do."""

import pyarrow as pa
import pytest

from vitrola.config import Settings
from vitrola.engines import make_engine
from vitrola.errors import StatementError

ENGINES = ["duckdb", pytest.param("spark", marks=[pytest.mark.spark, pytest.mark.xdist_group("spark")])]
ROW = {
    "zero": pa.array([0], pa.int32()), "none": pa.array([0.0]), "one": pa.array([1], pa.int32()),
    "int": pa.array([2**31 - 1], pa.int32()), "least": pa.array([-(2**31)], pa.int32()),
    "big": pa.array([2**63 - 1]), "half": pa.array([2.5]), "below": pa.array([-2.5]),
    "eighth": pa.array([0.125]), "text": ["x"], "lone": ["["],
}  # fmt: skip

REFUSED = {
    "one / zero": "by zero",
    "half / none": "by zero",
    "one % zero": "by zero",
    "MOD(half, none)": "by zero",
    "one DIV zero": "by zero",
    "int + one": "overflow",
    "int * int": "overflow",
    "big + 1": "overflow",
    "ABS(least)": "overflow",
    "CAST(big AS INT)": "cast",
    "SUM(big) + SUM(big)": "overflow|cast",
    "CAST(text AS INT)": "cast|convert",
    "CAST(text AS DOUBLE)": "cast|convert",
    "CAST(text AS DATE)": "cast|format",
    "MAKE_DATE(2023, 2, one + 28)": "out of range|Invalid date",
    "text RLIKE lone": r"missing \\]|invalid",
    "no_such_column": "no_such_column",
    "NO_SUCH_FUNCTION(one)": "no_such_function",
}
"""What the engines refuse, and what both say of it."""

VALUES = {
    "NULLIF(zero, 0) / one": None,
    "one / NULLIF(zero, 0)": None,
    "ROUND(half)": 3.0,
    "ROUND(below)": -3.0,
    "ROUND(half + 1)": 4.0,
    "ROUND(eighth, 2)": 0.13,
    "CAST(half AS INT)": 2,
    "-7 % 3": -1,
    "LOWER('ÉÇÃ ẞ İ')": "éçã ß i\u0307",
    "UPPER('ÿœéçã')": "ŸŒÉÇÃ",
    "LOWER('İndie') = 'indie'": False,
    "'é' = 'e\u0301'": False,
    "LENGTH('e\u0301')": 2,
    "PLAIN_LETTERS('Ângela RO RO e\u0301 ß İ')": "angelaroroei",
    "INSTR('e\u0301a', 'a')": 3,
    "SUBSTRING('a\U0001f600b', 2, 1)": "\U0001f600",
    "CONCAT_WS('', SORT_ARRAY(ARRAY('é', 'Z', '\U0001f600', '\ufffd', 'a')))": "Zaé\ufffd\U0001f600",
    "CONCAT('|', TRIM('\u00a0a  '), '|')": "|\u00a0a|",
}

DIFFERENT = {
    "LOWER('ΟΔΟΣ')": ("οδοσ", "οδος"),
    "UPPER('straße')": ("STRAẞE", "STRASSE"),
    "CAST(-1.7D AS INT)": (-2, -1),
    "ROUND(1.005D, 2)": (1.0, 1.01),
}
"""Known gaps, DuckDB's value first: shipped models and rules use none of them."""


@pytest.fixture(params=ENGINES, scope="module")
def engine(request):
    with make_engine(Settings(engine=request.param, small_rows=0)) as running:
        running.read_arrow("given", pa.table(ROW))
        yield running


def value_of(engine, sql):
    return engine.rows(f"SELECT {sql} AS value FROM given")[0]["value"]


@pytest.mark.parametrize("sql", REFUSED)
def test_what_cannot_be_computed_is_refused_for_one_reason(engine, sql):
    with pytest.raises(StatementError, match=f"(?i){REFUSED[sql]}") as raised:
        engine.query(f"SELECT {sql} AS value FROM given")
    assert "\n" not in raised.value.message
    assert "SQLSTATE" not in raised.value.message


@pytest.mark.parametrize("sql", ["one / zero", "int + one", "CAST(text AS INT)"])
def test_what_only_a_task_finds_is_refused_too(engine, sql, tmp_path):
    with pytest.raises(StatementError, match=f"(?i){REFUSED[sql]}"):
        engine.write_parquet(f"SELECT {sql} AS value FROM given", tmp_path / "written")
    with pytest.raises(StatementError, match=f"(?i){REFUSED[sql]}"):
        engine.table("made", f"SELECT {sql} AS value FROM given")


@pytest.mark.parametrize("sql", VALUES)
def test_values_are_equal_where_engines_like_to_differ(engine, sql):
    assert value_of(engine, sql) == VALUES[sql]


def test_known_gaps_are_as_they_are_written_down(engine):
    place = 0 if engine.name == "duckdb" else 1
    assert {sql: value_of(engine, sql) for sql in DIFFERENT} == {
        sql: two[place] for sql, two in DIFFERENT.items()
    }
