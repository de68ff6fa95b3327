"""The nine planted pairs: one recording under two track ids, of the kinds the real data has.

Titles are invented; what differs within a pair (title, genre, number of tags) is as in the real pair of
that kind. The survivor is the row a person would keep; of the live variant either may be kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Version:
    """One row of a pair: its title, its delivered genre ("" = none) and its tags (empty = none)."""

    name: str
    genre: str
    tags: tuple[str, ...]


@dataclass(frozen=True)
class PairRecipe:
    """What a pair looks like and what kind of real defect it stands for."""

    kind: str
    genre: str
    survivor: Version
    loser: Version


@dataclass(frozen=True)
class PlantedPair:
    """A pair as written: both track ids share ``spotify_id``.

    ``shared_listeners`` is the number of users who played both, so the rows that re-keying merges.
    """

    kind: str
    spotify_id: str
    survivor_track_id: str
    survivor_name: str
    loser_track_id: str
    loser_name: str
    shared_listeners: int


PAIR_RECIPES: Final = (
    PairRecipe(
        "spacing in a number",
        "Rock",
        Version("11 PM Ferry", "", ("rock", "pop_rock", "alternative", "90s", "00s", "male_vocalists")),
        Version("11PM Ferry", "", ("rock", "90s")),
    ),
    PairRecipe(
        "capitalisation",
        "Jazz",
        Version("Nocturne for a Harbour, Op. 23", "", ("instrumental",)),
        Version("Nocturne For A Harbour, Op. 23", "", ("instrumental", "beautiful", "mellow", "soundtrack")),
    ),
    PairRecipe(
        "question mark dropped",
        "Rock",
        Version("Will You Wait Up Tonight?", "Rock", ("rock", "indie", "90s")),
        Version("Will You Wait Up Tonight", "", ("rock", "indie", "90s")),
    ),
    PairRecipe(
        "article dropped",
        "Pop",
        Version("The Loudest Hush", "Pop", ("pop", "indie_pop", "dance", "female_vocalists", "00s")),
        Version("Loudest Hush", "Pop", ("pop", "dance", "female_vocalists", "00s")),
    ),
    PairRecipe(
        "first letter doubled",
        "Rock",
        Version("Lanternfish", "", ("indie", "indie_rock", "00s")),
        Version("lLanternfish", "Rock", ("indie", "indie_rock", "00s")),
    ),
    PairRecipe(
        "other spelling",
        "Rap",
        Version("Where U Left It", "Rap", ("rap", "hip_hop", "90s")),
        Version("Where You Left It", "", ("rap", "hip_hop", "90s")),
    ),
    PairRecipe(
        "accents dropped",
        "World",
        Version("Volto à tua varanda", "", ("world", "african", "chillout")),
        Version("Volto A Tua Varanda", "", ()),
    ),
    PairRecipe(
        "comma dropped",
        "Rock",
        Version("Steady, Steady", "", ("rock", "alternative", "00s")),
        Version("Steady Steady", "Rock", ("rock", "alternative", "00s")),
    ),
    PairRecipe(
        "live variant",
        "Reggae",
        Version("Too Tall Too Soon (Live)", "", ("ska",)),
        Version("Too Tall Too Soon", "", ("ska", "reggae", "british", "80s", "party")),
    ),
)
