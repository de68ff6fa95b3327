"""The exported page's engine against the cube: the same number, or none and the reason, never another."""

import csv
import io
import json
import random
from functools import partial
from urllib.parse import parse_qsl, urlencode

import pytest

from exported_site import asking
from mixed_lake import mixed_lake, pairs_of, random_filters
from vitrola.dashboard.filenames import file_name
from vitrola.dashboard.view import View
from vitrola.dashboard.viewcsv import view_csv
from vitrola.lake import publication
from vitrola.metrics.answer import answer
from vitrola.metrics.cube import load_cube
from vitrola.metrics.drivers import Asked, explained
from vitrola.metrics.ranking import Page, search, table
from vitrola.metrics.state import State, parse_state, state_before
from vitrola.pipeline.cube import cube_folder

STATES = 60
PICKED = ("genre", "artist", "release_year", "month", "weekday", "sex", "age_band", "country", "main_genre")
TABLES = (*PICKED, "track", "date")
FILTERS = [
    [],
    [("source", "million-song"), ("month", "2020-03")],
    [("source", "sparkify"), ("month", "2020-03"), ("sex", "F")],
    [("source", "million-song"), ("source", "sparkify"), ("sex", "M")],
    [
        ("source", "million-song"),
        ("genre", "Rock"),
        ("genre", ""),
        ("from", "2020-02-03"),
        ("to", "2020-05-09"),
    ],
]
COUNTED = {"users", "share_male", "share_female", "mean_age", "mean_plays"}
"""Cards that don't add up."""


@pytest.fixture(scope="module")
def cube(tmp_path_factory):
    lake = mixed_lake(tmp_path_factory.mktemp("mixed"), records=30_000)
    return lake, load_cube(cube_folder(lake, publication.current(lake).run_id))


@pytest.fixture(scope="module")
def ask(cube, chromium, tmp_path_factory):
    with asking(cube[0], tmp_path_factory.mktemp("site"), chromium) as ask:
        yield ask


def agree(ours, theirs, where, *, unknown=False):
    """Equal to the last digits of a float; none where the other has one is all right if it is said."""
    if ours is None and theirs is not None:
        assert unknown, (where, theirs)
    elif isinstance(theirs, float) and ours is not None:
        assert ours == pytest.approx(theirs, rel=1e-12), where
    else:
        assert ours == theirs, where


def check_page(ours, theirs, where):
    """Returns how many cards were not told."""
    assert ours["filters"] == theirs["filters"]
    assert ours["period"] == theirs["period"]
    assert ours["origins"] == theirs["origins"]
    untold = 0
    for name, card in theirs["cards"].items():
        told = ours["cards"][name]
        agree(told["value"], card["value"], (*where, name), unknown=name in COUNTED and told.get("combined"))
        agree(told["before"], card["before"], (*where, name, "before"), unknown=name in COUNTED)
        if told["value"] is not None:
            agree(told.get("unknown"), card.get("unknown"), (*where, name, "unknown"))
        untold += told["value"] is None and card["value"] is not None
    for name, chart in theirs["charts"].items():
        told = ours["charts"][name]
        if told.get("combined"):
            assert name == "users_by_main_genre"
            continue
        assert {key: told.get(key) for key in chart if key != "rows"} == {
            key: chart[key] for key in chart if key != "rows"
        }, (*where, name)
        assert len(told["rows"]) == len(chart["rows"])
        for one, other in zip(told["rows"], chart["rows"], strict=True):
            for key, value in other.items():
                agree(one[key], value, (*where, name, key))
    return untold


def check_table(ours, theirs, where, *, only=None):
    """Returns how many rows' users were told; those told of rows by ``only`` must be all."""
    assert (ours["by"], ours["total_rows"], ours["streams"]) == (
        theirs["by"], theirs["total_rows"], theirs["streams"],
    )  # fmt: skip
    for one, other in zip(ours["rows"], theirs["rows"], strict=True):
        users, truth = one.pop("users"), other.pop("users")
        assert one == pytest.approx(other), where
        agree(users, truth, where, unknown=ours["by"] != only)


