"""Which pairs are suggested, on names with known answers."""

import csv
import random

import pytest
from rapidfuzz.distance import Levenshtein

from vitrola.matching import Figures, Track, artist_pairs, in_order, track_pairs
from vitrola.matching.candidates import NEIGHBOURS, halves, neighbours
from vitrola.sampledata import generate

SUGGESTED = 85
PLANTED = 8
"""Of the generator's nine pairs all but the live variant."""
RECALL = 0.86
"""What is missed was mistyped in "and", "the" or "(Live)", which are read as words of their own."""


def artists(*names):
    return [Track(str(place), None, name) for place, name in enumerate(names)]


def titles(*names, artist="Someone", **facts):
    return [Track(str(place), name, artist, **facts) for place, name in enumerate(names)]


def best(pairs):
    return max((pair.score for pair in pairs), default=0)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Beyonce", "Beyoncé"),
        ("Guns N Roses", "Guns N' Roses"),
        ("Beatles", "The Beatles"),
        ("Huey Lewis & The News", "Huey Lewis And The News"),
        ("Marilyn Manson", "Marilyn Mansoon"),
        ("Mendes, Sergio", "Sérgio Mendes"),
        ("MICHEL TELÓ", "Michel Teló"),
    ],
)
def test_two_spellings_of_an_artist(one, other):
    (pair,) = artist_pairs(artists(one, other))
    assert {pair.one, pair.other} == {one, other}
    assert pair.score >= SUGGESTED


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bryan Adams", "Ryan Adams"),
        ("The Grascals", "The Rascals"),
        ("Maroon 5", "Maroon 6"),
        ("Nirvana", "Nirvana UK"),
        ("John Mayer", "John Mayer Trio"),
        ("Rihanna", "Rihanna feat. Jay-Z"),
        ("The Kinks", "The Kooks"),
        ("!!!", "???"),
        ("U2", "UB40"),
        ("Carl Thomas", "Carla Thomas"),
        ("The-Dream", "D:Ream"),
        ("K", "The K"),
    ],
)
def test_two_artists(one, other):
    assert best(artist_pairs(artists(one, other))) < SUGGESTED


def test_titles_in_common_speak_for_a_pair():
    one, other = "Santigold", "Santogold"
    apart = [Track("1", "Lights Out", one), Track("2", "Other", other)]
    together = [*apart, Track("3", "Lights Out!", other)]
    assert best(artist_pairs(apart)) + 8 == best(artist_pairs(together))
    assert artist_pairs(together)[0].reasons[-1] == "1 title(s) in common"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3 AM", "3AM"),
        ("hHallmark", "Hallmark"),
        ("Je pense à toi", "Je Pense A Toi"),
        ("Part Two of a Song", "Pt. 2 of a Song"),
        ("My Immortal", "My Immortal (Album Version)"),
        ("Umbrella", "Umbrella (feat. Jay-Z)"),
        ("Smile (Live)", "Smile - Live"),
    ],
)
def test_two_titles_of_a_track(one, other):
    assert best(track_pairs(titles(one, other))) >= SUGGESTED


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Another Brick, Part 1", "Another Brick, Part 2"),
        ("Symphony No. I", "Symphony No. V"),
        ("Chapter Two", "Chapter Three"),
        ("Smile", "Smile (Live)"),
        ("Smile", "Smile - Moby Remix"),
        ("Smile (Moby Remix)", "Smile (Chemical Brothers Remix)"),
        ("Smile", "Smile (Acoustic)"),
        ("Umbrella (feat. Jay-Z)", "Umbrella (feat. Rihanna)"),
        ("Theme A", "Theme B"),
        ("Intro", "Outro"),
        ("Love", "Love Song"),
        ("Run", "Sun"),
        ("Beautiful Night", "Beautiful Nights"),
    ],
)
def test_two_tracks(one, other):
    assert best(track_pairs(titles(one, other))) < SUGGESTED


def test_the_same_title_of_another_artist_is_another_track():
    assert track_pairs([*titles("Hurt", artist="Johnny Cash"), Track("9", "Hurt", "Nine Inch Nails")]) == []


