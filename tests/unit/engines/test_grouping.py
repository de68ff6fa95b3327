"""Groups with a least or greatest text are parted by it first, and hold the same rows."""

import duckdb
import pytest

from vitrola.engines.dialect import parse, to_spark
from vitrola.engines.grouping import in_two_steps

ROWS = """('a', 'x', 1, 'rock'), ('a', 'y', 2, NULL), ('b', NULL, 3, 'pop'), ('b', 'x', NULL, NULL),
  (NULL, 'z', 4, 'rock'), ('a', 'x', 5, 'folk')"""
LEFT = [
    "SELECT artist, MAX(streams) AS n FROM t GROUP BY artist",
    "SELECT MAX(source) FROM t",
    "SELECT artist, MAX(source) AS s, COUNT(DISTINCT genre) AS n FROM t GROUP BY artist",
    "SELECT artist, MAX(source) AS s, AVG(streams) AS n FROM t GROUP BY artist",
    "SELECT artist, MAX(source) FILTER (WHERE streams > 1) AS s FROM t GROUP BY artist",
    "SELECT artist, MAX(source) AS s FROM t GROUP BY artist HAVING COUNT(*) > 1",
    "SELECT artist, MAX(source) AS s FROM t GROUP BY ROLLUP (artist)",
    "SELECT artist, MAX(source) AS s FROM t GROUP BY artist ORDER BY artist",
    "SELECT artist, MAX(source) AS s FROM t GROUP BY 1",
    "SELECT artist, MAX(source) FROM t GROUP BY artist",
    "SELECT *, MAX(source) AS s FROM t GROUP BY ALL",
    "SELECT t.*, MAX(source) AS s FROM t GROUP BY artist",
    "SELECT UPPER(artist) AS u, MAX(source) AS s FROM t GROUP BY u",
    "SELECT artist, MAX(LOWER(source)) AS n FROM t GROUP BY artist",
]
PARTED = [
    "SELECT artist, MAX(source) AS s, SUM(streams) AS n, COUNT(*) AS k FROM t GROUP BY artist",
    "SELECT MIN(source) AS s, COUNT(genre) AS g, COUNT_IF(streams > 2) AS f FROM t WHERE streams > 0 "
    "GROUP BY artist",
    "SELECT artist, MIN(source) AS a, MAX(source) AS b, MIN(genre) AS g, MAX(streams) AS m FROM t "
    "GROUP BY artist",
    "WITH w AS (SELECT t.artist, t.source FROM t LEFT SEMI JOIN t AS o ON t.artist = o.artist) "
    "SELECT UPPER(artist) AS u, COALESCE(MIN(source), '-') AS s FROM w GROUP BY artist",
    "SELECT artist || '!' AS u, MAX(source) AS s FROM t GROUP BY artist || '!'",
]


@pytest.mark.parametrize("sql", LEFT)
def test_what_does_not_add_up_is_left_as_it_is(sql):
    tree = parse(sql)
    assert in_two_steps(tree) is tree
    assert to_spark(sql) == sql


@pytest.mark.parametrize("sql", PARTED)
def test_parted_groups_hold_the_same_rows(sql):
    database = duckdb.connect()
    database.execute(f"CREATE TABLE t AS SELECT * FROM (VALUES {ROWS}) AS v(artist, source, streams, genre)")
    parted = in_two_steps(parse(sql))
    assert parted.sql() != parse(sql).sql()
    assert rows(database, parted) == rows(database, parse(sql))


def rows(database, tree):
    return sorted(database.execute(tree.sql("duckdb")).fetchall(), key=repr)
