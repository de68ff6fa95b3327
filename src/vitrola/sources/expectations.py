"""What a value of a delivered column should have been, in words for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.contracts import Kind, Reason, contract_for_records

if TYPE_CHECKING:
    from vitrola.contracts import Column, Rule
    from vitrola.sources.mapping import Feed, Layout

SEPARATED = 10_000
"""Smaller numbers are written without separators: they may be years."""

MEANING = {
    Reason.REQUIRED: "a value",
    Reason.NOT_A_NUMBER: "a number",
    Reason.NOT_A_TIME: "a date or time",
    Reason.OUT_OF_RANGE: "a number in the range of its column",
    Reason.BAD_PATTERN: "an id of the pattern that its source declares",
    Reason.NOT_ALLOWED: "one of the values that its column allows",
    Reason.DUPLICATE_KEY: "an event that was not delivered before",
    Reason.WRONG_FIELD_COUNT: "as many fields as the header has",
    Reason.UNCLOSED_QUOTE: "a quote that ends",
    Reason.BAD_ENCODING: "text in the encoding of its layout",
    Reason.MALFORMED_JSON: "one JSON object without repeated names",
    Reason.FIELD_TOO_LONG: "fields of at most 16 MiB",
}
"""What each reason code expects of a value or a row, whatever the column."""


def expected(layout: Layout, column: str | None, reason: Reason) -> str:
    """What the first feed that maps ``column`` expects where ``reason`` was found; null is a whole row."""
    feed = next((feed for feed in layout.feeds if column in feed.columns), None)
    if feed is None or column is None:
        return MEANING[reason]
    if reason is Reason.BAD_PATTERN and column in feed.patterns:
        return feed.patterns[column]
    return _by_contract(_contracted(feed, column), reason)


def limits(rule: Rule) -> str:
    """The values that a rule lets pass; empty where it has no limits to name."""
    if rule.allowed:
        return " or ".join(rule.allowed)
    low, high = rule.minimum, rule.maximum
    if low is None:
        return "" if high is None else f"at most {_number(high)}"
    return f"at least {_number(low)}" if high is None else f"{_number(low)} to {_number(high)}"


def _number(value: float) -> str:
    return f"{value:,}" if abs(value) >= SEPARATED else f"{value}"


def _contracted(feed: Feed, name: str) -> Column | None:
    delivered = contract_for_records(feed.records).delivered
    return next((column for column in delivered if column.name == name), None)


def _by_contract(column: Column | None, reason: Reason) -> str:
    if column is None:
        return MEANING[reason]
    if reason is Reason.NOT_A_NUMBER and column.kind in (Kind.INT, Kind.BIGINT):
        return "a whole number"
    found = (limits(rule) for rule in column.rules if rule.reason is reason)
    return next(filter(None, found), MEANING[reason])
