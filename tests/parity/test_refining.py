"""Every step of refining gives the same rows on both engines, of every layout, for text good and bad."""

import math
import random

import pyarrow as pa
import pytest

from vitrola.config import Settings
from vitrola.engines import make_engine
from vitrola.refining import (
    RECORD_COLUMNS,
    Reading,
    accepted_sql,
    checked_sql,
    count_sql,
    flagged_sql,
    typed_sql,
    violations_sql,
)
from vitrola.sources.mapping import shipped_sources

ROWS = 400
SOURCES = shipped_sources()
LAYOUTS = [(source, layout.name) for source, each in SOURCES.items() for layout in each.layouts]
TEXTS = [
    *[None, "", " ", "0", "1", "7", " 7 ", "-1", "+3", "007", "2.0", "2.5", "1e3", "2147483648", "9" * 40],
    *["TRABCDE12345678901", "tr123", "a" * 40, "b80344d063b5ccb3212f76538f3d9e43d87dca9e", "M", "f", "male"],
    *["Rock", "rock", " Rock", "AC/DC", "Legião Urbana", "=1+1", "'; --", "\\", "\t", "é", "1999", "2020"],
    *["2020-01-02", "2020-13-45", "01/02/2020", "2009-05-04T23:08:57Z", "1541105830796", "-1", "NaN", "null"],
    *["9223372036854775807", "-9223372036854775808", "1541105830796.0", "1e300", "12:30", "epoch", "2020-01"],
    *["0.5", "-0.0", "1.0000000001", "Infinity", "true", "free", "paid", "rock, indie, 00s", ",", "[]", "{}"],
]


def text_of(layout):
    drawn = random.Random(f"vitrola {layout.name}")
    columns = {name: [drawn.choice(TEXTS) for _ in range(ROWS)] for name in layout.columns}
    given = {
        "_raw_file": ["0123456789abcdef", "fedcba9876543210"] * (ROWS // 2),
        "_record": list(range(1, ROWS + 1)),
        "_raw": ["as delivered"] * ROWS,
        "_problem": [None if drawn.random() < 0.95 else "wrong_field_count" for _ in range(ROWS)],
    }
    kinds = {name: pa.int64() if name == "_record" else pa.string() for name in (*RECORD_COLUMNS, *columns)}
    return pa.table({**given, **columns}, pa.schema(list(kinds.items())))


def steps(reading):
    kinds = {feed.records for feed in reading.layout.feeds}
    accepted = {
        f"accepted {kind} {place}": sql
        for kind in sorted(kinds)
        for place, sql in enumerate(accepted_sql(reading, kind))
    }
    alone = {"flagged": flagged_sql(reading)} if len(reading.layout.feeds) == 1 else {}
    typed, checked = (f"SELECT * FROM {name}" for name in (reading.typed, reading.checked))
    return {
        "typed": typed,
        "checked": checked,
        "counted": count_sql(reading),
        **accepted,
        **alone,
        "violations": violations_sql(reading),
    }


def refined(engine, source, layout):
    """The rows of every step, in an order of their own."""
    reading = Reading("text", SOURCES[source], SOURCES[source].layout(layout), numbered=True)
    engine.read_arrow("text", text_of(reading.layout))
    engine.view(reading.typed, typed_sql(reading))
    engine.view(reading.checked, checked_sql(reading))
    tables = {name: engine.query(sql) for name, sql in steps(reading).items()}
    return {
        name: (table.column_names, sorted(map(repr_of, table.to_pylist()))) for name, table in tables.items()
    }


def repr_of(row):
    return repr(
        {
            name: None if isinstance(value, float) and math.isnan(value) else value
            for name, value in row.items()
        }
    )


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
def test_every_step_gives_the_same_rows_on_both_engines():
    with (
        make_engine(Settings(engine="duckdb")) as ours,
        make_engine(Settings(engine="spark", threads=2, small_rows=0)) as theirs,
    ):
        for source, layout in LAYOUTS:
            one, other = refined(ours, source, layout), refined(theirs, source, layout)
            for step, rows in one.items():
                assert other[step] == rows, (source, layout, step)
                assert rows[1] or step.startswith("accepted"), (source, layout, step)
