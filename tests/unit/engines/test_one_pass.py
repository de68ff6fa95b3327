"""A union of rows without a partner and rows with one becomes a left join, and holds the same rows."""

import duckdb
import pytest

from vitrola.engines.dialect import parse
from vitrola.engines.one_pass import in_one_pass

ALONE = "SELECT id, n FROM t AS l LEFT ANTI JOIN r ON l.id = r.old"
PAIRED = "SELECT r.new AS id, l.n FROM t AS l INNER JOIN r ON l.id = r.old"
JOINED = [
    f"{ALONE} UNION ALL {PAIRED}",
    f"WITH w AS ({ALONE} UNION ALL {PAIRED}) SELECT id, SUM(n) AS n FROM w GROUP BY id",
    f"{ALONE} UNION ALL SELECT r.new, l.n + 1 AS m FROM t AS l INNER JOIN r ON l.id = r.old",
    f"SELECT id, n FROM t UNION ALL ({ALONE} UNION ALL {PAIRED})",
    "SELECT id || '!' AS id, n FROM t AS l LEFT ANTI JOIN r ON r.old = l.id UNION ALL "
    "SELECT l.id || '!', l.n FROM t AS l INNER JOIN r ON r.old = l.id",
]
LEFT = [
    f"{ALONE} UNION {PAIRED}",
    f"{ALONE} UNION ALL {PAIRED} ORDER BY id",
    f"{PAIRED} UNION ALL {ALONE}",
    f"{ALONE} WHERE n > 1 UNION ALL {PAIRED}",
    f"{ALONE} UNION ALL {PAIRED} AND l.n > 1",
    f"{ALONE} UNION ALL SELECT new AS id, l.n FROM t AS l INNER JOIN r ON l.id = r.old",
    f"{ALONE} UNION ALL SELECT r.new AS id, l.n FROM o AS l INNER JOIN r ON l.id = r.old",
    f"{ALONE} UNION ALL SELECT r.new AS id, l.n FROM t AS l INNER JOIN r ON l.id = r.new",
    "SELECT * FROM t AS l LEFT ANTI JOIN r ON l.id = r.old UNION ALL "
    "SELECT l.* FROM t AS l INNER JOIN r ON l.id = r.old",
    "SELECT MAX(id) AS id, 1 AS n FROM t AS l LEFT ANTI JOIN r ON l.id = r.old UNION ALL "
    "SELECT r.new AS id, l.n FROM t AS l INNER JOIN r ON l.id = r.old",
]


@pytest.mark.parametrize("sql", LEFT)
def test_other_unions_are_left_as_they_are(sql):
    tree = parse(sql)
    assert in_one_pass(tree) is tree


@pytest.mark.parametrize("sql", JOINED)
def test_the_left_join_holds_the_same_rows(sql):
    database = duckdb.connect()
    database.execute("CREATE TABLE t AS FROM (VALUES ('a', 1), ('b', 2), ('b', 3), (NULL, 4)) AS v(id, n)")
    database.execute("CREATE TABLE r AS FROM (VALUES ('b', 'c'), ('b', 'd'), (NULL, 'e')) AS v(old, new)")
    joined = in_one_pass(parse(sql))
    assert "UNION ALL SELECT r.new" not in joined.sql("duckdb")
    assert joined.sql() != parse(sql).sql()
    assert rows(database, joined) == rows(database, parse(sql))


def rows(database, tree):
    return sorted(database.execute(tree.sql("duckdb")).fetchall(), key=repr)
