"""Drivers of a change, under random filters, are what plain SQL says, and add up exactly to it."""

import random
from functools import partial

import pytest

from mixed_lake import mixed_lake, random_filters, state_of
from plain_sql import PlainSql
from vitrola.lake import publication
from vitrola.metrics.answer import answer
from vitrola.metrics.cube import load_cube
from vitrola.metrics.drivers import Asked, explained
from vitrola.metrics.parts import EXPLAINED, explained_by
from vitrola.pipeline.cube import cube_folder

ROUNDS = 40
BY_DIMENSION = [
    ("genre",), ("artist",), ("track",), ("release_year",), ("source",), ("weekday",), ("sex",),
    ("age_band",), ("country",), ("genre", "sex"), ("sex", "genre"), ("artist", "weekday"),
    ("weekday", "age_band"),
    ("genre", "release_year"), ("sex", "age_band"),
]  # fmt: skip


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    lake = mixed_lake(tmp_path_factory.mktemp("drivers"), records=30_000)
    return PlainSql(lake), load_cube(cube_folder(lake, publication.current(lake).run_id))


def changes(cube, seed):
    """Pairs of filters: two periods, or two selections that have nothing to do with each other."""
    rng = random.Random(seed)
    for number in range(ROUNDS):
        filters = random_filters(rng, cube)
        other = random_filters(rng, cube)
        if number % 2:
            filters = {
                name: kept for name, kept in filters.items() if name not in ("from", "to", "month", "date")
            }
            other = filters | {"month": [f"2020-{rng.randrange(1, 13):02}"]}
            filters = filters | {"month": [f"2020-{rng.randrange(1, 13):02}" for _ in range(2)]}
        yield filters, other


def found_by(cube, filters, other, by, measure="streams", **wanted):
    wanted = Asked(by, measure, **{"limit": None, **wanted})
    return explained(partial(answer, cube), state_of(filters), state_of(other), wanted)


def truth(sql, filters, by, select):
    genre = f"genre_{filters.get('genres', 'delivered')}"
    track = "CASE WHEN record_level = 'track' THEN track_id END"
    columns = ", ".join({"genre": genre, "track": track}.get(name, name) for name in by)
    query = f"SELECT {columns}, {select} FROM p WHERE {sql.where(filters)} GROUP BY ALL"
    return {row[: len(by)]: row[len(by)] for row in sql.db.execute(query).fetchall()}


def in_force(cube, filters):
    """Filters with the source that is shown where none is picked."""
    return filters if filters.get("source") else {**filters, "source": [cube.sources[0]]}


@pytest.mark.parametrize("by", BY_DIMENSION, ids=",".join)
def test_streams_of_every_value_are_plain_sqls_and_add_up_to_the_change(asked, by):
    sql, cube = asked
    for filters, other in changes(cube, seed=len(",".join(by))):
        found = found_by(cube, filters, other, by)
        states = [in_force(cube, each) for each in (other, filters)]
        if len({state.get("genres") for state in states}) > 1:
            continue
        before, now = (truth(sql, each, by, "SUM(playcount)") for each in states)
        rows = {tuple(row["values"]): row for row in found["rows"]}
        assert rows.keys() == before.keys() | now.keys()
        for value, row in rows.items():
            assert (row["before"], row["now"]) == (before.get(value, 0), now.get(value, 0))
        assert sum(row["contribution"] for row in rows.values()) == found["change"]
        assert found["change"] == sum(now.values()) - sum(before.values())


@pytest.mark.parametrize("by", [("sex",), ("main_genre",), ("age_band", "country")], ids=",".join)
def test_users_gained_lost_and_kept_are_plain_sqls(asked, by):
    sql, cube = asked
    for filters, other in changes(cube, seed=3):
        found = found_by(cube, filters, other, by, "users")
        states = [in_force(cube, each) for each in (other, filters)]
        before, now = (truth(sql, each, by, "LIST(DISTINCT user_id)") for each in states)
        for row in found["rows"]:
            former, latter = (set(each.get(tuple(row["values"]), ())) for each in (before, now))
            assert (row["before"], row["now"]) == (len(former), len(latter))
            if "gained" in row:
                assert row["gained"] == len(latter - former)
                assert (row["lost"], row["kept"]) == (len(former - latter), len(former & latter))
        assert sum(row["contribution"] for row in found["rows"]) == found["change"]


@pytest.mark.parametrize("measure", [each for each in EXPLAINED if each not in ("streams", "users")])
def test_contributions_to_any_other_measure_add_up_to_the_change_of_its_card(asked, measure):
    _, cube = asked
    for filters, other in changes(cube, seed=4):
        cards = [answer(cube, state_of(each)).dashboard()["cards"] for each in (other, filters)]
        before, now = (card[measure]["value"] for card in cards)
        if None in (before, now):
            continue
        for by in explained_by(measure):
            found = found_by(cube, filters, other, (by,), measure)
            assert (found["before"], found["now"]) == pytest.approx((before, now), rel=1e-12)
            assert sum(row["contribution"] for row in found["rows"]) == pytest.approx(now - before, abs=1e-9)
            for row in found["rows"]:
                if "rate" in row:
                    assert row["rate"] + row["mix"] == pytest.approx(row["contribution"], abs=1e-12)


def test_a_list_cut_short_still_adds_up_with_its_others(asked):
    _, cube = asked
    for filters, other in changes(cube, seed=5):
        whole = found_by(cube, filters, other, ("artist",))
        few = found_by(cube, filters, other, ("artist",), limit=3)
        assert few["rows"] == whole["rows"][:3]
        assert few["total_rows"] == whole["total_rows"]
        others = few["others"] or {"contribution": 0, "values": 0}
        assert others["values"] + len(few["rows"]) == whole["total_rows"]
        assert sum(row["contribution"] for row in few["rows"]) + others["contribution"] == few["change"]


@pytest.mark.parametrize(
    "by", [("artist",), ("sex", "age_band"), ("genre", "sex"), ("genre", "artist")], ids=",".join
)
def test_values_about_too_few_users_are_among_the_others_and_never_alone(asked, by):
    sql, cube = asked
    smallest = 6
    for filters, other in changes(cube, seed=6):
        found = found_by(cube, filters, other, by, smallest=smallest)
        states = [in_force(cube, each) for each in (other, filters)]
        if len({state.get("genres") for state in states}) > 1:
            continue
        before, now = (truth(sql, each, by, "COUNT(DISTINCT user_id)") for each in states)
        for row in found["rows"]:
            for users in (before, now):
                assert not 0 < users.get(tuple(row["values"]), 0) < smallest
        if found["others"] and found["rows"]:
            assert found["others"]["values"] > 1
