"""What accepted, rejected and revoked decisions make of the published tables."""

import csv
import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import published, published_rows, run_lake, totals
from vitrola.config import Settings
from vitrola.errors import ReviewError, UsageError
from vitrola.lake import open_lake
from vitrola.lake.reviews import FILE, Decision, change_reviews, read_reviews
from vitrola.matching.types import pair_id
from vitrola.pipeline.land import land
from vitrola.pipeline.merges import survivors
from vitrola.pipeline.relocate import relocate
from vitrola.pipeline.review import chosen, decide, revoke, suggestions
from vitrola.pipeline.run import run
from vitrola.sources.mapping import shipped_sources

COLUMNS = shipped_sources()["million-song"].layout("catalogue").columns
USERS = ["a" * 40, "b" * 40]
NAMES = [("Smile", "Beyoncé"), ("Smile!", "Beyonce"), ("Smile (Live)", "Beyonce"), ("smile", "BEYONCE")]


def track(number):
    return f"TRAAAAA{number:011d}"


def write_lake_files(folder, rows=None):
    """Four titles of one artist in a catalogue, plays of them by two users, and events of another source."""
    rows = rows or [(track(n), f"s{n}", *names) for n, names in enumerate(NAMES)]
    with (folder / "music.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for track_id, spotify_id, name, artist in rows:
            given = {"track_id": track_id, "spotify_id": spotify_id, "name": name, "artist": artist}
            rest = dict.fromkeys(COLUMNS[7:], "1") | {"year": "2000", "duration_ms": "200000"}
            writer.writerow(rest | {"genre": "", "tags": "", "spotify_preview_url": ""} | given)
    plays = [(row[0], user, 1 + place) for place, row in enumerate(rows) for user in USERS]
    (folder / "history.csv").write_text(
        "track_id,user_id,playcount\n" + "".join(f"{t},{u},{n}\n" for t, u, n in plays)
    )
    event = dict.fromkeys(shipped_sources()["sparkify"].layout("events").columns)
    events = [
        event
        | {"page": "NextSong", "artist": "Beyoncé", "song": song, "userId": "7", "ts": 1541121934796 + n}
        for n, song in enumerate(["SMILE", "Smile.", "Cry"])
    ]
    (folder / "events.json").write_text("".join(json.dumps(entry) + "\n" for entry in events))
    return [folder / name for name in ("music.csv", "history.csv", "events.json")]


@pytest.fixture
def lake(tmp_path):
    return run_lake(tmp_path / "lake", write_lake_files(tmp_path))[0]


def decision(kind, kept, merged, verdict="accepted"):
    return Decision(pair_id(kind, kept, merged), verdict, kind, kept, merged, 100.0, "", "me", "now")


def all_tables(lake, record):
    return {name: published_rows(lake, name) for name in record["tables"]}


def accept(lake, *wanted):
    found = {(s.kept.shown, s.merged.shown): s for s in suggestions(lake, Settings())}
    decide(lake, [found[pair].decided("accepted", "me") for pair in wanted])


def test_suggestions_name_what_is_kept_and_what_was_played(lake):
    found = {(s.pair.kind, s.kept.shown, s.merged.shown): s for s in suggestions(lake, Settings())}
    artist = found["artist", "Beyoncé", "Beyonce"]
    assert (artist.kept.figures.tracks, artist.kept.figures.streams, artist.kept.figures.listeners) == (
        4,
        5,
        3,
    )
    assert artist.kept.figures.sources == ("million-song", "sparkify")
    assert (artist.merged.figures.tracks, artist.merged.figures.streams, artist.merged.figures.listeners) == (
        2,
        10,
        2,
    )
    tracks = [pair for pair in found if pair[0] == "track"]
    assert ("track", "Smile! / Beyonce", "Smile / Beyoncé") in tracks
    assert not any("Live" in name for pair in tracks for name in pair[1:])
    inferred = [s for s in found.values() if s.merged.track and s.merged.track.inferred]
    assert {s.merged.track.name for s in inferred} <= {"SMILE", "Smile."}


def test_an_accepted_artist_has_one_name_everywhere_and_keeps_the_delivered_one(lake):
    before = published(lake, "music_info_dim").to_pylist()
    accept(lake, ("Beyoncé", "Beyonce"))
    record = run(lake, Settings())
    rows = {row["track_id"]: row for row in published(lake, "music_info_dim").to_pylist()}
    assert {rows[track(n)]["artist"] for n in (0, 1, 2)} == {"Beyoncé"}
    assert rows[track(3)]["artist"] == "BEYONCE"
    assert {rows[row["track_id"]]["delivered_artist"] == row["artist"] for row in before} == {True}
    assert published(lake, "artist_alias").to_pylist() == [
        {"alias_artist": "Beyonce", "source": "million-song", "artist": "Beyoncé", "tracks": 2}
    ]
    mart = {(row["source"], row["artist"]): row for row in published(lake, "artist_mart").to_pylist()}
    assert mart["million-song", "Beyoncé"]["streams"] == 2 * (1 + 2 + 3)
    assert mart["sparkify", "Beyoncé"]["streams"] == 3
    assert ("million-song", "Beyonce") not in mart
    assert record["playcount"] == {
        "read": 23,
        "refined": 23,
        "quarantined": 0,
        "unreadable_rows": 0,
        "copied": 0,
    }


def test_accepted_tracks_merge_across_sources_with_all_their_plays(lake):
    played = next(
        row
        for row in published(lake, "music_info_dim").to_pylist()
        if row["name"] == "SMILE" and row["member_origin"] == "inferred"
    )["track_id"]
    decide(lake, [decision("track", track(0), track(1)), decision("track", track(1), played)])
    record = run(lake, Settings())
    dimension = {row["track_id"]: row for row in published(lake, "music_info_dim").to_pylist()}
    assert played not in dimension
    assert track(1) not in dimension
    assert dimension[track(0)]["name"] == "Smile"
    aliases = {row["alias_track_id"]: row for row in published(lake, "track_alias").to_pylist()}
    assert {name: row["track_id"] for name, row in aliases.items()} == {
        track(1): track(0),
        played: track(0),
    }
    assert (aliases[played]["alias_name"], aliases[played]["survivor_name"]) == ("SMILE", "Smile")
    assert {row["evidence"] for row in aliases.values()} == {"accepted in review"}
    facts = published(lake, "listening_history_fact").to_pylist()
    assert sorted(row["playcount"] for row in facts if row["track_id"] == track(0)) == [1, 3, 3]
    assert totals(record, layout="catalogue")["merged"] == 1
    assert totals(record, layout="history")["merged"] == 2
    assert record["playcount"]["refined"] == 23
    mart = {
        row["source"]: row for row in published(lake, "release_year_mart").to_pylist() if row["year"] == 2000
    }
    assert (mart["million-song"]["streams"], mart["sparkify"]["streams"]) == (20, 1)


def test_tracks_known_only_from_plays_merge_and_a_catalogue_is_kept_before_them(lake):
    inferred = {
        row["name"]: row["track_id"]
        for row in published(lake, "music_info_dim").to_pylist()
        if row["member_origin"] == "inferred"
    }
    decide(lake, [decision("track", inferred["SMILE"], inferred["Smile."])])
    run(lake, Settings())
    (alias,) = published(lake, "track_alias").to_pylist()
    assert (alias["track_id"], alias["alias_name"], alias["survivor_name"]) == (
        inferred["SMILE"],
        "Smile.",
        "SMILE",
    )
    decide(lake, [decision("track", inferred["SMILE"], track(0))])
    run(lake, Settings())
    assert {row["track_id"] for row in published(lake, "track_alias").to_pylist()} == {track(0)}


def test_a_decision_follows_tracks_that_a_spotify_id_unites(tmp_path):
    rows = [
        (track(0), "s0", "Cancao", "Ann"),
        (track(1), "s0", "Canção", "Ann"),
        (track(2), "s2", "Canção!", "Ann"),
        (track(3), "s2", "cCanção!!", "Ann"),
    ]
    lake, _ = run_lake(tmp_path / "lake", write_lake_files(tmp_path, rows))
    decide(lake, [decision("track", track(0), track(3))])
    record = run(lake, Settings())
    (row,) = [r for r in published(lake, "music_info_dim").to_pylist() if r["member_origin"] == "delivered"]
    assert (row["track_id"], row["name"]) == (track(1), "Canção")
    assert sorted(
        (row["alias_track_id"], row["evidence"]) for row in published(lake, "track_alias").to_pylist()
    ) == [
        (track(0), "same spotify_id"),
        (track(2), "accepted in review"),
        (track(3), "accepted in review"),
    ]
    assert totals(record, layout="catalogue") == {
        "read": 4, "refined": 1, "quarantined": 0, "merged": 3, "filtered": 0,
    }  # fmt: skip


def test_only_what_is_accepted_makes_the_next_run_build(lake):
    assert run(lake, Settings())["status"] == "nothing to do"
    pairs = suggestions(lake, Settings())
    decide(lake, [pairs[0].decided("rejected", "me")])
    assert run(lake, Settings())["status"] == "nothing to do"
    decide(lake, [pairs[0].decided("accepted", "me")])
    assert run(lake, Settings())["status"] == "published"
    decide(lake, [pairs[0].decided("accepted", "somebody else")])
    assert run(lake, Settings())["status"] == "nothing to do"


def test_decisions_about_names_that_are_gone_change_nothing(lake):
    before = all_tables(lake, run(lake, Settings()))
    decide(lake, [decision("track", "gone", track(0)), decision("artist", "Nobody", "No one")])
    assert all_tables(lake, run(lake, Settings())) == before


def test_a_decided_pair_is_no_longer_open_and_a_revoked_one_is_again(lake):
    pair = suggestions(lake, Settings())[0]
    decide(lake, [pair.decided("rejected", "me")])
    (again,) = chosen(lake, suggestions(lake, Settings()), [pair.pair.id])
    assert (again.decision.decision, again.decision.decided_by) == ("rejected", "me")
    assert [entry.id for entry in revoke(lake, [pair.pair.id])] == [pair.pair.id]
    (again,) = chosen(lake, suggestions(lake, Settings()), [pair.pair.id])
    assert again.decision is None
    with pytest.raises(UsageError, match="Nothing was decided about"):
        revoke(lake, [pair.pair.id])
    with pytest.raises(UsageError, match="no suggestion 'ffffffff'"):
        chosen(lake, [again], ["ffffffff"])


def test_decisions_move_with_the_lake(lake, tmp_path):
    accept(lake, ("Beyoncé", "Beyonce"))
    before = all_tables(lake, run(lake, Settings()))
    lake.location.root.rename(tmp_path / "moved")
    relocate(open_lake(tmp_path / "moved", even_if_moved=True))
    moved = open_lake(tmp_path / "moved")
    assert run(moved, Settings())["status"] == "nothing to do"
    assert all_tables(moved, run(moved, Settings(), full=True)) == before


PAIRS = [("track", a, b) for a in range(4) for b in range(4) if a != b] + [
    ("artist", a, b) for a in range(3) for b in range(3) if a != b
]
SPELLINGS = ["Beyoncé", "Beyonce", "BEYONCE"]


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory):
    """Gives a lake for many rounds of decisions, all of them revoked, and its tables before the first."""
    folder = tmp_path_factory.mktemp("reviewed")
    lake, record = run_lake(folder / "lake", write_lake_files(folder))
    tables = all_tables(lake, record)
    return lambda: (lake, tables)


