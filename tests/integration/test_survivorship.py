"""Which of two misspelt rows survives, what it keeps, and where the plays go."""

import csv

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support import published, published_rows, run_lake, totals
from vitrola.sources.mapping import shipped_sources

COLUMNS = shipped_sources()["million-song"].layout("catalogue").columns
USER = "a" * 40
KEPT_AND_MERGED = [
    (("3 AM", None, "a, b, c, d"), ("3AM", None, "a, b")),
    (("Adagio for Strings, Op. 11", None, "a"), ("Adagio For Strings", None, "a, b, c, d")),
    (("Do You Love Me Now?", "Rock", "a"), ("Do You Love Me Now", None, "a")),
    (("The Greatest Hit", None, "a, b, c, d, e"), ("Greatest Hit", None, "a, b, c, d")),
    (("Hallmark", None, "a"), ("hHallmark", "Rock", "a")),
    (("How Do U Want It", "Rap", "a"), ("How Do You Want It", None, "a")),
    (("Je pense à toi", None, "a, b, c"), ("Je Pense A Toi", None, None)),
    (("There, There", None, "a"), ("There There", "Rock", "a")),
    (("Too Much Too Young (Live)", None, "a"), ("Too Much Too Young", None, "a, b, c, d, e")),
]


def track(number):
    return f"TRAAAAA{number:011d}"


def write_catalogue(path, rows):
    """Rows of track id, spotify id, title, genre and tags; everything else is the same."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for track_id, spotify_id, name, genre, tags in rows:
            given = {
                "track_id": track_id,
                "spotify_id": spotify_id,
                "name": name,
                "genre": genre,
                "tags": tags,
            }
            numbers = dict.fromkeys(COLUMNS[7:], "1") | {"year": "2000"}
            writer.writerow(numbers | {"artist": "Someone", "spotify_preview_url": ""} | given)
    return path


def write_history(path, rows):
    path.write_text("track_id,user_id,playcount\n" + "".join(f"{t},{u},{n}\n" for t, u, n in rows))
    return path


@pytest.mark.parametrize(("kept", "merged"), KEPT_AND_MERGED, ids=[kept[0] for kept, _ in KEPT_AND_MERGED])
@pytest.mark.parametrize("kept_first", [True, False])
def test_the_title_a_person_would_keep_survives_with_all_genres_and_tags(kept, merged, kept_first, tmp_path):
    ids = (track(1), track(2)) if kept_first else (track(2), track(1))
    rows = [(ids[0], "s", *kept), (ids[1], "s", *merged)]
    catalogue = write_catalogue(tmp_path / "music.csv", rows if kept_first else rows[::-1])
    history = write_history(
        tmp_path / "history.csv", [(ids[0], USER, 2), (ids[1], USER, 3), (ids[1], "b" * 40, 5)]
    )
    lake, record = run_lake(tmp_path / "lake", [catalogue, history])

    (row,) = published(lake, "music_info_dim").to_pylist()
    assert (row["track_id"], row["name"]) == (ids[0], kept[0])
    assert row["genre"] == (kept[1] or merged[1])
    tags = [set((tags or "").split(", ")) - {""} for _, _, tags in (kept, merged)]
    assert set(row["tags"].split(", ")) == tags[0] | tags[1]
    (alias,) = published(lake, "track_alias").to_pylist()
    assert (alias["alias_track_id"], alias["track_id"], alias["evidence"]) == (
        ids[1],
        ids[0],
        "same spotify_id",
    )
    assert (alias["alias_name"], alias["survivor_name"]) == (merged[0], kept[0])
    facts = [
        (row["track_id"], row["user_id"], row["playcount"])
        for row in published(lake, "listening_history_fact").to_pylist()
    ]
    assert sorted(facts) == [(ids[0], USER, 5), (ids[0], "b" * 40, 5)]
    assert totals(record, layout="history") == {
        "read": 3,
        "refined": 2,
        "quarantined": 0,
        "merged": 1,
        "filtered": 0,
    }
    assert totals(record, layout="catalogue")["merged"] == 1


tracks = st.integers(1, 6)
catalogues = st.lists(
    st.tuples(
        tracks,
        st.integers(1, 3),
        st.sampled_from(["Canção", "Cancao", "cCancao"]),
        st.sampled_from(["Rock", None]),
    ),
    max_size=6,
    unique_by=lambda row: row[0],
)
histories = st.lists(
    st.tuples(tracks, st.sampled_from([USER, "b" * 40]), st.integers(1, 9)), min_size=1, max_size=8
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(catalogue=catalogues, history=histories, shuffled=st.randoms(use_true_random=False))
def test_plays_are_conserved_keys_unique_and_order_of_no_matter(
    catalogue, history, shuffled, tmp_path_factory
):
    found = []
    for _ in range(2):
        folder = tmp_path_factory.mktemp("any")
        rows = [
            (track(number), f"s{spotify}", name, genre, "a") for number, spotify, name, genre in catalogue
        ]
        files = [
            write_catalogue(folder / "music.csv", rows),
            write_history(
                folder / "history.csv", [(track(number), user, plays) for number, user, plays in history]
            ),
        ]
        lake, _ = run_lake(folder / "lake", files)
        facts = published(lake, "listening_history_fact").to_pylist()
        dimension = {row["track_id"] for row in published(lake, "music_info_dim").to_pylist()}
        assert sum(row["playcount"] for row in facts) == sum(plays for _, _, plays in history)
        assert len({(row["track_id"], row["user_id"]) for row in facts}) == len(facts)
        assert {row["track_id"] for row in facts} <= dimension
        found.append([row[:3] for row in published_rows(lake, "listening_history_fact")])
        shuffled.shuffle(catalogue)
        shuffled.shuffle(history)
    assert found[0] == found[1]


def test_the_same_song_in_two_sources_is_suggested_and_never_merged(tmp_path):
    song = (
        '{"num_songs": 1, "artist_id": "A", "artist_latitude": null, "artist_longitude": null, '
        '"artist_location": "", "artist_name": "SOMEONE", "song_id": "S", "title": "Canção  do Mar!", '
        '"duration": 1.5, "year": 2000}'
    )
    (tmp_path / "song.json").write_text(song + "\n")
    catalogue = write_catalogue(
        tmp_path / "music.csv",
        [(track(1), "s1", "Cancao do Mar", None, "a"), (track(2), "s2", "Outra", None, "a")],
    )
    lake, record = run_lake(tmp_path / "lake", [catalogue, tmp_path / "song.json"])
    assert record["tables"]["music_info_dim"] == 3
    (found,) = published(lake, "track_match").to_pylist()
    assert (found["track_id"], found["source"], found["other_source"]) == (
        track(1),
        "million-song",
        "sparkify",
    )
    assert (found["name"], found["other_name"]) == ("Cancao do Mar", "Canção  do Mar!")
    assert found["evidence"] == "same letters in title and artist"
