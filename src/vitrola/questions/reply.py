"""The reply to a question: an answer and how it was understood, a question back, or what isn't known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vitrola.errors import UsageError
from vitrola.metrics.definitions import dimensions, measures
from vitrola.metrics.parts import explained_by
from vitrola.questions.answering import figures
from vitrola.questions.calendar import known_of
from vitrola.questions.chips import chips_of
from vitrola.questions.grammar import understand
from vitrola.questions.names import names_of
from vitrola.questions.saying import (
    dimension_label,
    said_answer,
    said_number,
    said_reading,
    said_row,
    said_value,
    words_of,
)
from vitrola.questions.stating import link_of, state_of
from vitrola.questions.tokens import SMALL_WORDS, tokens

if TYPE_CHECKING:
    from vitrola.metrics.cube import Cube
    from vitrola.questions.answering import Figures, Scan
    from vitrola.questions.calendar import Known
    from vitrola.questions.names import Names
    from vitrola.questions.reading import Reading
    from vitrola.questions.understood import Understood, Unknown
    from vitrola.questions.vocabulary import Lang

    Reply = dict[str, Any]


@dataclass(frozen=True)
class Lexicon:
    """What of one cube questions are read with."""

    names: Names
    known: Known


def lexicon_of(cube: Cube) -> Lexicon:
    """The lexicon of a cube; takes as long as it has names."""
    return Lexicon(names_of(cube), known_of(cube))


def warm_lexicon(lexicon: Lexicon) -> None:
    """Fold what questions are compared with, so that the first person needn't wait."""
    understand("radiohed rdhd", lexicon.names, lexicon.known)


def reply_to(text: str, lexicon: Lexicon, scan: Scan, lang: Lang | None = None, smallest: int = 0) -> Reply:
    """The reply to a question in words; its sentence is in its language, the rest in ``lang`` if given.

    ``kind`` is answer, ambiguous, unknown or refused.
    """
    found = understand(text, lexicon.names, lexicon.known, lang or "pt")
    lang = lang or found.lang
    told: Reply = {
        "question": found.text,
        "corrections": [{"typed": each.typed, "value": each.value} for each in found.corrections],
    }
    if found.unknown:
        return told | _unknown(found, lexicon, lang)
    if len(found.readings) > 1:
        return told | _ambiguous(found, lexicon, lang)
    told["corrections"] += _taken_by_a_part(found)
    return told | reply_with(found.readings[0], lexicon, scan, lang, smallest, spoken=found.lang)


def _taken_by_a_part(found: Understood) -> list[Reply]:
    """Artists of whose name the question has a part only, which may have meant something else."""
    typed = {token.text: found.text[token.start : token.end] for token in tokens(found.text)}
    spelt = {each.value for each in found.corrections}
    taken = []
    for artist in found.readings[0].filtered("artist"):
        name = [each.text for each in tokens(artist or "") if each.is_word and each.text not in SMALL_WORDS]
        said = [typed[word] for word in name if word in typed]
        if artist not in spelt and 0 < len(said) < len(name):
            taken.append({"typed": " ".join(said), "value": artist})
    return taken


def reply_with(
    read: Reading, lexicon: Lexicon, scan: Scan, lang: Lang, smallest: int = 0, *, spoken: Lang | None = None
) -> Reply:
    """The reply to a reading."""
    names = lexicon.names
    understood = {
        "lang": spoken or lang,
        "reading": read.as_json(),
        "query": read.query(),
        "understood": said_reading(read, names, lang),
        "chips": chips_of(read, names, lang),
    }
    try:
        _check_had(read, names)
        found = figures(read, names, scan, smallest)
        link = link_of(state_of(read, names))
    except UsageError as error:
        sentence = error.pt if lang == "pt" and error.pt else error.message
        return {"kind": "refused", **understood, "sentence": sentence}
    return {
        "kind": "answer",
        **understood,
        "sentence": said_answer(read, found, names, spoken or lang),
        "notes": [words_of(lang)("simulated")] if found.simulated else [],
        "link": link,
        "why": read.measure if read.change and not read.by and explained_by(read.measure) else None,
        "answer": _answer(read, found, lang),
    }


