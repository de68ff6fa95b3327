"""Suggest which artists and tracks are one, written in two ways. Nothing is merged here."""

from vitrola.matching.artists import artist_pairs
from vitrola.matching.keeping import Figures, in_order
from vitrola.matching.tracks import track_pairs
from vitrola.matching.types import Pair, Track

__all__ = ["Figures", "Pair", "Track", "artist_pairs", "in_order", "track_pairs"]
