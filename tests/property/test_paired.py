"""Whatever is small, two engines as one give the rows that one engine gives."""

from pathlib import Path
from tempfile import gettempdir

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from vitrola.config import Settings
from vitrola.engines import make_engine
from vitrola.engines.paired import PairedEngine
from vitrola.lake.directory import Directory

GIVEN = ("delivered", "known")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["view", "table", "once", "write", "few", "counted", "again"]), st.integers(0, 5)
    ),
    min_size=2,
    max_size=8,
)
QUERIES = (
    "SELECT a, b FROM {0}",
    "SELECT a, b FROM {0} WHERE a < 3",
    "SELECT a, b FROM {0} UNION ALL SELECT a, b FROM {1}",
    "SELECT l.a, r.b FROM {0} AS l INNER JOIN {1} AS r ON l.a = r.a",
    "SELECT a, CAST(COUNT(*) AS STRING) AS b FROM {0} GROUP BY a",
    "SELECT a, b FROM {0} WHERE a > 99",
)


def duckdb():
    return make_engine(Settings(threads=1))


def table(rows):
    return pa.table({"a": [number % 7 for number in range(rows)], "b": list(map(str, range(rows)))})


def rows_after(engine, steps, delivered):
    """The rows of all relations after these steps, each over the two relations that were named last."""
    engine.read_parquet("delivered", [delivered])
    engine.read_arrow("known", table(3))
    named = list(GIVEN)
    for kind, query in steps:
        relation = f"made_{len(named)}"
        sql = QUERIES[query].format(named[-1], named[-2])
        if kind == "view":
            engine.view(relation, sql)
        elif kind == "write":
            written = engine.write_parquet(sql, engine.scratch / relation)
            engine.read_parquet(relation, written or [delivered])
        elif kind == "again":
            engine.table(relation, sql)
            engine.read_parquet(relation, [delivered])
        else:
            counted = f"SELECT COUNT(*) AS n FROM {named[-1]}"
            engine.table(
                relation, sql, once=kind == "once", few=counted if kind == "counted" else kind == "few"
            )
        named.append(relation)
    return {name: sorted(map(repr, engine.rows(f"SELECT a, b FROM {name}"))) for name in named}


@settings(max_examples=30, deadline=None)
@given(STEPS, st.integers(1, 30), st.integers(1, 25), st.booleans())
def test_two_engines_give_what_one_gives(tmp_path_factory, steps, small, rows, together):
    delivered = tmp_path_factory.mktemp("paired") / "delivered.parquet"
    pq.write_table(table(rows), delivered)
    with duckdb() as one:
        expected = rows_after(one, steps, delivered)
    here = Directory(Path(gettempdir()))
    with PairedEngine(duckdb(), duckdb(), here, small, together=together) as pair:
        assert rows_after(pair, steps, delivered) == expected
