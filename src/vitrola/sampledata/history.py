"""The listening history: who played which track how often; no user has a track twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from vitrola.sampledata import identifiers
from vitrola.sampledata.listeners import playcounts, rows_per_track, rows_per_user

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vitrola.sampledata.catalogue import Catalogue
    from vitrola.sampledata.figures import Scale

    Ints = NDArray[np.int64]

TRACK_BITS: Final = 16
TRACK_MASK: Final = (1 << TRACK_BITS) - 1
SHARED_LISTENERS: Final = 2
"""Users given both tracks of a planted pair on purpose, per pair; chance adds more."""


@dataclass(frozen=True)
class History:
    """All rows in file order, users contiguous.

    ``track`` and ``user`` are places in the catalogue and in ``user_ids``; ``plays`` is the playcount.
    """

    track: NDArray[np.uint16]
    user: NDArray[np.int32]
    plays: NDArray[np.uint16]
    user_ids: NDArray[np.bytes_]

    def shared_listeners(self, one: int, other: int) -> int:
        """Count the users who played both tracks."""
        users_of_one, users_of_other = (self.user[self.track == track] for track in (one, other))
        return len(np.intersect1d(users_of_one, users_of_other, assume_unique=True))


def build_history(rng: np.random.Generator, catalogue: Catalogue, scale: Scale) -> History:
    """Draw the whole history."""
    of_track = rows_per_track(rng, catalogue, scale)
    of_user = rows_per_user(rng, scale)
    keys = _deal(rng, catalogue, of_track, of_user)
    return History(
        track=(keys & TRACK_MASK).astype(np.uint16),
        user=(keys >> TRACK_BITS).astype(np.int32),
        plays=playcounts(rng, scale),
        user_ids=identifiers.hexes(rng, scale.users),
    )


def _deal(rng: np.random.Generator, catalogue: Catalogue, of_track: Ints, of_user: Ints) -> Ints:
    """Deal the tracks to the users and give keys (user, track) in one integer, sorted by user."""
    seats, guests = _shared_seats(catalogue, of_user)
    remaining = of_track - np.bincount(guests, minlength=len(of_track))
    deck = np.repeat(np.arange(len(of_track), dtype=np.uint16), remaining)
    rng.shuffle(deck)
    track = np.empty(len(deck) + len(guests), dtype=np.int64)
    free = np.ones(len(track), dtype=np.bool_)
    free[seats] = False
    track[free] = deck
    track[seats] = guests
    keys = np.repeat(np.arange(len(of_user)) << TRACK_BITS, of_user)
    pinned = np.sort(keys[seats] | guests)
    keys |= track
    keys.sort()
    _separate_repeats(rng, keys, pinned)
    return keys


def _shared_seats(catalogue: Catalogue, of_user: Ints) -> tuple[Ints, Ints]:
    """Choose rows for both tracks of each pair: the first two of some of the busiest users."""
    needed = SHARED_LISTENERS * len(catalogue.pairs)
    users = np.argsort(-of_user, kind="stable")[:needed]
    first = (np.cumsum(of_user) - of_user)[users]
    pairs = [(pair.survivor, pair.loser) for pair in catalogue.pairs] * SHARED_LISTENERS
    return np.concatenate([first, first + 1]), np.array(pairs, dtype=np.int64).T.ravel()


def _separate_repeats(rng: np.random.Generator, keys: Ints, pinned: Ints) -> None:
    """Exchange the track of every repeated key with that of a random row until no key repeats.

    Rows per track and per user stay as they are; ``pinned`` keys are never given away. An exchange
    that would make a new repeat is tried again with another row.
    """
    before = keys.copy()
    made = np.empty(0, dtype=np.int64)
    repeats = np.flatnonzero(keys[1:] == keys[:-1]) + 1
    while len(repeats):
        partners = rng.choice(len(keys), size=len(repeats), replace=False)
        ours, theirs = keys[repeats], keys[partners]
        for_us = ours - (ours & TRACK_MASK) + (theirs & TRACK_MASK)
        for_them = theirs - (theirs & TRACK_MASK) + (ours & TRACK_MASK)
        usable = ~(np.isin(partners, repeats) | _contains(pinned, theirs))
        for proposed in (for_us, for_them):
            usable &= ~(_contains(before, proposed) | _contains(made, proposed))
        usable &= _occurs_once(for_us, for_them)
        keys[repeats[usable]], keys[partners[usable]] = for_us[usable], for_them[usable]
        made = np.sort(np.concatenate([made, for_us[usable], for_them[usable]]))
        repeats = repeats[~usable]


def _contains(ordered: Ints, values: Ints) -> NDArray[np.bool_]:
    if not len(ordered):
        return np.zeros(len(values), dtype=np.bool_)
    places = np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)
    found: NDArray[np.bool_] = ordered[places] == values
    return found


def _occurs_once(one: Ints, other: Ints) -> NDArray[np.bool_]:
    """Tell for each place whether both its values are unlike all other values."""
    _, inverse, counts = np.unique(np.concatenate([one, other]), return_inverse=True, return_counts=True)
    single: NDArray[np.bool_] = counts[inverse] == 1
    return single[: len(one)] & single[len(one) :]
