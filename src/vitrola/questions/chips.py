"""The parts of a reading, each with the readings that come of taking it away or changing it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vitrola.metrics.definitions import dimensions, measures
from vitrola.questions.reading import MOST_BY, ORDERED, reading
from vitrola.questions.saying import dimension_label, said_filter, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vitrola.questions.names import Names
    from vitrola.questions.reading import Reading
    from vitrola.questions.vocabulary import Lang

    Chip = dict[str, Any]

LIMITS = (5, 10, 20, 50)


def chips_of(read: Reading, names: Names, lang: Lang) -> list[Chip]:
    """Chips in the order of a sentence: measure, by what, of what, in which order, how many.

    Each has its text, the query string without it (None where it can't go) and those of its alternatives.
    """
    say = words_of(lang)
    found = [_measure(read, lang), _change(read, lang)]
    found += [_by(read, place, names, lang) for place in range(len(read.by))]
    if len(read.by) < MOST_BY:
        found.append(_more(read, names, lang))
    found += [
        _chip("filter", said_filter(name, values, names, lang), read.with_filter(name, ()), [])
        for name, values in read.filters
    ]
    if read.by:
        orders = [(say(order), replace(read, order=order)) for order in ("desc", "asc", "natural")]
        found.append(_chip("order", say(read.order), None, orders))
        found.append(_limit(read, lang))
    return found


def _measure(read: Reading, lang: Lang) -> Chip:
    options = [
        (each.label[lang], replace(read, measure=each.name))
        for each in measures().values()
        if each.by is None
    ]
    return _chip("measure", measures()[read.measure].label[lang], None, options)


def _change(read: Reading, lang: Lang) -> Chip:
    say = words_of(lang)
    options = [(say("itself"), replace(read, change=None))]
    options += [(say(change), replace(read, change=change)) for change in ("growth", "growth_rate")]
    without = replace(read, change=None) if read.change else None
    return _chip("change", say(read.change or "itself"), without, options)


def _by(read: Reading, place: int, names: Names, lang: Lang) -> Chip:
    name = read.by[place]
    others = [each for each in _offered(names) if each not in read.by]
    options = [
        (dimension_label(each, lang), _with_by(read, (*read.by[:place], each, *read.by[place + 1 :])))
        for each in others
    ]
    without = _with_by(read, (*read.by[:place], *read.by[place + 1 :]))
    label = words_of(lang)("by", what=dimension_label(name, lang).lower())
    return _chip("by", label, without, options)


def _more(read: Reading, names: Names, lang: Lang) -> Chip:
    """Another dimension to ask by."""
    options = [
        (dimension_label(each, lang), _with_by(read, (*read.by, each)))
        for each in _offered(names)
        if each not in read.by
    ]
    return _chip("more", words_of(lang)("by", what="…"), None, options)


def _limit(read: Reading, lang: Lang) -> Chip:
    say = words_of(lang)
    options = [(say("limit", n=number), replace(read, limit=number)) for number in LIMITS]
    text = say("limit", n=read.limit) if read.limit else say("no_limit")
    return _chip("limit", text, replace(read, limit=None) if read.limit else None, options)


def _with_by(read: Reading, by: tuple[str, ...]) -> Reading:
    kept = (
        read.order
        if by and any(name in ORDERED for name in by) == any(name in ORDERED for name in read.by)
        else None
    )
    return reading(read.measure, by, dict(read.filters), kept, read.limit, read.change)


def _offered(names: Names) -> list[str]:
    absent = names.absent(dimensions())
    return [name for name in dimensions() if name not in absent]


def _chip(part: str, text: str, without: Reading | None, options: Iterable[tuple[str, Reading]]) -> Chip:
    return {
        "part": part,
        "text": text,
        "remove": None if without is None else without.query(),
        "options": [{"text": said, "query": read.query()} for said, read in options],
    }
