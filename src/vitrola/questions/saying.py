"""A reading and its answer in words, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vitrola.metrics.definitions import dimensions, measures
from vitrola.questions.reading import SPAN
from vitrola.wording.words import wording

if TYPE_CHECKING:
    from vitrola.questions.answering import Figures
    from vitrola.questions.names import Names
    from vitrola.questions.reading import Reading
    from vitrola.questions.vocabulary import Lang
    from vitrola.wording.words import Wording

    Row = dict[str, Any]

SHOWN_TITLES = 40


def words_of(lang: Lang) -> Wording:
    """The texts of this room in a language."""
    return wording("questions", "pt-BR" if lang == "pt" else "en")


def dimension_label(name: str, lang: Lang) -> str:
    """What a dimension is called."""
    return dimensions()[name].label[lang]


def said_value(name: str, value: Any, lang: Lang) -> str:  # noqa: PLR0911 - one for each format
    """What a person calls a value of a dimension; a span by its ends."""
    say = words_of(lang)
    if value is None:
        return say("not_informed")
    text = str(value)
    if SPAN in text:
        return " \u2013 ".join(said_value(name, end, lang) for end in text.split(SPAN))
    if name == "month":
        return f"{say('months').split()[int(text[5:]) - 1]} {text[:4]}"
    if name == "weekday":
        return say("weekdays").split()[int(text) - 1]
    if name == "date":
        return say.day(text)
    if name == "sex" and say.has(f"sex_{text}"):
        return say(f"sex_{text}")
    return text


def said_filter(name: str, values: tuple[str | None, ...], names: Names, lang: Lang) -> str:
    """A filter with its values; months that follow each other by the first and the last."""
    known = list(map(str, names.values(name))) if name in ("month", "weekday") else []
    places = [known.index(value) for value in values if value in known]
    follow = len(values) > 2 and len(places) == len(values) and places[-1] - places[0] + 1 == len(places)
    if follow:
        first, last = (said_value(name, values[end], lang) for end in (0, -1))
        return f"{dimension_label(name, lang)}: {first} \u2013 {last}"
    return f"{dimension_label(name, lang)}: {', '.join(said_value(name, value, lang) for value in values)}"


def said_measure(reading: Reading, lang: Lang) -> str:
    """What is measured, and how it changed where that is asked."""
    label = measures()[reading.measure].label[lang]
    return f"{label}, {words_of(lang)(reading.change)}" if reading.change else label


def said_reading(reading: Reading, names: Names, lang: Lang) -> str:
    """A reading in one line."""
    say = words_of(lang)
    parts = [
        _what(reading, lang),
        *(said_filter(name, values, names, lang) for name, values in reading.filters),
    ]
    if reading.by:
        parts.append(say(reading.order))
    if reading.limit:
        parts.append(say("limit", n=reading.limit))
    return " · ".join(parts)


def said_number(reading: Reading, value: Any, lang: Lang, *, changed: bool = False) -> str:
    """A value in its measure's format; a change with its sign."""
    say = words_of(lang)
    if value is None:
        return say("no_value")
    form = measures()[reading.measure].format
    if form in ("month", "weekday"):
        return said_value(form, value, lang)
    if changed:
        sign = "+" if value > 0 else "\u2212" if value < 0 else ""
        magnitude = abs(value)
        if reading.change == "growth_rate":
            return sign + say.share(magnitude)
        return sign + (
            say.number(magnitude * 100, 3) + " p.p." if form == "share" else _plain(say, form, magnitude)
        )
    return say.share(value) if form == "share" else _plain(say, form, value)


def said_row(row: Row, by: tuple[str, ...], lang: Lang) -> list[str]:
    """What a row is about."""
    return [_entry(name, each, lang) for name, each in zip(by, row["of"], strict=True)]


def said_answer(reading: Reading, found: Figures, names: Names, lang: Lang) -> str:
    """The answer as a sentence."""
    say = words_of(lang)
    filters = "; ".join(said_filter(name, values, names, lang) for name, values in reading.filters)
    told = {"what": _what(reading, lang), "under": say("under", filters=filters) if filters else ""}
    if not found.rows:
        return say("nothing", **told)
    row = found.rows[0]
    value = (
        say("withheld")
        if row.get("suppressed")
        else said_number(reading, row["value"], lang, changed=bool(reading.change))
    )
    known = reading.change and row["value"] is not None
    sides = {side: said_number(reading, row[side], lang) for side in ("now", "before")} if known else {}
    if not reading.by:
        return say("single_change" if known else "single", value=value, **told, **sides)
    if reading.order == "natural" or row["value"] is None:
        return say("listed", n=min(found.total_rows, reading.limit or found.total_rows), **told)
    top = ", ".join(said_row(row, reading.by, lang))
    form = "change" if known else reading.order
    return say(f"first_{form}", top=top[:1].upper() + top[1:], value=value, **told, **sides)


def _what(reading: Reading, lang: Lang) -> str:
    say = words_of(lang)
    measure = said_measure(reading, lang)
    if not reading.by:
        return measure
    by = say("and").join(dimension_label(name, lang).lower() for name in reading.by)
    return f"{measure} {say('by', what=by)}"


def _entry(name: str, entry: Row, lang: Lang) -> str:
    if "label" in entry:
        say = words_of(lang)
        return (
            say("track_by", title=entry["label"], artist=entry["artist"])
            if entry["artist"]
            else str(entry["label"])
        )
    return said_value(name, entry["value"], lang)


def _plain(say: Wording, form: str, value: float) -> str:
    digits = {"decimal": 2, "age": 1}.get(form, 0)
    if digits == 0:
        return say.number(round(value))
    whole, _, part = f"{value:.{digits}f}".partition(".")
    return say.number(int(whole)) + ("," if say.short == "pt" else ".") + part
