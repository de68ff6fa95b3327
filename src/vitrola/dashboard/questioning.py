"""A question's parameters: words, or the parts of a reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vitrola.dashboard.parameters import taken
from vitrola.errors import UsageError
from vitrola.questions.grammar import LONGEST
from vitrola.questions.reading import parse_reading
from vitrola.questions.reply import reply_to, reply_with

if TYPE_CHECKING:
    from vitrola.questions.answering import Scan
    from vitrola.questions.reading import Reading
    from vitrola.questions.reply import Lexicon
    from vitrola.questions.vocabulary import Lang


@dataclass(frozen=True)
class Question:
    """What is asked: ``text`` in words, or else a reading; ``lang`` is the reader's language."""

    text: str
    reading: Reading | None
    lang: Lang

    def replied(self, lexicon: Lexicon, scan: Scan, smallest: int) -> dict[str, Any]:
        """The reply to it."""
        if self.reading is None:
            return reply_to(self.text, lexicon, scan, self.lang, smallest)
        return reply_with(self.reading, lexicon, scan, self.lang, smallest)


def question_of(given: list[tuple[str, str]]) -> Question:
    """The question of a query string: either ``q`` or the parts of a reading; raises UsageError."""
    own, rest = taken(given, ("q", "lang"))
    lang = own.get("lang", "pt")
    if lang not in ("pt", "en"):
        raise UsageError(f"lang must be pt or en, not {lang[:50]!r}.")
    spoken: Lang = "pt" if lang == "pt" else "en"
    if "q" not in own:
        return Question("", parse_reading(rest), spoken)
    if rest:
        raise UsageError(
            f"A question in words has no {rest[0][0][:50]!r} beside it; known are q, lang, publication."
        )
    text = own["q"].strip()
    if not 0 < len(text) <= LONGEST:
        raise UsageError(
            f"q must have between 1 and {LONGEST} characters.",
            pt=f"A pergunta deve ter de 1 a {LONGEST} caracteres.",
        )
    return Question(text, None, spoken)
