"""What fired, as sentences and as one JSON value for machines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, get_args

from vitrola.metrics.definitions import measures
from vitrola.wording.visible import visible
from vitrola.wording.words import Lang, Wording, wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vitrola.lake import Lake, Publication
    from vitrola.pipeline.alerts.evaluating import Compared, Outcome

MOST_SAID = 100
"""Alerts that one message tells singly; how many more there are is said."""
SHORT: dict[Lang, str] = {"pt-BR": "pt", "en": "en"}


def words(lang: str) -> Wording:
    """The texts of alerts."""
    return wording("pipeline.alerts", lang)


def number(say: Wording, measure: str, value: float) -> str:
    """A measure's value as a person reads it."""
    form = measures()[measure].format
    return say.share(value) if form == "share" else say.number(round(value) if form == "count" else value)


def named(say: Wording, each: Compared) -> str:
    """What an alert is about: a value, or everything."""
    if each.label:
        return visible(each.label)
    said = [say("not_informed") if value is None else visible(str(value)) for value in each.values]
    return " · ".join(said) or say("everything")


def sentence(say: Wording, outcome: Outcome, each: Compared) -> str:
    """One alert in words."""
    rule, field = outcome.rule, measures()[outcome.rule.measure]
    change = ""
    if each.change is not None and each.before is not None:
        change = number(say, rule.measure, abs(each.change))
        if rule.relative and each.relative is not None:
            change = say.share(abs(each.relative))
    return say(
        rule.direction,
        what=named(say, each),
        measure=field.label[say.short],
        change=change,
        before="" if each.before is None else number(say, rule.measure, each.before),
        now=number(say, rule.measure, each.now),
        limit=number(say, rule.measure, rule.amount),
        days=_days(say, "days", outcome.period) or say("all_days"),
        against=say("against_publication")
        if outcome.publication_before
        else _days(say, "against_days", outcome.against),
    )


def _days(say: Wording, name: str, period: Any) -> str:
    return say(name, first=say.day(str(period[0])), last=say.day(str(period[1]))) if period else ""


def lines(say: Wording, outcomes: Sequence[Outcome]) -> list[str]:
    """Every alert in words, and how many more there are."""
    found = []
    for outcome in outcomes:
        found += [f"[{outcome.rule.name}] {sentence(say, outcome, each)}" for each in outcome.told]
        if more := len(outcome.fired) - len(outcome.told):
            found.append(say("more", n=more, rule=outcome.rule.name))
    return found


def subject(say: Wording, outcomes: Sequence[Outcome]) -> str:
    """How many alerts there are."""
    return say("subject", n=sum(len(outcome.fired) for outcome in outcomes))


def message(lake: Lake, shown: Publication, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """What is sent: the alerts as numbers and as text in both languages."""
    told = [(outcome, each) for outcome in outcomes for each in outcome.told]
    return {
        "id": f"{lake.id}-{shown.run_id}",
        "lake": lake.location.uri(),
        "publication": shown.run_id,
        "published_at": shown.published_at,
        "subject": {SHORT[lang]: subject(words(lang), outcomes) for lang in get_args(Lang)},
        "text": {SHORT[lang]: _text(words(lang), outcomes) for lang in get_args(Lang)},
        "alerts": [_alert(outcome, each) for outcome, each in told[:MOST_SAID]],
        "fired": sum(len(outcome.fired) for outcome in outcomes),
    }


def _text(say: Wording, outcomes: Sequence[Outcome]) -> str:
    found = lines(say, outcomes)
    rest = len(found) - MOST_SAID
    return "\n".join([*found[:MOST_SAID], *([f"(+ {say.number(rest)})"] if rest > 0 else [])])


def _alert(outcome: Outcome, each: Compared) -> dict[str, Any]:
    rule = outcome.rule
    return {
        "rule": rule.name,
        "measure": rule.measure,
        "by": list(rule.by),
        "values": list(each.values),
        "label": each.label,
        "before": each.before,
        "now": each.now,
        "change": each.change,
        "relative": each.relative,
        "threshold": rule.threshold,
        "period": outcome.period and [day.isoformat() for day in outcome.period],
        "against": outcome.against and [day.isoformat() for day in outcome.against],
        "publication_before": outcome.publication_before,
        "text": {SHORT[lang]: sentence(words(lang), outcome, each) for lang in get_args(Lang)},
    }


def encoded(told: dict[str, Any]) -> bytes:
    """The message as a line of ASCII, whatever values are called."""
    return json.dumps(told, allow_nan=False).encode() + b"\n"