@settings(max_examples=8, deadline=None)
@given(
    taken=st.lists(st.sampled_from(PAIRS), max_size=6, unique_by=lambda p: (p[0], *sorted(p[1:]))),
    seed=st.integers(0, 99),
)
def test_any_decisions_keep_accounts_whatever_their_order_and_can_be_revoked(reviewed, taken, seed):
    lake, untouched = reviewed()
    decisions = [
        decision(kind, track(a), track(b)) if kind == "track" else decision(kind, SPELLINGS[a], SPELLINGS[b])
        for kind, a, b in taken
    ]
    for one in decisions:
        decide(lake, [one])
    record = run(lake, Settings())
    assert record["playcount"]["refined"] == 23
    for entry in record["files"]:
        fates = ("refined", "quarantined", "merged", "filtered")
        assert entry["rows_read"] == sum(entry[f"rows_{fate}"] for fate in fates)
    facts = published(lake, "listening_history_fact").to_pylist()
    assert {row["track_id"] for row in facts} <= {
        row["track_id"] for row in published(lake, "music_info_dim").to_pylist()
    }

    revoke(lake, [one.id for one in decisions])
    random.Random(seed).shuffle(decisions)
    for one in decisions:
        decide(lake, [one])
    assert run(lake, Settings())["status"] == "nothing to do"

    revoke(lake, [one.id for one in decisions])
    assert all_tables(lake, run(lake, Settings())) == untouched