def test_length_year_and_album_speak_for_and_against():
    one = Track("1", "Smile", "Ann", "Hits", 2000, 200_000, source="a")
    near = Track("2", "Smile!", "Ann", "Hits", 2000, 201_000, source="b")
    far = Track("3", "Smile!", "Ann", "Live Hits", 2010, 260_000, source="a")
    (pair,) = track_pairs([one, near])
    assert (pair.score, pair.reasons) == (
        100,
        ("same words", "same length", "same year", "same album", "two sources"),
    )
    (pair,) = track_pairs([one, far])
    assert (pair.score, pair.reasons) == (
        80,
        ("same words", "lengths 60 s apart", "years 2000 and 2010", "another album"),
    )


def test_an_id_names_the_pair_and_not_its_order():
    forward, backward = (
        artist_pairs(artists("Beyonce", "Beyoncé")),
        artist_pairs(artists("Beyoncé", "Beyonce")),
    )
    assert forward == backward
    assert len(forward[0].id) == 8


@pytest.mark.parametrize(
    ("names", "streams", "kept"),
    [
        (("Beyonce", "Beyoncé"), (9, 1), "Beyoncé"),
        (("Beyoncé", "BeyoncÃ©"), (1, 99), "Beyoncé"),
        (("Underoath", "UnderØath"), (999, 9), "Underoath"),
        (("Expose", "Exposé"), (999, 9), "Expose"),
        (("Lady GaGa", "Lady Gaga"), (1, 9), "Lady Gaga"),
        (("b", "a"), (1, 1), "a"),
    ],
)
def test_the_spelling_to_keep(names, streams, kept):
    figures = tuple(Figures(streams=count) for count in streams)
    first, second = in_order(names, figures)
    assert (names[first], {first, second}) == (kept, {0, 1})


def test_the_track_to_keep():
    catalogue = Track("2", "smile", "Ann")
    played = Track("1", "Smile!", "Ann", inferred=True)
    assert in_order(("1", "2"), (Figures(), Figures()), (played, catalogue)) == (1, 0)
    edition = Track("1", "Smile (Explicit Version)", "Ann")
    assert in_order(("1", "2"), (Figures(), Figures()), (edition, catalogue)) == (1, 0)


def test_few_pairs_and_none_missing_that_one_letter_separates():
    dice = random.Random(7)
    names = sorted({"".join(dice.choices("abc", k=dice.randint(6, 9))) for _ in range(2_000)})
    found = {
        tuple(pair) for pair in neighbours(names, lambda place: halves(names[place]), within=5_000).tolist()
    }
    wanted = {
        (one, other)
        for one in range(len(names))
        for other in range(one + 1, len(names))
        if Levenshtein.distance(names[one], names[other], score_cutoff=1) == 1
    }
    assert len(wanted) > 1_000
    assert wanted <= found
    bounded = neighbours(names, lambda place: halves(names[place]))
    assert len(bounded) <= len(names) * 4 * NEIGHBOURS


def misspelt(dice, name):
    """One typing error: a letter lost, doubled, exchanged or swapped with the next."""
    place = dice.randrange(1, len(name) - 1)
    before, letter, after = name[:place], name[place], name[place + 1 :]
    return dice.choice(
        [
            before + after,
            before + letter + letter + after,
            before + "x" + after,
            before + after[0] + letter + after[1:],
        ]
    )


def test_precision_and_recall_on_generated_titles(tmp_path):
    """One title in twenty is typed again, wrongly; the generator's own titles hold near names too."""
    generate(tmp_path, records=100_000, seed=5)
    with (tmp_path / "Music_Info.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    dice = random.Random(5)
    tracks, wanted = [], set()
    for row in rows:
        facts = (None, int(row["year"]), int(row["duration_ms"]))
        tracks.append(Track(row["track_id"], row["name"], row["artist"], *facts))
        if len(row["name"]) > 7 and dice.random() < 0.05:
            tracks.append(Track(f"~{row['track_id']}", misspelt(dice, row["name"]), row["artist"], *facts))
            wanted.add((row["track_id"], f"~{row['track_id']}"))
    found = {(pair.one, pair.other) for pair in track_pairs(tracks) if pair.score >= SUGGESTED}
    assert len(wanted) > 200
    assert len(found & wanted) / len(wanted) > RECALL
    assert len(found - wanted) == PLANTED
