"""What became of a question: one reading, several to choose from, or words that aren't known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from vitrola.questions.reading import Reading
    from vitrola.questions.vocabulary import Lang

Reason = Literal[
    "unknown", "except", "beyond", "bands", "dimensions", "nothing", "others", "similar", "unheard"
]


@dataclass(frozen=True)
class Correction:
    """Words as typed, and the one value that they were taken for."""

    typed: str
    value: str


@dataclass(frozen=True)
class Unknown:
    """Words that stand for nothing in this lake, why, and values that are near to them."""

    words: str
    reason: Reason = "unknown"
    suggests: tuple[str, ...] = ()


@dataclass(frozen=True)
class Understood:
    """One reading is an understanding, several are a question back; with ``unknown`` words there is none."""

    text: str
    lang: Lang
    readings: tuple[Reading, ...] = ()
    corrections: tuple[Correction, ...] = ()
    unknown: tuple[Unknown, ...] = ()