def _answer(read: Reading, found: Figures, lang: Lang) -> Reply:
    columns = [dimension_label(name, lang) for name in read.by]
    measure = measures()[read.measure].label[lang]
    say = words_of(lang)
    heads = [f"{measure}, {say(read.change)}" if read.change else measure]
    return {
        "columns": [*columns, *heads],
        "rows": [_told(read, row, lang) for row in found.rows],
        "not_informed": [_told(read, row, lang) for row in found.not_informed],
        "total_rows": found.total_rows,
        "filters": found.state.as_json(),
        "simulated": found.simulated,
    }


def _told(read: Reading, row: dict[str, Any], lang: Lang) -> dict[str, Any]:
    """A row with its texts beside its values."""
    withheld = row.get("suppressed")
    number = said_number(read, row["value"], lang, changed=bool(read.change))
    return {
        **row,
        "values": [entry["value"] for entry in row["of"]],
        "of": said_row(row, read.by, lang),
        "text": words_of(lang)("withheld") if withheld else number,
    }


def _ambiguous(found: Understood, lexicon: Lexicon, lang: Lang) -> Reply:
    choices = [
        {"text": said_reading(read, lexicon.names, lang), "query": read.query(), "reading": read.as_json()}
        for read in found.readings
    ]
    return {
        "kind": "ambiguous",
        "lang": found.lang,
        "sentence": words_of(found.lang)("which"),
        "choices": choices,
    }


def _unknown(found: Understood, lexicon: Lexicon, lang: Lang) -> Reply:
    sentence = " ".join(_why(each, lexicon, found.lang) for each in found.unknown)
    return {
        "audience": _audience(found, lexicon),
        "kind": "unknown",
        "lang": found.lang,
        "sentence": sentence,
        "unknown": [
            {
                "words": each.words,
                "reason": each.reason,
                "suggests": _suggested(each, found, lexicon),
            }
            for each in found.unknown
        ],
        "meant": words_of(lang)("meant"),
    }


def _audience(found: Understood, lexicon: Lexicon) -> str | None:
    """The one artist whose like is asked for: its audience's page has what comes nearest to an answer."""
    words = [each.words for each in found.unknown if each.reason == "similar"]
    if not words:
        return None
    then = understand(found.text.replace(words[0], "", 1), lexicon.names, lexicon.known)
    named = {artist for read in then.readings for artist in read.filtered("artist")}
    return named.pop() if len(named) == 1 else None


def _suggested(each: Unknown, found: Understood, lexicon: Lexicon) -> list[Reply]:
    """Near names, each with the question that has it instead, of which more is understood."""
    rest = found.text
    for other in found.unknown:
        rest = rest.replace(other.words, "", 1) if other != each else rest
    for known in found.corrections:
        rest = rest.replace(known.typed, known.value, 1)
    return [
        {"value": value, "question": found.text.replace(each.words, value, 1)}
        for value in each.suggests
        if _leads_on(rest.replace(each.words, value, 1), lexicon)
    ]


def _leads_on(text: str, lexicon: Lexicon) -> bool:
    """Whether a question is understood as it is written, and the data has what it is asked by."""
    then = understand(text, lexicon.names, lexicon.known, near=False)
    return any(not lexicon.names.absent(read.by) for read in then.readings)


def _check_had(read: Reading, names: Names) -> None:
    """Raise UsageError where it is asked by what the data doesn't have."""
    if absent := names.absent(read.by):
        by = [dimensions()[name].label for name in absent]
        raise UsageError(
            f"The data has no {' and no '.join(each['en'].lower() for each in by)}.",
            pt=f"Os dados não têm {' nem '.join(each['pt'].lower() for each in by)}.",
        )


def _why(each: Unknown, lexicon: Lexicon, lang: Lang) -> str:
    say, known = words_of(lang), lexicon.known
    if each.reason in ("nothing", "dimensions"):
        return say(f"{each.reason}_asked")
    more: dict[str, str] = {}
    if each.reason == "beyond" and known.first and known.last:
        more = {"first": said_value("date", known.first, lang), "last": said_value("date", known.last, lang)}
    elif each.reason == "unheard":
        more = {"genres": ", ".join(lexicon.names.values("genre"))}
    elif each.reason == "bands":
        more = {"bands": ", ".join(known.bands)}
    reason = each.reason if more or each.reason not in ("beyond", "bands", "unheard") else "unknown"
    return say(reason, words=each.words, **more)
