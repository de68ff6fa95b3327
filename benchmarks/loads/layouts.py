"""Orders in which the fact's rows can be kept: what each costs to write, to keep, and to ask."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from benchmarks.figures import Figure
from benchmarks.measure import THREADS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import duckdb

ORDERS: Final = {
    "as they came": "",
    "by user": "ORDER BY user_id",
    "by day and user": "ORDER BY play_date, user_id",
    "in 64 buckets of users": "ORDER BY CAST(hash(user_id) % 64 AS UTINYINT)",
}
QUESTIONS: Final = {
    "plays of a day's listeners": "SELECT SUM(playcount) FROM fact SEMI JOIN touched USING (user_id)",
    "listeners of the last month": "SELECT COUNT(DISTINCT user_id) FROM fact"
    " WHERE play_date >= (SELECT date_trunc('month', MAX(play_date)) FROM touched)",
    "listeners of all": "SELECT COUNT(*) FROM (SELECT DISTINCT user_id FROM fact)",
}
TIMES: Final = 3


def layouts(facts: Sequence[Path], touched: Path, work: Path) -> list[Figure]:
    """Seconds and MB for the rows of ``facts``, asked for the listeners in ``touched``, both Parquet."""
    import duckdb

    connection = duckdb.connect(config={"threads": THREADS, "preserve_insertion_order": False})
    files = ", ".join(f"'{path}'" for path in facts)
    connection.execute(f"CREATE VIEW arrived AS FROM read_parquet([{files}])")
    connection.execute(f"CREATE TABLE touched AS SELECT user_id, play_date FROM read_parquet('{touched}')")
    target = work / "layout.parquet"
    found = []
    for name, order in ORDERS.items():
        write = f"COPY (FROM arrived {order}) TO '{target}' (ROW_GROUP_SIZE 122880)"
        found.append(Figure(f"fact {name}: written", _seconds(connection, write, 1), "s"))
        found.append(Figure(f"fact {name}: size", target.stat().st_size / 1e6, "MB"))
        connection.execute(f"CREATE OR REPLACE VIEW fact AS FROM read_parquet('{target}')")
        found += [
            Figure(f"fact {name}: {question}", _seconds(connection, sql, TIMES), "s")
            for question, sql in QUESTIONS.items()
        ]
    connection.close()
    target.unlink()
    return found


def _seconds(connection: duckdb.DuckDBPyConnection, sql: str, times: int) -> float:
    """The shortest of so many times."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        connection.execute(sql).fetchall()
        taken.append(time.perf_counter() - begun)
    return min(taken)
