"""Every number of an audience, under random filters, is what its definition in SQL says."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audience_sql import AudienceSql
from mixed_lake import mixed_lake, random_filters, state_of
from vitrola.lake import publication
from vitrola.metrics.audience.answer import Wanted, audience
from vitrola.metrics.audience.artists import minimum
from vitrola.metrics.cells import unsafe, withheld
from vitrola.metrics.cube import load_cube
from vitrola.pipeline.cube import cube_folder

ALL = Wanted(limit=None)
TRAITS = ("sex", "age_band", "country", "main_genre")
CHUNKS = 4


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    lake = mixed_lake(tmp_path_factory.mktemp("audience"), records=40_000)
    return AudienceSql(lake), load_cube(cube_folder(lake, publication.current(lake).run_id))


def close(ours, theirs):
    return ours == theirs or (None not in (ours, theirs) and abs(ours - theirs) < 1e-9 * max(1, abs(theirs)))


def same(ours, theirs):
    assert set(ours) == set(theirs)
    assert all(close(value, theirs[key]) for key, value in ours.items()), (ours, theirs)


def column(rows, name, by="value"):
    return {row[by]: row[name] for row in rows}


def about(rng, cube):
    """Filters with a subject: some artists or genres, mostly with one to three filters more."""
    filters = random_filters(rng, cube)
    kept = rng.sample(sorted(filters), rng.randrange(1, 4))
    filters = {name: filters[name] for name in filters if name in ("source", "genres", *kept)}
    if not {"artist", "genre"} & set(filters):
        name = rng.choice(["artist", "genre"])
        values = cube.axis(name, resolved=filters.get("genres") == "resolved").values[1:]
        filters[name] = rng.sample(values, rng.choice([1, 1, 2, 5]))
    return filters


def check(sql, cube, filters):
    found = audience(cube, state_of(filters), ALL)
    sql.under(filters)
    users = sql.one("audience_users")
    if not users:
        assert found["numbers"] == {}
        return
    for name in found["numbers"]:
        assert close(found["numbers"][name]["value"], sql.one(name)), (name, filters)
    check_tracks(sql, found)
    check_artists(sql, found, users)
    for trait in TRAITS:
        sql.under(filters, but=trait)
        rows = [row for row in found["segments"][trait]["rows"] if row["value"] is not None and row["users"]]
        same(column(rows, "share"), sql.by("segment_share", trait=trait))
        same(column(rows, "lift"), sql.by("segment_lift", trait=trait))
    check_months(sql, found, filters)


def check_tracks(sql, found):
    rows = found["setlist"]["rows"]
    same(column(rows, "streams"), sql.by("track_streams"))
    same(column(rows, "overlap"), sql.by("track_overlap"))
    ranks = [(row["users"], row["streams"]) for row in rows]
    assert ranks == sorted(ranks, reverse=True)
    ours = {
        (one["value"], row["value"]): (row["streams"], row["users"])
        for one in found["setlists"]["lists"]
        for row in one["rows"]
    }
    truth = sql.ask("""SELECT sex, track_id, SUM(playcount), COUNT(DISTINCT user_id) FROM audience
      WHERE record_level = 'track' AND sex IS NOT NULL GROUP BY ALL""")
    assert ours == {(sex, track): (streams, users) for sex, track, streams, users in truth}


def check_artists(sql, found, users):
    own = {artist for (artist,) in sql.ask("SELECT DISTINCT artist FROM audience")}
    least = found["artists"]["minimum"]
    assert least == minimum(users, 0)
    shared = sql.by("shared_users")
    rows = {row["value"]: row for row in found["artists"]["rows"]}
    assert not own & set(rows)
    overlap, lift = sql.by("overlap"), sql.by("artist_lift")
    for name, row in rows.items():
        assert row["shared"] == shared[name] >= least
        assert close(row["overlap"], overlap[name])
        assert close(row["lift"], lift[name])
    line_up = sql.ask("SELECT artist, COUNT(DISTINCT user_id), SUM(playcount) FROM audience GROUP BY 1")
    ours = {row["value"]: (row["users"], row["streams"]) for row in found["line_up"]["rows"]}
    assert ours == {artist: (users, streams) for artist, users, streams in line_up}


def check_months(sql, found, filters):
    sql.under(filters, but="month")
    rows = {row["value"]: row for row in found["months"]}
    daily, change, share = (sql.by(name) for name in ("streams_per_day", "month_change", "month_share"))
    for month, row in rows.items():
        assert close(row["per_day"], daily.get(month, 0))
        assert close(row["share"], share.get(month))
        if month in change and row["change"] is not None:
            assert close(row["change"], change[month]), (month, row, change)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_number_is_its_definition_in_sql(asked, chunk):
    sql, cube = asked
    rng = random.Random(chunk)
    for _ in range(15):
        check(sql, cube, about(rng, cube))


def test_an_artist_that_shares_no_track_and_enough_users_is_never_left_out(asked):
    sql, cube = asked
    filters = {"source": ["million-song"], "genre": ["Rock"]}
    found = audience(cube, state_of(filters), ALL)
    sql.under(filters)
    catalogue = {a for (a,) in sql.ask("SELECT DISTINCT artist FROM music_info_dim WHERE genre = 'Rock'")}
    least = found["artists"]["minimum"]
    wanted = {name for name, users in sql.by("shared_users").items() if users >= least} - catalogue - {None}
    assert {row["value"] for row in found["artists"]["rows"]} == wanted != set()


def test_counts_above_a_byte_are_in_each_listeners_plays(asked):
    _, cube = asked
    excess = cube.orders.excess
    assert len(excess.plays)
    track = int(excess.of["track"][0])
    artist = cube.axes["artist"].values[cube.axes["artist"].codes[track]]
    source = cube.axes["source"].values[cube.axes["source"].codes[track]]
    found = audience(cube, state_of({"artist": [artist], "source": [source]}), ALL)
    assert found["numbers"]["audience_streams"]["value"] > 255
    assert found["numbers"]["audience_streams"]["value"] == sum(
        row["streams"] for row in found["line_up"]["rows"]
    )


CELLS = st.lists(st.integers(0, 40), min_size=1, max_size=8)


@given(CELLS, st.integers(0, 20))
def test_no_withheld_cell_follows_from_the_sum_and_those_shown(counts, smallest):
    users = np.asarray(counts)
    risky = unsafe(users, users.sum(), smallest)
    hidden = withheld(users, risky, smallest)
    assert (hidden | ~risky).all()
    if hidden.any():
        told = np.count_nonzero(users[~hidden])
        assert told == 0 or (users[hidden].sum() >= smallest and np.count_nonzero(hidden) > 1)


@pytest.mark.parametrize("smallest", [5, 20])
def test_no_number_shown_is_of_fewer_people_than_the_smallest_cell(asked, smallest):
    _, cube = asked
    rng = random.Random(smallest)
    for _ in range(25):
        state = state_of(about(rng, cube))
        whole, found = (audience(cube, state, Wanted(limit=None, smallest=each)) for each in (0, smallest))
        assert_safe(whole, found, smallest)


def assert_safe(whole, found, smallest):
    if found["suppressed"] or not found["numbers"]:
        assert not any(found[name] for name in ("numbers", "curve", "segments", "months"))
        return
    users = whole["numbers"]["audience_users"]["value"]
    assert_traits_leave_nobody_alone(whole, users, smallest)
    for counted in people_in(found):
        assert counted == 0 or counted >= smallest
    for row in [*found["setlist"]["rows"], *found["line_up"]["rows"]]:
        assert users == row["users"] or users - row["users"] >= smallest
    tracks = {row["value"] for row in found["setlist"]["rows"]}
    lists = found["setlists"]["lists"]
    assert all(row["value"] in tracks for one in lists for row in one["rows"])
    for row in found["artists"]["rows"]:
        assert all(
            rest == 0 or rest >= smallest for rest in (users - row["shared"], row["users"] - row["shared"])
        )
    for trait, found_trait in found["segments"].items():
        rows = zip(whole["segments"][trait]["rows"], found_trait["rows"], strict=True)
        hidden = [true["users"] for true, shown in rows if shown.get("suppressed")]
        shown = [row for row in found_trait["rows"] if row["users"]]
        assert not hidden or not shown or (sum(hidden) >= smallest and len(hidden) > 1)


def assert_traits_leave_nobody_alone(whole, users, smallest):
    """A page under a filter on users tells of enough of them and leaves out enough or none."""
    for trait in set(TRAITS) & set(whole["filters"]):
        everyone = sum(row["users"] for row in whole["segments"][trait]["rows"])
        assert everyone == users or everyone - users >= smallest


def people_in(answer):
    """Every count of users in an answer, at any depth."""
    if isinstance(answer, list):
        for each in answer:
            yield from people_in(each)
    elif isinstance(answer, dict):
        counts = ("users", "users_of_all", "shared")
        yield from (answer[name] for name in counts if isinstance(answer.get(name), int))
        for name in ("audience_users", "half_listeners"):
            if name in answer and answer[name]["value"] is not None:
                yield answer[name]["value"]
        for each in answer.values():
            yield from people_in(each)
