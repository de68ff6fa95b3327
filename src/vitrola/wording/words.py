"""Words and numbers in the reader's language, for what is handed over."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, get_args

from vitrola.errors import UsageError
from vitrola.yamltext import shipped

if TYPE_CHECKING:
    from collections.abc import Mapping

Lang = Literal["pt-BR", "en"]
MARKS = {"pt-BR": str.maketrans(",.", ".,"), "en": str.maketrans("", "")}


@dataclass(frozen=True)
class Wording:
    """Texts of one package's ``words.yaml`` in one language; numbers with its separators."""

    lang: Lang
    texts: Mapping[str, Mapping[str, str]]

    @property
    def short(self) -> Literal["pt", "en"]:
        """The language's name in contracts and definitions."""
        return "pt" if self.lang == "pt-BR" else "en"

    def __call__(self, name: str, **values: Any) -> str:
        """A text with its numbers filled in; its first part is for one, where it has two (one | many)."""
        text = self.texts[name][self.short]
        if " | " in text:
            one, many = text.split(" | ")
            text = one if values.get("n") == 1 else many
        return text.format(
            **{key: self.number(v) if isinstance(v, (int, float)) else v for key, v in values.items()}
        )

    def has(self, name: str) -> bool:
        """Whether there is such a text."""
        return name in self.texts

    def number(self, value: float, digits: int = 4) -> str:
        """Whole numbers in full, others with at most so many digits that say something."""
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
            value = int(value)
        if isinstance(value, int):
            return f"{value:,}".translate(MARKS[self.lang])
        if abs(value) >= 10 ** (digits - 1):
            return f"{value:,.1f}".translate(MARKS[self.lang])
        return f"{value:.{digits}g}".translate(MARKS[self.lang])

    def fixed(self, value: float, places: int) -> str:
        """A number with so many decimal places."""
        return f"{value:,.{places}f}".translate(MARKS[self.lang])

    def share(self, part: float) -> str:
        """A share as a percentage; one that is hardly there isn't called nothing, nor nearly all all."""
        if 0 < part < 0.0005:
            return "< " + f"{0.001:.1%}".translate(MARKS[self.lang])
        if 0.9995 < part < 1:
            return "> " + f"{0.999:.1%}".translate(MARKS[self.lang])
        return f"{part:.1%}".translate(MARKS[self.lang])

    def size(self, count: int) -> str:
        """Bytes as kB, MB or GB."""
        for unit, step in (("GB", 1e9), ("MB", 1e6)):
            if count >= step:
                return f"{count / step:,.1f} {unit}".translate(MARKS[self.lang])
        return f"{count / 1e3:,.1f} kB".translate(MARKS[self.lang])

    def day(self, instant: str) -> str:
        """The day of an ISO 8601 instant."""
        year, month, day = instant[:10].split("-")
        return f"{day}/{month}/{year}" if self.lang == "pt-BR" else instant[:10]


def language(lang: str) -> Lang:
    """The language of a name, ``pt`` being pt-BR; raises UsageError where there are no texts in it."""
    known = {**{name: name for name in get_args(Lang)}, "pt": get_args(Lang)[0]}
    if lang not in known:
        raise UsageError(f"lang must be {' or '.join(get_args(Lang))}, not {lang[:20]!r}.")
    found: Lang = known[lang]
    return found


@cache
def wording(package: str, lang: str) -> Wording:
    """The texts of ``vitrola.<package>``; raises UsageError for a language there are none in."""
    return Wording(language(lang), shipped(package, "words.yaml"))