def asked(pairs, path="dashboard", **more):
    return f"/api/{path}?{urlencode([*pairs, *more.items()])}"


def compare(cube, ask, states):
    """Ask all pages and all tables of some states; how many cards of each were not told."""
    paths = [
        path
        for pairs in states
        for path in (
            asked(pairs, beside="before"),
            *(asked(pairs, "drill", by=by, limit=1000) for by in TABLES),
        )
    ]
    replies = iter(ask(paths))
    untold = []
    for pairs in states:
        state = parse_state(pairs)
        found = answer(cube, state)
        page = found.dashboard()
        reply = next(replies)
        assert reply["status"] == 200, (reply, pairs)
        untold.append(check_page(reply["body"], json.loads(json.dumps(page)), (pairs,)))
        before = state_before(found.selection.state, page["period"]["before"])
        assert (reply["body"]["before"] is None) == (before is None)
        if before:
            truth = json.loads(json.dumps(answer(cube, before).dashboard()))
            check_page(reply["body"]["before"], truth, (pairs, "before"))
        for by in TABLES:
            truth = json.loads(json.dumps(table(found, by, Page(limit=1000))))
            check_table(next(replies)["body"], truth, (pairs, by))
    return untold


def test_random_filters_get_the_same_numbers_or_none(cube, ask):
    rng = random.Random(41)
    compare(cube[1], ask, [pairs_of(random_filters(rng, cube[1])) for _ in range(STATES)])


@pytest.mark.parametrize("source", ["million-song", "sparkify", "both"])
def test_every_single_pick_is_told_whole(cube, ask, source):
    _, loaded = cube
    sources = list(loaded.sources) if source == "both" else [source]
    scope = [("source", name) for name in sources]
    rng = random.Random(3)
    singles = [scope]
    for name in (*PICKED, "track", "date"):
        values = loaded.axes[name].values
        some = rng.sample(values, 25) if len(values) > 25 else values
        singles += [[*scope, (name, "" if value is None else str(value))] for value in some]
    for pairs, untold in zip(singles, compare(loaded, ask, singles), strict=True):
        name = pairs[-1][0]
        # With several plays of a user and track, pairs are known without days only.
        assert untold == 0 or (
            name in ("month", "weekday", "date") and source != "million-song" and untold == 1
        ), pairs


def test_the_first_source_is_shown_and_genres_can_be_resolved(cube, ask):
    compare(cube[1], ask, [[], [("genres", "resolved")], [("genres", "resolved"), ("genre", "Rock")]])


def test_filters_of_users_alone_and_rows_that_filters_leave_whole_are_told(cube, ask):
    _, loaded = cube
    women = [("source", "million-song"), ("sex", "F"), ("age_band", "25-34"), ("main_genre", "Rock")]
    assert compare(loaded, ask, [women]) == [0]
    artist = next(value for value in loaded.axes["artist"].values if value)
    [reply] = ask([asked([("source", "million-song"), ("artist", artist)], "drill", by="track")])
    assert all(row["users"] is not None for row in reply["body"]["rows"])


def test_names_are_found_as_the_server_finds_them(cube, ask):
    _, loaded = cube
    unfiltered = answer(loaded, State())
    streams = {name: unfiltered.streams_of(name) for name in ("artist", "track")}
    words = ["a", "the", "de", "lo", "Artist 1", "zz9"]
    for word, reply in zip(words, ask([asked([("q", word)], "search") for word in words]), strict=True):
        truth = search(loaded, streams, word)
        assert [row["streams"] for row in reply["body"]["results"]] == [row["streams"] for row in truth]
        assert {row["value"] for row in reply["body"]["results"]} == {row["value"] for row in truth}


