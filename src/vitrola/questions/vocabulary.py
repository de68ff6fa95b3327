"""The words that questions are made of, in both languages, read from vocabulary.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from vitrola.questions.tokens import singular, tokens
from vitrola.yamltext import shipped

Lang = Literal["pt", "en"]
SHORTEST = 4
"""Letters of a word that may be misspelt."""
UNSAID = (
    "silent", "unsupported", "except", "without", "verb", "among", "holidays", "of_whom",
    "similar", "unheard",
)  # fmt: skip
"""Kinds that no misspelt word is taken for."""


@dataclass(frozen=True)
class Sense:
    """One thing that words can mean: what the grammar sees, what it stands for, in which language."""

    kind: str
    value: Any
    lang: Lang


@dataclass(frozen=True)
class Vocabulary:
    """Senses by phrase, a phrase being its words without plurals.

    ``spelt`` has single words that say something, as written.
    """

    senses: dict[tuple[str, ...], tuple[Sense, ...]]
    spelt: dict[str, str]
    longest: int

    def of(self, words: tuple[str, ...]) -> tuple[Sense, ...]:
        """What a phrase can mean; nothing where it isn't known."""
        return self.senses.get(tuple(map(singular, words)), ())


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary that is shipped."""
    senses: dict[tuple[str, ...], list[Sense]] = {}
    spelt: dict[str, str] = {}
    for entry in shipped("questions", "vocabulary.yaml"):
        for lang in ("pt", "en"):
            for phrase in filter(None, (part.strip() for part in entry.get(lang, "").split(","))):
                words = phrase_of(phrase)
                value = entry["value"]
                sense = Sense(entry["kind"], tuple(value) if isinstance(value, list) else value, lang)
                if sense not in senses.setdefault(tuple(map(singular, words)), []):
                    senses[tuple(map(singular, words))].append(sense)
                if len(words) == 1 and entry["kind"] not in UNSAID and len(words[0]) >= SHORTEST:
                    spelt.setdefault(singular(words[0]), phrase)
    return Vocabulary(
        {phrase: tuple(found) for phrase, found in senses.items()}, spelt, max(map(len, senses))
    )


def phrase_of(text: str) -> tuple[str, ...]:
    """The words of a phrase; its marks don't count, but for %."""
    return tuple(token.text for token in tokens(text) if token.is_word or token.text == "%")
