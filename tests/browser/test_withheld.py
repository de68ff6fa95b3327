"""An exported page of a smallest cell withholds whatever the server withholds, and changes nothing else."""

import json
import random
from functools import partial
from itertools import pairwise
from urllib.parse import urlencode

import pytest

from exported_site import asking
from mixed_lake import mixed_lake, pairs_of, random_filters
from vitrola.dashboard.suppression import suppressed_page, suppressed_table
from vitrola.lake import publication
from vitrola.metrics.answer import answer
from vitrola.metrics.cube import load_cube
from vitrola.metrics.drivers import Asked, explained
from vitrola.metrics.listeners import listeners
from vitrola.metrics.ranking import Page, table
from vitrola.metrics.state import parse_state
from vitrola.pipeline.cube import cube_folder

SMALLEST = 10
STATES = 25
TABLES = ("artist", "genre", "track", "month", "sex", "age_band")


@pytest.fixture(scope="module")
def cube(tmp_path_factory):
    lake = mixed_lake(tmp_path_factory.mktemp("mixed"), records=12_000)
    return lake, load_cube(cube_folder(lake, publication.current(lake).run_id))


@pytest.fixture(scope="module")
def ask(cube, chromium, tmp_path_factory):
    with asking(cube[0], tmp_path_factory.mktemp("site"), chromium, smallest=SMALLEST) as ask:
        yield ask


def asked(pairs, path="dashboard", **more):
    return f"/api/{path}?{urlencode([*pairs, *more.items()])}"


def withheld(rows):
    return [bool(row.get("suppressed")) for row in rows]


def check(ours, users, where):
    """What is about too few users is withheld, and what is withheld can't be found by subtraction."""
    hidden = [users[row["value"]] for row in ours["rows"] if row.get("suppressed")]
    for row in ours["rows"]:
        if row.get("suppressed"):
            assert {row[key] for key in ("streams", "share", "users") if key in row} == {None}, where
        else:
            assert not 0 < users[row["value"]] < SMALLEST, (where, row)
    for former, row in pairwise(ours["rows"]):
        assert not former.get("suppressed") or row.get("month_over_month") is None, where
    told = [row for row in ours["rows"] if not row.get("suppressed") and users[row["value"]]]
    if hidden and told and len(ours["rows"]) == ours["total_rows"]:
        assert len(hidden) > 1, where
        assert sum(hidden) >= SMALLEST, where
    return len(hidden)


def users_by(found, name, *, own):
    """Distinct users by value."""
    values = found.selection.axis(name).values
    return dict(zip(values, listeners(found.selection, name, own=own).tolist(), strict=True))


def totals(ours, theirs, where):
    """The total of a chart or table: ours is withheld where theirs is, else theirs or withheld."""
    assert ours["streams"] in ({None} if theirs["streams"] is None else {None, theirs["streams"]}), where


def test_a_number_that_the_server_withholds_is_never_told(cube, ask):
    _, loaded = cube
    rng = random.Random(17)
    states = [pairs_of(random_filters(rng, loaded)) for _ in range(STATES)]
    paths = [
        path for pairs in states for path in (asked(pairs), *(asked(pairs, "drill", by=by) for by in TABLES))
    ]
    replies = iter(ask(paths))
    hidden = 0
    for pairs in states:
        found = answer(loaded, parse_state(pairs))
        truth = json.loads(json.dumps(suppressed_page(found, found.dashboard(), SMALLEST)))
        page = next(replies)["body"]
        for name, card in truth["cards"].items():
            told = page["cards"][name]
            if card.get("suppressed"):
                assert told == {"value": None, "before": None, "suppressed": True}, (pairs, name)
            elif card["before"] is None:
                assert told["before"] is None, (pairs, name)
        for name, chart in truth["charts"].items():
            if name != "users_by_main_genre":
                hidden += check(page["charts"][name], users_by(found, name, own=False), (pairs, name))
                totals(page["charts"][name], chart, (pairs, name))
        for by in TABLES:
            mine = next(replies)["body"]
            rows = json.loads(json.dumps(suppressed_table(found, table(found, by, Page()), SMALLEST)))
            check(mine, users_by(found, by, own=True), (pairs, by))
            totals(mine, rows, (pairs, by))
    assert hidden


def test_without_filters_just_as_much_is_withheld_as_by_the_server(cube, ask):
    _, loaded = cube
    found = answer(loaded, parse_state([]))
    page, *tables = ask([asked([]), *(asked([], "drill", by=by) for by in TABLES)])
    truth = json.loads(json.dumps(suppressed_page(found, found.dashboard(), SMALLEST)))
    for name, chart in truth["charts"].items():
        assert withheld(page["body"]["charts"][name]["rows"]) == withheld(chart["rows"]), name
    for by, reply in zip(TABLES, tables, strict=True):
        rows = suppressed_table(found, table(found, by, Page()), SMALLEST)["rows"]
        assert withheld(reply["body"]["rows"]) == withheld(rows), by


def test_drivers_tell_no_value_singly_that_the_server_does_not(cube, ask):
    _, loaded = cube
    states = [
        [("month", "2020-05")],
        [("month", "2020-05"), ("sex", "F")],
        [("from", "2020-05-01"), ("to", "2020-05-02")],
    ]
    asks = [(pairs, by) for pairs in states for by in ("artist", "genre", "sex", "track")]
    replies = ask([asked(pairs, "drivers", by=by, limit=500) for pairs, by in asks])
    for (pairs, by), reply in zip(asks, replies, strict=True):
        mine = reply["body"]
        truth = explained(
            partial(answer, loaded), parse_state(pairs), None, Asked((by,), limit=500, smallest=SMALLEST)
        )
        singly = {str(row["values"]) for row in truth["rows"]}
        assert {str(row["values"]) for row in mine["rows"]} <= singly, (pairs, by)
        if truth.get("suppressed"):
            assert mine["suppressed"], (pairs, by)
        if not mine.get("suppressed"):
            others = mine["others"]["contribution"] if mine["others"] else 0
            assert (
                sum(row["contribution"] for row in mine["rows"]) + others == mine["change"] == truth["change"]
            )
