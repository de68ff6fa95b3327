"""The page's numbers by DuckDB over the published Parquet: charts in turn, or one query a chart and card."""

from __future__ import annotations

import time
from statistics import median
from typing import TYPE_CHECKING, Any

import duckdb

from benchmarks.dashboard.answering import page, random_pairs
from benchmarks.figures import Figure
from benchmarks.measure import THREADS, BenchmarkError
from vitrola.lake.tables import data_files
from vitrola.metrics.compiling import INPUTS
from vitrola.metrics.cube import load_cube
from vitrola.metrics.state import parse_state

if TYPE_CHECKING:
    from pathlib import Path

    from vitrola.lake import Lake, Publication

STATES = 15
JOINS = {
    "m": " JOIN music_info_dim AS m ON f.track_id = m.track_id",
    "u": " JOIN user_id_dim AS u ON f.user_id = u.user_id",
    "c": " JOIN calendar_dim AS c ON f.play_date = c.date",
}
"""What a query joins where it names the table, and only there."""
BAND = """CASE WHEN u.age < 18 THEN '0-17' WHEN u.age < 25 THEN '18-24' WHEN u.age < 35 THEN '25-34'
  WHEN u.age < 45 THEN '35-44' WHEN u.age < 55 THEN '45-54' WHEN u.age < 65 THEN '55-64' ELSE '65+' END"""
COLUMNS = {
    "genre": "m.genre", "artist": "m.artist", "release_year": "m.year", "month": "c.month_year",
    "weekday": "c.weekday_order", "sex": "u.sex", "age_band": BAND, "country": "u.country",
    "main_genre": "u.main_genre", "source": "f.source",
}  # fmt: skip
CHARTS = ("genre", "month", "weekday", "release_year", "artist", "sex", "age_band", "country", "source")
CARDS = {
    "streams": "SUM(f.playcount)",
    "users": "COUNT(DISTINCT f.user_id)",
    "mean_plays": "SUM(f.playcount) / COUNT(DISTINCT (f.user_id, f.track_id))",
    "men": "COUNT(DISTINCT f.user_id) FILTER (WHERE u.sex = 'M')",
    "women": "COUNT(DISTINCT f.user_id) FILTER (WHERE u.sex = 'F')",
    "tracks": "COUNT(DISTINCT f.track_id)",
    "artists": "COUNT(DISTINCT m.artist)",
    "on_business_days": "SUM(f.playcount) FILTER (WHERE c.is_business_day)",
}

Pairs = list[tuple[str, str]]


def sql_figures(lake: Lake, shown: Publication, cube_folder: Path) -> list[Figure]:
    """Both ways beside Vitrola's; raises BenchmarkError if numbers differ."""
    connection = _connection(lake, shown)
    cube = load_cube(cube_folder)
    page(cube, parse_state([]))
    ours: list[float] = []
    plain: list[float] = []
    apart: list[float] = []
    for pairs in random_pairs(cube, STATES, seed=11):
        state = parse_state(pairs)
        seconds, found = _timed(lambda state=state: page(cube, state))
        ours.append(seconds)
        seconds, (cards, charts) = _timed(lambda pairs=pairs: _page(connection, pairs))
        plain.append(seconds)
        _same(found, cards, charts, pairs)
        apart.append(_timed(lambda pairs=pairs: _apart(connection, pairs))[0])
    middle = median(ours)
    return [
        Figure(f"plain DuckDB SQL, a page (median of {STATES} states)", median(plain) * 1_000, "ms"),
        Figure("Vitrola's page on the same states", middle * 1_000, "ms"),
        Figure("plain DuckDB SQL over Vitrola", median(plain) / middle, "times", 10, at_least=True),
        Figure("one query a chart and card over Vitrola", median(apart) / middle, "times", 10, at_least=True),
    ]


def _connection(lake: Lake, shown: Publication) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"threads": THREADS})
    for name in INPUTS:
        files = ", ".join(f"'{path}'" for path in data_files(lake.location, shown.tables[name]))
        connection.execute(f"CREATE VIEW {name} AS FROM read_parquet([{files}])")
    return connection


def _where(pairs: Pairs, *, but: str | None = None) -> str:
    terms = ["true"]
    for name in dict.fromkeys(name for name, _ in pairs):
        values = [value for other, value in pairs if other == name]
        if name in ("from", "to"):
            terms.append(f"f.play_date {'>=' if name == 'from' else '<='} DATE '{values[0]}'")
        elif name != but:
            known = ", ".join("'" + value.replace("'", "''") + "'" for value in values if value)
            either = [f"CAST({COLUMNS[name]} AS VARCHAR) IN ({known})"] if known else []
            either += [f"{COLUMNS[name]} IS NULL"] if "" in values else []
            terms.append(f"({' OR '.join(either)})")
    return " AND ".join(terms)


def _chart_sql(name: str, pairs: Pairs) -> str:
    return _select(f"{COLUMNS[name]}, SUM(f.playcount)", _where(pairs, but=name)) + " GROUP BY 1"


def _select(what: str, where: str) -> str:
    joins = "".join(join for alias, join in JOINS.items() if f"{alias}." in f"{what} {where}")
    return f"SELECT {what} FROM listening_history_fact AS f{joins} WHERE {where}"


def _others(where: str) -> tuple[str, str]:
    """Mean age, which counts every user once, and users by main genre."""
    return (
        f"SELECT AVG(age) FROM ({_select('DISTINCT f.user_id, u.age', where)})",
        _select("u.main_genre, COUNT(DISTINCT f.user_id)", where) + " GROUP BY 1",
    )


def _page(connection: duckdb.DuckDBPyConnection, pairs: Pairs) -> tuple[dict[str, Any], dict[str, Any]]:
    """Every card in one query, each chart in its own."""
    where = _where(pairs)
    values = connection.execute(_select(", ".join(CARDS.values()), where)).fetchone()
    cards = dict(zip(CARDS, values or (), strict=True))
    for sql in _others(where):
        connection.execute(sql).fetchall()
    charts = {name: dict(connection.execute(_chart_sql(name, pairs)).fetchall()) for name in CHARTS}
    return cards, charts


def _apart(connection: duckdb.DuckDBPyConnection, pairs: Pairs) -> None:
    """One query a card and chart, as BI servers send them; their HTTP is left out."""
    where = _where(pairs)
    for value in CARDS.values():
        connection.execute(_select(value, where)).fetchall()
    for sql in _others(where):
        connection.execute(sql).fetchall()
    for name in CHARTS:
        connection.execute(_chart_sql(name, pairs)).fetchall()


def _timed(work: Any) -> tuple[float, Any]:
    started = time.perf_counter()
    found = work()
    return time.perf_counter() - started, found


def _same(found: dict[str, Any], cards: dict[str, Any], charts: dict[str, Any], pairs: Pairs) -> None:
    for name in ("streams", "users"):
        ours = found["cards"][name]["value"] or 0
        if ours != (cards[name] or 0):
            raise BenchmarkError(f"{name} is {ours} here and {cards[name]} by SQL under {pairs}.")
    for name, chart in charts.items():
        shown = {row["value"]: row["streams"] for row in found["charts"][name]["rows"] if row["streams"]}
        if any(chart.get(value) != streams for value, streams in shown.items()):
            raise BenchmarkError(f"The {name} chart differs from SQL under {pairs}.")
        if name != "artist" and len(shown) != len(chart):
            raise BenchmarkError(f"The {name} chart lacks rows that SQL has under {pairs}.")