@given(
    merges=st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=12),
    preferred=st.sets(st.sampled_from("abcdef")),
    seed=st.integers(0, 99),
)
def test_survivors_close_chains_and_circles(merges, preferred, seed):
    found = survivors(merges, preferred)
    shuffled = random.Random(seed).sample(merges, len(merges))
    assert survivors(shuffled + merges, preferred) == found
    assert not set(found) & set(found.values())
    for kept, merged in merges:
        assert found.get(kept, kept) == found.get(merged, merged)
    for name, survivor in found.items():
        assert survivor in preferred or name not in preferred


def test_the_survivor_is_the_one_never_told_to_give_way():
    assert survivors([("a", "b"), ("b", "c")]) == {"b": "a", "c": "a"}
    assert survivors([("z", "b"), ("b", "c")]) == {"b": "z", "c": "z"}
    assert survivors([("c", "b"), ("c", "d"), ("a", "b")]) == {"a": "c", "b": "c", "d": "c"}
    assert survivors([("a", "b"), ("b", "c"), ("c", "a")]) == {"b": "a", "c": "a"}
    assert survivors([("z", "b")], preferred={"b"}) == {"z": "b"}


def test_the_file_is_readable_safe_for_spreadsheets_and_says_the_same_whatever_the_order(lake):
    odd = [
        decision("artist", "=HYPERLINK(1)", "'=x"),
        decision("artist", "'Til Tuesday", "+44"),
        decision("artist", 'a "b", c', "line\nbreak"),
        decision("track", "T2", "T1", "rejected"),
    ]
    decide(lake, odd)
    first = (lake.location.root / FILE).read_bytes()
    assert sorted(read_reviews(lake), key=repr) == sorted(odd, key=repr)
    assert b"\n=" not in first
    assert b",=" not in first
    assert b",+" not in first
    revoke(lake, [one.id for one in odd])
    assert (lake.location.root / FILE).read_text() == (
        "id,decision,kind,kept,merged,score,evidence,decided_by,decided_at\n"
    )
    decide(lake, odd[::-1])
    assert (lake.location.root / FILE).read_bytes() == first


