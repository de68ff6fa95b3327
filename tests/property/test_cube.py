"""Every number of the page, under random filters, is what plain SQL on the published tables says."""

import datetime as dt
import random

import numpy as np
import pytest

from mixed_lake import mixed_lake, random_filters, state_of
from plain_sql import CHARTS, PlainSql
from vitrola.lake import publication
from vitrola.metrics.answer import answer
from vitrola.metrics.cube import load_cube
from vitrola.metrics.listeners import listeners
from vitrola.metrics.ranking import Page, table
from vitrola.metrics.scan import SIDES, scan
from vitrola.metrics.selection import select
from vitrola.metrics.state import State
from vitrola.pipeline.cube import cube_folder

STATES, CHUNKS = 500, 10


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    lake = mixed_lake(tmp_path_factory.mktemp("cube"), records=100_000)
    return PlainSql(lake), load_cube(cube_folder(lake, publication.current(lake).run_id))


def same(ours, theirs):
    return ours == theirs or (None not in (ours, theirs) and abs(ours - theirs) < 1e-9 * max(1, abs(theirs)))


def check(sql, cube, filters):
    found_answer = answer(cube, state_of(filters))
    page = found_answer.dashboard()
    for name in CHARTS:
        found = page["charts"][name]
        truth = sql.chart(name, filters)
        assert found["total_rows"] == len(
            truth | {row["value"]: 0 for row in found["rows"] if not row["streams"]}
        )
        assert found["streams"] == sum(truth.values())
        for row in found["rows"]:
            assert row["streams"] == truth.get(row["value"], 0), (name, row, filters)
    for name in ("genre", "artist", "month", "weekday", "sex", "age_band", "track", "main_genre"):
        rows = table(found_answer, name, Page(limit=None))["rows"]
        assert {row["value"]: (row["streams"], row["users"]) for row in rows} == sql.table(name, filters), (
            name
        )
    main = {row["value"]: row["users"] for row in page["charts"]["users_by_main_genre"]["rows"]}
    assert main == sql.main_genres(filters)
    truth = sql.cards(filters)
    unknown = {"share_male": truth.pop("unknown_sex"), "mean_age": truth.pop("unknown_age")}
    for name, value in truth.items():
        assert same(page["cards"][name]["value"], value), (name, page["cards"][name], value, filters)
    for name, users in unknown.items():
        assert page["cards"][name]["unknown"] == users
    if page["period"]["before"]:
        first, last = map(dt.date.fromisoformat, page["period"]["before"])
        for name, value in sql.cards_between(filters, first, last).items():
            if name in page["cards"]:
                assert same(page["cards"][name]["before"], value), (name, page["cards"][name], value, filters)


@pytest.mark.parametrize(("spread_cost", "mark_cost"), [(0, 0), (1e9, 1e9), (0, 1e9), (1e9, 0)])
def test_every_way_gives_the_same_sums(asked, monkeypatch, spread_cost, mark_cost):
    _, cube = asked
    rng = random.Random(99)
    states = [state_of(random_filters(rng, cube)) for _ in range(60)] + [State()]
    chosen = [flat(scan(cube.orders, select(cube, state).passing, cube.totals)) for state in states]
    monkeypatch.setattr("vitrola.metrics.parallel.FEW", 0)
    monkeypatch.setattr("vitrola.metrics.scan.SPREAD_COST", spread_cost)
    monkeypatch.setattr("vitrola.metrics.scan.MARK_COST", mark_cost)
    for state, sums in zip(states, chosen, strict=True):
        passing = select(cube, state).passing
        forced = scan(cube.orders, passing)
        for side, ours, theirs in zip(SIDES, sums, flat(forced), strict=True):
            wanted = passing[side].wanted
            for one, other in zip(ours, theirs, strict=True):
                np.testing.assert_array_equal(one[wanted], other[wanted], str(state))


@pytest.mark.parametrize(("stamp_cost", "bit_cost"), [(0, 1e9), (1e9, 0), (1e9, 1e9)])
def test_every_way_gives_the_same_users(asked, monkeypatch, stamp_cost, bit_cost):
    _, cube = asked
    rng = random.Random(98)
    selections = [select(cube, state_of(random_filters(rng, cube))) for _ in range(60)]
    selections.append(select(cube, state_of({"from": "1999-01-01", "to": "1999-01-02"})))
    asks = [
        (selection, name, own, rng.sample(range(size), rng.randrange(size)) if own else None)
        for selection in [*selections, select(cube, State())]
        for name in ("genre", "release_year", "artist")
        for own in (True, False)
        for size in [len(selection.axis(name).values)]
    ]
    chosen = [listeners(each, name, own=own, among=codes) for each, name, own, codes in asks]
    monkeypatch.setattr("vitrola.metrics.parallel.FEW", 0)
    monkeypatch.setattr("vitrola.metrics.listeners.STAMP_COST", stamp_cost)
    monkeypatch.setattr("vitrola.metrics.listeners.BIT_COST", bit_cost)
    for (selection, name, own, codes), users in zip(asks, chosen, strict=True):
        wanted = slice(None) if codes is None else codes
        forced = listeners(selection, name, own=own)
        np.testing.assert_array_equal(users[wanted], forced[wanted], f"{name} {selection.state}")


def flat(sums):
    return sums.of_tracks, (sums.by_day,), sums.of_users


def test_no_filter_and_every_single_pick(asked):
    sql, cube = asked
    check(sql, cube, {"source": ["million-song", "sparkify"]})
    for name in ("genre", "month", "weekday", "sex", "age_band", "country", "source", "main_genre"):
        for value in cube.axes[name].values:
            if name == "source" and value is None:
                continue
            check(sql, cube, {"source": ["million-song", "sparkify"], name: [value and str(value)]})


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_random_filters(asked, chunk):
    sql, cube = asked
    rng = random.Random(chunk)
    for _ in range(STATES // CHUNKS):
        check(sql, cube, random_filters(rng, cube))
