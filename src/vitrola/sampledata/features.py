"""Audio features in the ranges and formats of the reference data; their distributions are assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

TIME_SIGNATURES: Final = (0, 1, 3, 4, 5)
TIME_SIGNATURE_SHARES: Final = (0.001, 0.009, 0.08, 0.9, 0.01)
MAJOR_SHARE: Final = 0.63
SHORTEST_MS: Final = 20_000


def audio_features(rng: np.random.Generator, count: int) -> dict[str, list[Any]]:
    """Draw the columns from ``duration_ms`` to ``time_signature`` for ``count`` tracks.

    Durations are in milliseconds, loudness in dB (negative), tempo in beats per minute, the other
    decimals from 0 to 1.
    """
    return {
        "duration_ms": (SHORTEST_MS + rng.gamma(5.0, 46_000.0, count)).astype(np.int64).tolist(),
        "danceability": _rounded(rng.beta(4.0, 4.0, count), 3),
        "energy": _rounded(rng.beta(2.6, 1.3, count), 3),
        "key": rng.integers(12, size=count).tolist(),
        "loudness": _rounded(-0.3 - rng.gamma(3.0, 2.6, count), 3),
        "mode": (rng.random(count) < MAJOR_SHARE).astype(np.int64).tolist(),
        "speechiness": _rounded(0.02 + 0.9 * rng.beta(0.9, 14.0, count), 4),
        "acousticness": _significant(rng.beta(0.4, 1.1, count)),
        "instrumentalness": _significant(rng.beta(0.15, 0.5, count)),
        "liveness": _rounded(0.01 + 0.98 * rng.beta(1.6, 6.0, count), 4),
        "valence": _rounded(rng.beta(1.5, 1.9, count), 3),
        "tempo": _rounded(np.clip(rng.normal(123.5, 29.0, count), 40.0, 239.0), 3),
        "time_signature": rng.choice(TIME_SIGNATURES, size=count, p=TIME_SIGNATURE_SHARES).tolist(),
    }


def _rounded(values: NDArray[np.float64], digits: int) -> list[float]:
    rounded: list[float] = np.round(values, digits).tolist()
    return rounded


def _significant(values: NDArray[np.float64]) -> list[str]:
    """Write three significant digits, very small values in e-notation and the smallest as 0."""
    return [f"{value:.3g}" if value >= 1e-6 else "0.0" for value in values.tolist()]
