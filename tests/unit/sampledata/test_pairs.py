from __future__ import annotations

import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from vitrola.sampledata.figures import MUSIC_COLUMNS
from vitrola.sampledata.pairs import PAIR_RECIPES

if TYPE_CHECKING:
    from tests.unit.sampledata.conftest import Sample

OWN_COLUMNS = {"track_id", "name", "tags", "genre"}


def without_accents(text: str) -> str:
    return unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode()


def test_the_titles_differ_as_their_kinds_say() -> None:
    titles = {recipe.kind: (recipe.survivor.name, recipe.loser.name) for recipe in PAIR_RECIPES}
    changed = {
        "spacing in a number": lambda name: name.replace(" ", "", 1),
        "capitalisation": lambda name: name.replace(" for a ", " For A "),
        "question mark dropped": lambda name: name.removesuffix("?"),
        "article dropped": lambda name: name.removeprefix("The "),
        "first letter doubled": lambda name: name[0].lower() + name,
        "other spelling": lambda name: name.replace(" U ", " You "),
        "accents dropped": lambda name: without_accents(name).title(),
        "comma dropped": lambda name: name.replace(",", ""),
        "live variant": lambda name: name.removesuffix(" (Live)"),
    }
    assert titles.keys() == changed.keys()
    for kind, (kept, lost) in titles.items():
        assert changed[kind](kept) == lost != kept


def test_genres_and_tags_differ_as_in_the_real_pairs() -> None:
    sides = {
        recipe.kind: tuple((side.genre, len(side.tags)) for side in (recipe.survivor, recipe.loser))
        for recipe in PAIR_RECIPES
    }
    assert sides["capitalisation"] == (("", 1), ("", 4))
    assert sides["article dropped"] == (("Pop", 5), ("Pop", 4))
    assert sides["first letter doubled"] == (("", 3), ("Rock", 3))
    assert sides["question mark dropped"] == (("Rock", 3), ("", 3))
    assert sides["accents dropped"] == (("", 3), ("", 0))
    assert sides["live variant"] == (("", 1), ("", 5))


def test_exactly_the_planted_pairs_share_a_spotify_id(small: Sample) -> None:
    shared = Counter(row["spotify_id"] for row in small.music)
    repeated = {spotify_id: rows for spotify_id, rows in shared.items() if rows > 1}
    assert repeated == {pair.spotify_id: 2 for pair in small.summary.pairs}
    assert len(repeated) == 9


def test_the_rows_of_a_pair_differ_only_in_their_own_columns(small: Sample) -> None:
    by_id = {row["track_id"]: row for row in small.music}
    for pair, recipe in zip(small.summary.pairs, PAIR_RECIPES, strict=True):
        kept, lost = by_id[pair.survivor_track_id], by_id[pair.loser_track_id]
        assert {column for column in MUSIC_COLUMNS if kept[column] != lost[column]} <= OWN_COLUMNS
        for row, version in ((kept, recipe.survivor), (lost, recipe.loser)):
            assert (row["name"], row["genre"]) == (version.name, version.genre)
            assert row["tags"] == ", ".join(version.tags)


def test_neither_side_always_comes_first(small: Sample) -> None:
    places = {row["track_id"]: place for place, row in enumerate(small.music)}
    first = [places[pair.survivor_track_id] < places[pair.loser_track_id] for pair in small.summary.pairs]
    assert set(first) == {True, False}


def test_both_sides_are_played_and_some_users_played_both(small: Sample) -> None:
    listeners: dict[str, set[str]] = {}
    for track, user, _ in small.history:
        listeners.setdefault(track, set()).add(user)
    for pair in small.summary.pairs:
        kept, lost = listeners[pair.survivor_track_id], listeners[pair.loser_track_id]
        assert len(kept & lost) == pair.shared_listeners >= 2
        assert min(len(kept), len(lost)) >= 4
