"""Athena's SQL where the two dialects would differ, and how often tables are read."""

import pytest

from vitrola.engines.athena import scans, to_athena
from vitrola.errors import StatementError

COLUMNS = {"t": {"a": "int", "b": "bigint", "d": "date", "s": "string", "l": "array<string>"}}


@pytest.mark.parametrize(
    ("spark", "athena"),
    [
        ("WEEKDAY(d)", "CAST(DAY_OF_WEEK(t.d) - 1 AS INTEGER)"),
        ("MAKE_DATE(a, 1, 1)", "CAST(FORMAT('%04d-%02d-%02d', t.a, 1, 1) AS DATE)"),
        ("ADD_MONTHS(d, 2)", "DATE_ADD('MONTH', 2, t.d)"),
        ("TRUNC(d, 'YYYY')", "DATE_TRUNC('YEAR', t.d)"),
        ("COLLECT_SET(s)", "ARRAY_AGG(DISTINCT t.s) FILTER(WHERE NOT t.s IS NULL)"),
        ("CONCAT_WS('|', l)", "ARRAY_JOIN(t.l, '|')"),
        ("CAST(s AS INT)", "CAST(t.s AS INTEGER)"),
        ("TRY_CAST(s AS INT)", "TRY_CAST(t.s AS INTEGER)"),
        ("a / b", "CAST(t.a AS DOUBLE) / NULLIF(t.b, 0)"),
        ("d > '2020-01-01'", "t.d > CAST('2020-01-01' AS DATE)"),
        ("s > '2020-01-01'", "t.s > '2020-01-01'"),
        ("d IN ('2020-01-01')", "t.d IN (CAST('2020-01-01' AS DATE))"),
        ("MAX(STRUCT(a AS x, b AS y)).y", "MAX(CAST(ROW(t.a, t.b) AS ROW(x INTEGER, y BIGINT)))[2]"),
    ],
)
def test_an_expression_becomes_athenas(spark, athena):
    assert to_athena(f"SELECT {spark} AS v FROM t", COLUMNS) == f"SELECT {athena} AS v FROM t AS t"


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT MEDIAN(a) AS m FROM t", "Athena has no exact median. Write percentile_approx"),
        ("SELECT PERCENTILE(a, 0.5) AS m FROM t", "Athena has no exact quantile"),
        ("SELECT nothing FROM t", "nothing"),
        ("SELECT a FROM t AS x JOIN t AS y", "Column 'a'"),
    ],
)
def test_what_athena_cant_be_asked_is_said(sql, said):
    with pytest.raises(StatementError) as raised:
        to_athena(sql, COLUMNS)
    assert said.lower() in str(raised.value).lower()


@pytest.mark.parametrize(
    ("sql", "times"),
    [
        ("SELECT 1 FROM t", {"t": 1}),
        ("SELECT 1 FROM t AS a JOIN t AS b", {"t": 2}),
        ("SELECT 1 FROM t WHERE a IN (SELECT a FROM u)", {"t": 1, "u": 1}),
        ("WITH c AS (SELECT a FROM t) SELECT 1 FROM c", {"t": 1}),
        (
            "WITH c AS (SELECT a FROM t), d AS (SELECT a FROM c JOIN c AS e) SELECT 1 FROM d JOIN d AS f",
            {"t": 4},
        ),
        ("WITH c AS (SELECT a FROM t) SELECT 1 FROM u", {"u": 1}),
        ("SELECT a FROM t UNION ALL SELECT a FROM t", {"t": 2}),
        ("SELECT 1 AS one", {}),
    ],
)
def test_each_reading_of_a_table_counts(sql, times):
    assert scans(sql) == times