@pytest.mark.parametrize("lang", ["en", "pt"])
@pytest.mark.parametrize("of", ["table", "chart"])
@pytest.mark.parametrize("by", ["artist", "weekday", "sex", "track", "genre", "source", "month"])
def test_csv_and_its_name_are_the_servers_but_for_users_it_does_not_know(cube, ask, by, of, lang):
    lake, loaded = cube
    run_id = publication.current(lake).run_id
    for pairs in FILTERS:
        state = parse_state(pairs)
        own = {"by": by, "lang": lang, **({"of": "chart"} if of == "chart" else {})}
        [reply] = ask([asked(pairs, "export.csv", **own)])
        view = View(by, Page(limit=None), state, of == "chart", None, lang, 0)
        rows = table(answer(loaded, state), by, Page(limit=None), own=of != "chart")
        between = ";" if lang == "pt" else ","
        truth, mine = (
            list(csv.reader(io.StringIO(text), delimiter=between))
            for text in (view_csv(view, loaded, rows), reply["body"]["text"])
        )
        assert mine[0] == truth[0]
        users = mine[0].index("Usu\u00e1rios" if lang == "pt" else "users")
        known = [
            [*row[:users], row[users] or their[users], *row[users + 1 :]]
            for row, their in zip(mine, truth, strict=True)
        ]
        assert known == truth
        assert reply["body"]["name"] == file_name(by, state, run_id, "csv")


@pytest.mark.parametrize(("of", "picked"), [("table", []), ("chart", [("source", "sparkify")])])
def test_a_source_that_delivers_its_dates_is_not_marked_in_a_csv_beside_one_whose_dates_are_simulated(
    cube, ask, of, picked
):
    sources = picked or [("source", "million-song"), ("source", "sparkify")]
    pairs = [*sources, ("month", "2020-03")]
    own = {"by": "source", **({"of": "chart"} if of == "chart" else {})}
    [reply] = ask([asked(pairs, "export.csv", **own)])
    rows = list(csv.DictReader(io.StringIO(reply["body"]["text"].removeprefix("\ufeff"))))
    assert {row["source"]: row["simulated"] for row in rows} == {"million-song": "month", "sparkify": ""}


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("dashboard?month=2020-13", 400, "month must be a month such as 2020-03, not '2020-13'."),
        ("dashboard?colour=red", 400, "There is no filter called 'colour'"),
        ("dashboard?from=2020-03-02&to=2020-03-01", 400, "ends (2020-03-01) before it begins (2020-03-02)."),
        ("dashboard?publication=another", 404, "These files are not of publication 'another'."),
        ("drill?by=colour", 400, "by must be one of"),
        ("nothing", 404, "There is nothing at this address."),
    ],
)
def test_what_cannot_be_answered_is_refused_in_both_languages(ask, path, status, sentence):
    [reply] = ask([f"/api/{path}"])
    assert reply["status"] == status
    assert sentence in reply["body"]["error"]
    assert reply["body"]["error_pt"]


def test_drivers_of_streams_are_the_servers(cube, ask):
    _, loaded = cube
    rng = random.Random(12)
    asks = []
    for by in ("genre", "artist", "track", "weekday", "sex", "age_band"):
        for _ in range(6):
            pairs = pairs_of(random_filters(rng, loaded))
            asks.append((by, [*pairs, ("month", "2020-05")] if rng.random() < 0.5 else pairs))
    pinned = "month=2020-02&source=million-song"
    paths = [
        asked(pairs, "drivers", by=by, limit=7, **({"pinned": pinned} if number % 2 else {}))
        for number, (by, pairs) in enumerate(asks)
    ]
    for number, ((by, pairs), reply) in enumerate(zip(asks, ask(paths), strict=True)):
        against = parse_state(parse_qsl(pinned)) if number % 2 else None
        truth = explained(partial(answer, loaded), parse_state(pairs), against, Asked((by,), limit=7))
        for name in ("before", "now", "change", "others"):
            agree_all(reply["body"][name], truth[name], (pairs, by, name))
        agree_all(reply["body"]["rows"], json.loads(json.dumps(truth["rows"])), (pairs, by))


def agree_all(ours, theirs, where):
    if isinstance(theirs, dict):
        assert ours.keys() == theirs.keys(), where
        for name, value in theirs.items():
            agree_all(ours[name], value, (*where, name))
    elif isinstance(theirs, list):
        assert len(ours) == len(theirs), where
        for place, value in enumerate(theirs):
            agree_all(ours[place], value, (*where, place))
    else:
        agree(ours, theirs, where)
