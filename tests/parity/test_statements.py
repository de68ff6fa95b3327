"""SQL made from the measures' definitions gives the dashboard's numbers, on every engine."""

import datetime as dt
import math
import random

import pytest

from sparkify_events import write_events
from support import make_lake
from vitrola.config import Settings
from vitrola.engines import make_engine
from vitrola.engines.dialect import with_relations
from vitrola.lake import publication
from vitrola.metrics.answer import answer
from vitrola.metrics.compiling import INPUTS
from vitrola.metrics.cube import load_cube
from vitrola.metrics.definitions import measures
from vitrola.metrics.state import State
from vitrola.metrics.statements import statement
from vitrola.pipeline.cube import cube_folder
from vitrola.pipeline.query import give_tables
from vitrola.pipeline.run import run
from vitrola.sampledata import generate

SOURCES = ("million-song", "sparkify")
FILTERS = {
    "everything": ({}, "TRUE"),
    "genre": ({"genre": ("Rock",)}, "t.genre = 'Rock'"),
    "no genre": ({"genre": (None,)}, "t.genre IS NULL"),
    "women": ({"sex": ("F",)}, "u.sex = 'F'"),
    "one source": ({"source": ("sparkify",)}, "f.source = 'sparkify'"),
    "one artist": ({"artist": ("Artist 3",)}, "t.artist = 'Artist 3'"),
    "nothing": ({"artist": ("Nobody",)}, "FALSE"),
}
DATED = ("everything", "no genre", "women", "one source")
"""Cases whose plays reach from the first day of all plays to the last."""


def day(rng):
    """A day of three months, the last of which doesn't end."""
    month = rng.choice([2, 3, 4])
    return dt.date(2020, month, rng.randrange(19 if month == 4 else 28) + 1)


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    folder = tmp_path_factory.mktemp("statements")
    generate(folder / "data", records=2_000, seed=12)
    events = write_events(folder / "events.json", random.Random(5), 1_500, day)
    lake = make_lake(folder / "lake", [*sorted((folder / "data").glob("*.csv")), events])
    run(lake, Settings())
    return lake


@pytest.fixture(scope="module", params=["duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def engine(lake, request):
    with make_engine(Settings(engine=request.param, small_rows=0)) as engine:
        give_tables(engine, lake.location, publication.current(lake).tables, INPUTS)
        yield engine


def asked(lake, picks):
    cube = load_cube(cube_folder(lake, publication.current(lake).run_id))
    state = State().pick("source", *SOURCES)
    for dimension, values in picks.items():
        state = state.pick(dimension, *values)
    return answer(cube, state).dashboard()


def found(engine, measure, plays):
    """The rows of a measure's statement over some of the plays."""
    sql = with_relations(statement(measure), {"listening_history_fact": plays})
    return [tuple(row.values()) for row in engine.rows(sql)]


def close(one, other):
    if isinstance(one, str) or isinstance(other, str) or one is None or other is None:
        return one == other
    return math.isclose(float(one), float(other), rel_tol=1e-12)


@pytest.mark.xdist_group("spark")
@pytest.mark.parametrize("case", FILTERS)
def test_statements_give_the_numbers_of_the_dashboard(lake, engine, case):
    picks, condition = FILTERS[case]
    name = f"plays_{[*FILTERS].index(case)}"
    engine.table(
        name,
        f"""SELECT f.* FROM listening_history_fact AS f
        INNER JOIN music_info_dim AS t ON f.track_id = t.track_id
        INNER JOIN user_id_dim AS u ON f.user_id = u.user_id WHERE {condition}""",
    )
    page = asked(lake, picks)
    rows = {measure: found(engine, measure, name) for measure in measures()}
    spans = set() if case in DATED else {"business_days", "streams_per_business_day"}
    for measure, card in page["cards"].items():
        if measure not in spans:
            (value,) = rows[measure][0] if rows[measure] else (None,)
            assert close(value if case != "nothing" else value or card["value"], card["value"]), measure
    chart = {row["value"]: row["users"] for row in page["charts"]["users_by_main_genre"]["rows"]}
    assert dict(rows["users_by_main_genre"]) == chart
    if not spans:
        months = {
            row["value"]: row["month_over_month"] for row in page["charts"]["month"]["rows"] if row["value"]
        }
        compared = dict(rows["month_over_month"])
        assert set(compared) == set(months)
        assert all(close(compared[month], months[month]) for month in months)


def test_a_month_that_has_not_ended_is_compared_with_as_many_days(lake):
    with make_engine(Settings()) as engine:
        give_tables(engine, lake.location, publication.current(lake).tables, INPUTS)
        compared = dict(found(engine, "month_over_month", "listening_history_fact"))
        (days,) = engine.rows(
            """SELECT MAX(play_date) AS last_day,
              SUM(CASE WHEN MONTH(play_date) = 4 THEN playcount END) AS april,
              SUM(CASE WHEN MONTH(play_date) = 3 AND DAY(play_date) <= 19 THEN playcount END) AS march
            FROM listening_history_fact"""
        )
    assert days["last_day"] == dt.date(2020, 4, 19)
    assert [*compared] == ["2020-02", "2020-03", "2020-04"]
    assert compared["2020-02"] is None
    assert close(compared["2020-04"], (days["april"] - days["march"]) / days["march"])
