"""Identifiers of the shapes the reference data has; long enough never to repeat by chance."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

TRACK_ID_ALPHABET: Final = string.ascii_uppercase + string.digits
SPOTIFY_ID_ALPHABET: Final = string.digits + string.ascii_letters
PREVIEW_URL: Final = "https://p.scdn.co/mp3-preview/"
HEX_LENGTH: Final = 40


def track_ids(rng: np.random.Generator, count: int) -> list[str]:
    """Draw ids of ``TR`` and 16 upper-case letters or digits."""
    return ["TR" + text for text in _texts(rng, TRACK_ID_ALPHABET, count, 16)]


def spotify_ids(rng: np.random.Generator, count: int) -> list[str]:
    """Draw ids of 22 base-62 characters."""
    return _texts(rng, SPOTIFY_ID_ALPHABET, count, 22)


def preview_urls(rng: np.random.Generator, count: int) -> list[str]:
    """Draw addresses of previews, which end in 40 hexadecimal digits."""
    return [PREVIEW_URL + text.decode() for text in hexes(rng, count).tolist()]


def hexes(rng: np.random.Generator, count: int) -> NDArray[np.bytes_]:
    """Draw texts of 40 lower-case hexadecimal digits, as the ids of users are."""
    return np.frombuffer(rng.bytes(HEX_LENGTH // 2 * count).hex().encode(), dtype=f"S{HEX_LENGTH}")


def _texts(rng: np.random.Generator, alphabet: str, count: int, length: int) -> list[str]:
    letters = np.frombuffer(alphabet.encode(), dtype=np.uint8)
    drawn = letters[rng.integers(len(alphabet), size=(count, length))]
    return [text.decode() for text in drawn.view(f"S{length}").ravel().tolist()]
