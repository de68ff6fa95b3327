"""A question in words becomes a reading of measures, dimensions and values that exist, or a question back."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from vitrola.questions import times, traits
from vitrola.questions.alternatives import alternatives
from vitrola.questions.context import settled
from vitrola.questions.filtering import filters_of, values_named
from vitrola.questions.items import items_of
from vitrola.questions.leftovers import leftovers
from vitrola.questions.reading import MOST_BY
from vitrola.questions.rewriting import rewritten
from vitrola.questions.spelling import corrected
from vitrola.questions.understood import Understood, Unknown

if TYPE_CHECKING:
    from vitrola.questions.calendar import Known
    from vitrola.questions.items import Item
    from vitrola.questions.names import Names
    from vitrola.questions.reading import Reading
    from vitrola.questions.vocabulary import Lang

LONGEST = 300
"""Characters of a question."""
MOST_READINGS = 6


def understand(text: str, names: Names, known: Known, lang: Lang = "pt", *, near: bool = True) -> Understood:
    """What a question asks for. ``lang`` is the answer's language where the words are of both or none.

    Without ``near`` words are taken as they are: none is corrected, and nothing is suggested for one.
    """
    typed = unicodedata.normalize("NFC", text)[:LONGEST]
    found = items_of(typed, names)
    spoken = _language(found)
    told = spoken or lang
    items, corrections = corrected(found, names, spoken) if near else (found, [])
    items = settled(items, names)
    items = rewritten(items, times.RULES, known)
    items = rewritten(items, traits.RULES, known)
    items = values_named(items, names)
    items = rewritten(items, traits.AFTER_NAMES, known)
    unknown = leftovers(items, typed, names if near else None)
    if unknown:
        return Understood(typed, told, corrections=tuple(corrections), unknown=unknown)
    filters = filters_of(items)
    readings = alternatives(items, filters, names, known)
    if not readings:
        return Understood(typed, told, corrections=tuple(corrections), unknown=(Unknown("", "nothing"),))
    if others := [title for read in readings if (title := _of_others(read, names))]:
        return Understood(
            typed, told, corrections=tuple(corrections), unknown=(Unknown(others[0], "others"),)
        )
    if any(len(read.by) > MOST_BY for read in readings):
        return Understood(typed, told, corrections=tuple(corrections), unknown=(Unknown("", "dimensions"),))
    return Understood(typed, told, tuple(dict.fromkeys(readings))[:MOST_READINGS], tuple(corrections))


def _of_others(read: Reading, names: Names) -> str | None:
    """The titles asked for, where none of the artists asked for has one of them."""
    titles = [title for title in read.filtered("track") if title]
    if not titles or any(names.ids(title, read.filtered("artist")) for title in titles):
        return None
    return ", ".join(titles)


def _language(items: list[Item]) -> Lang | None:
    """The language that more of the words are of; None where they are of both or none."""
    count = {each: sum(item.langs == {each} for item in items) for each in ("pt", "en")}
    if count["pt"] == count["en"]:
        return None
    return "pt" if count["pt"] > count["en"] else "en"
