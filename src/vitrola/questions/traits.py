"""Rules for release years, ages, sexes, countries and names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vitrola.questions.items import Item, made
from vitrola.questions.rewriting import Rule
from vitrola.questions.timing import all_of, beyond

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vitrola.questions.calendar import Known

    Named = dict[str, Item]

OLDEST = 120
FIRST_YEAR, LAST_YEAR = 1000, 2999
_SINCE_2000 = 30
"""Decades below are said of this century."""


def _released(known: Known, named: Named, first: int, last: int) -> list[Item]:
    if not any(first <= year <= last for year in known.release_years):
        return beyond(named)
    text = str(first) if first == last else f"{first}..{last}"
    return [made("filter", ("release_year", (text,)), *all_of(named))]


def _decade_of(number: int) -> int | None:
    if number % 10 or not (number < 100 or FIRST_YEAR < number <= LAST_YEAR):
        return None
    return number if number > FIRST_YEAR else number + (2000 if number < _SINCE_2000 else 1900)


def _decade(known: Known, named: Named) -> list[Item] | None:
    first = _decade_of(named["n"]["decade_word" if named["n"].has("decade_word") else "number"])
    return None if first is None else _released(known, named, first, first + 9)


def _year_span(known: Known, named: Named) -> list[Item] | None:
    a, b = named["a"]["yearnum"], named["b"]["yearnum"]
    if a > b or (a in known.years and "released" not in named):
        return None
    return _released(known, named, a, b)


def _bounded(first: bool, step: int) -> Callable[[Known, Named], list[Item] | None]:
    """Released since, after, before or until a year that is no year of plays."""

    def make(known: Known, named: Named) -> list[Item] | None:
        year = named["yearnum"]["yearnum"]
        if year in known.years and "released" not in named:
            return None
        ends = (known.release_years or (year,))[0], (known.release_years or (year,))[-1]
        return _released(
            known,
            named,
            *(
                (year + step, max(ends[1], year + step))
                if first
                else (min(ends[0], year + step), year + step)
            ),
        )

    return make


def _said_released(known: Known, named: Named) -> list[Item]:
    return _released(known, named, named["yearnum"]["yearnum"], named["yearnum"]["yearnum"])


def _year_of_plays(known: Known, named: Named) -> list[Item] | None:
    """A year of the data: plays in it, which may be all there are."""
    year = named["yearnum"]["yearnum"]
    if year not in known.years:
        return beyond(named)
    return [made("play_year", year, *all_of(named))]


def _other_year(known: Known, named: Named) -> list[Item]:
    """A year on its own: of plays where the data has it, else of release."""
    year = named["yearnum"]["yearnum"]
    if year in known.years:
        return [made("either_year", year, *all_of(named))]
    return _released(known, named, year, year)


def _ages(known: Known, named: Named, low: int, high: int | None) -> list[Item] | None:
    if low > OLDEST or (high is not None and not low <= high <= OLDEST):
        return None
    bands = known.ages(low, high)
    if not bands:
        return None
    found = made("filter", ("age_band", bands), *all_of(named))
    return [replace(found, senses={**found.senses, "aged": None})]


def _age_span(known: Known, named: Named) -> list[Item] | None:
    found = _ages(known, named, named["a"]["number"], named["b"]["number"])
    aged = "age" in named or "age2" in named
    return found or (_unmatched(named) if aged else None)


def _younger(known: Known, named: Named) -> list[Item]:
    number = named["number"]["number"]
    return (_ages(known, named, 0, number - 1) if number else None) or _unmatched(named)


def _until_age(known: Known, named: Named) -> list[Item]:
    return _ages(known, named, 0, named["number"]["number"]) or _unmatched(named)


def _older(known: Known, named: Named) -> list[Item]:
    number = named["number"]["number"]
    return _ages(known, named, number, None) or _ages(known, named, number + 1, None) or _unmatched(named)


def _unmatched(named: Named) -> list[Item]:
    """What no bands say; without a word for age it may be about anything."""
    aged = "age" in named or "age2" in named
    return [made("unmatched_age" if aged else "unsupported", None, *all_of(named))]


def _share(_: Known, named: Named) -> list[Item]:
    measure = "share_male" if named["sex"]["sex"] == "M" else "share_female"
    return [made("measure", measure, *all_of(named))]


def _share_of(_: Known, named: Named) -> list[Item] | None:
    """What share of an audience is of one sex: "percentual do público do Muse que é feminino"."""
    name, values = named["s"]["filter"]
    if name != "sex" or len(values) != 1 or named["m"]["measure"] != "users":
        return None
    measure = "share_male" if values[0] == "M" else "share_female"
    kept = [named[each] for each in ("f", "g") if each in named]
    return [made("measure", measure, named["share"]), *kept]


def _sex(_: Known, named: Named) -> list[Item]:
    return [made("filter", ("sex", (named["sex"]["sex"],)), *all_of(named))]


def _missing(_: Known, named: Named) -> list[Item]:
    return [made("filter", (named["dimension"]["dimension"], (None,)), *all_of(named))]


def _on_workdays(_: Known, named: Named) -> list[Item] | None:
    """Not how many business days there are, but what was played on them."""
    if named["measure"]["measure"] != "business_days":
        return None
    return [made("on_workdays", None, named["measure"])]


def _against_workdays(_: Known, named: Named) -> list[Item] | None:
    """Business days can't be compared with other days: holidays are no dimension."""
    if named["measure"]["measure"] != "business_days":
        return None
    return [made("unsupported", None, named["measure"])]