def test_another_writer_between_reading_and_writing_loses_nothing(lake):
    one, other = decision("artist", "a", "b"), decision("artist", "c", "d")
    calls = []

    def change(decided):
        if not calls:
            calls.append(1)
            decide(lake, [other])
        return [*decided.values(), one]

    change_reviews(lake, change)
    assert {entry.id for entry in read_reviews(lake)} == {one.id, other.id}


HEADER = "id,decision,kind,kept,merged,score,evidence,decided_by,decided_at\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,kept\n", "must have the columns id, decision"),
        (
            HEADER + "1,maybe,artist,a,b,1,,me,now\n",
            "line 2: decision is 'maybe'; it must be accepted or rejected",
        ),
        (HEADER + "1,accepted,album,a,b,1,,me,now\n", "line 2: kind is 'album'"),
        (HEADER + "1,accepted,artist,a,a,1,,me,now\n", "two different names"),
        (HEADER + "1,accepted,artist,a,b,high,,me,now\n", "score is 'high'"),
        (HEADER + "1,accepted,artist,a\n", "line 2: it must have 9 fields"),
        (HEADER + "1,accepted,artist,a,b,1,,me,now\n1,rejected,artist,a,b,1,,me,now\n", "1 is decided twice"),
    ],
)
def test_a_damaged_file_stops_a_run_and_names_the_line(lake, text, said):
    (lake.location.root / FILE).write_text(text)
    with pytest.raises(ReviewError, match=said):
        run(lake, Settings())


def test_new_files_keep_earlier_decisions(lake, tmp_path):
    decide(lake, [decision("track", track(0), track(1))])
    run(lake, Settings())
    more = tmp_path / "more.csv"
    more.write_text(f"track_id,user_id,playcount\n{track(1)},{'c' * 40},9\n")
    land(lake, more, kind="increment")
    record = run(lake, Settings())
    facts = {
        (row["track_id"], row["user_id"]): row["playcount"]
        for row in published(lake, "listening_history_fact").to_pylist()
    }
    assert facts[track(0), "c" * 40] == 9
    assert record["playcount"]["refined"] == 32


def test_a_table_that_was_emptied_can_stay_empty(lake):
    one = decision("track", track(0), track(1))
    for change, aliases in ((decide, 1), (revoke, 0)):
        change(lake, [one] if change is decide else [one.id])
        assert run(lake, Settings())["tables"]["track_alias"] == aliases
    decide(lake, [decision("artist", "Beyoncé", "Beyonce")])
    assert run(lake, Settings())["tables"]["track_alias"] == 0
    assert published_rows(lake, "track_alias") == []