_UPTO = "to|dash|until"
_AGE = "age|bare_age"
_YEARS = "age|decade|year"
RULES: Sequence[Rule] = (
    Rule("released? between|of|in? a:yearnum to|dash|and|until b:yearnum", _year_span),
    Rule("released? since|after_or yearnum", _bounded(True, 0)),
    Rule("released? after|over_number yearnum", _bounded(True, 1)),
    Rule("released? before yearnum", _bounded(False, -1)),
    Rule("released? until yearnum", _bounded(False, 0)),
    Rule("released in|of? yearnum", _said_released),
    Rule("released? in|of? decade of? n:number decade_letter?", _decade),
    Rule("released? in|of? n:number decade_letter", _decade),
    Rule("released? in|of? n:decade_word", _decade),
    Rule(f"age:{_AGE}? between|of? a:number {_UPTO}|and b:number age2:{_YEARS}", _age_span),
    Rule(f"age:{_AGE} between|of? a:number {_UPTO}|and b:number", _age_span),
    Rule(f"a:number {_UPTO} b:number", _age_span),
    Rule("between a:number and b:number", _age_span),
    Rule(f"age:{_AGE}? number plus age2:{_YEARS}?", _older),
    Rule(f"age:{_AGE}? number age2:{_YEARS}? or_more", _older),
    Rule(f"age:{_AGE}? over_number|since number age2:{_YEARS}?", _older),
    Rule(f"age:{_AGE}? under number age2:{_YEARS}?", _younger),
    Rule(f"until number age2:{_YEARS}", _until_age),
    Rule("in yearnum", _year_of_plays),
    Rule("of? yearnum", _other_year),
    Rule("share of? m:measure? of2:of? sex", _share),
    Rule("sex m:measure? share", _share),
    Rule("in measure", _on_workdays),
    Rule("versus measure", _against_workdays),
    Rule("measure versus filter", _against_workdays),
    Rule("without|missing dimension", _missing),
    Rule("dimension missing", _missing),
    Rule("in|of|and? sex", _sex),
)
"""In this order: what takes more words first."""


def _all_but(_: Known, named: Named) -> list[Item] | None:
    """Portuguese "menos" before a name: the others are asked for, which filters can't say."""
    if named["order"]["order"] != "asc" or not named["order"].typed.lower().startswith("menos"):
        return None
    return [made("except", None, named["order"]), named["filter"]]


def _main_genre(_: Known, named: Named) -> list[Item] | None:
    """The main genre of users, as in "whose main genre is rock"."""
    name, values = named["filter"]["filter"]
    if named["dimension"]["dimension"] != "main_genre" or name != "genre":
        return None
    return [made("filter", ("main_genre", values), named["dimension"], named["filter"])]


AFTER_NAMES: Sequence[Rule] = (
    Rule("order filter", _all_but),
    Rule("dimension filter", _main_genre),
    Rule("share of? f:filter of? m:measure in|of? g:filter? which? s:filter", _share_of),
    Rule("share of? m:measure in|of? f:filter? in2:in|of? g:filter? which? s:filter", _share_of),
)
