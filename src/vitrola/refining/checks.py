"""The rules of one feed as SQL conditions: from contract, source definition and column types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from vitrola.contracts import Action, Kind, Reason, Rule, contract_for_records
from vitrola.engines.dialect import scalar
from vitrola.errors import ModelError, SourceDefinitionError, did_you_mean
from vitrola.refining.casts import WHOLE_NUMBER, fill, tried, typed
from vitrola.sources.advice import mapped_at

if TYPE_CHECKING:
    from vitrola.contracts import Column
    from vitrola.sources import Feed, Layout, Source

IDENTIFIERS = ("user_id", "track_id", "tag_id")
_TIMES = (Kind.DATE, Kind.TIMESTAMP)
_CARRIED_KINDS = {"observed_at": Kind.TIMESTAMP}


@dataclass(frozen=True)
class Check:
    """One thing that can be wrong with one column: where ``violated`` is true, ``shown`` is the value."""

    column: str
    reason: Reason
    action: Action
    violated: exp.Expr
    shown: exp.Expr


@dataclass(frozen=True)
class FeedSQL:
    """One feed compiled.

    ``typed`` are values before any rule, over the raw text columns; each is to be selected under the
    name ``typed_name`` gives it, and everything else here refers to those names.
    """

    feed: Feed
    position: int
    typed: dict[str, exp.Expr]
    values: dict[str, exp.Expr]
    clean_values: dict[str, exp.Expr]
    """Values of rows that violate nothing, which need no rules applied."""
    checks: tuple[Check, ...]
    patterns: tuple[Check, ...]
    """Pattern checks apart, since on a clean file distinct values are enough."""
    condition: exp.Expr


def typed_name(position: int, column: str) -> str:
    """The name under which a feed's typed value is selected."""
    return f"_{position}_{column}"


def compile_feed(source: Source, layout: Layout, position: int) -> FeedSQL:
    """Turn a layout's feed into SQL over its text columns; raises SourceDefinitionError."""
    feed = layout.feeds[position]
    contract = contract_for_records(feed.records)
    known = {column.name: column for column in contract.delivered}
    delivered = {
        name: _expression(source, layout, position, name, sql) for name, sql in feed.columns.items() if sql
    }
    kinds = {
        name: known[name].kind if name in known else _CARRIED_KINDS.get(name, Kind.STRING)
        for name in delivered
    }
    before_rules = {name: typed(text, kinds[name]) for name, text in delivered.items()}
    checks: list[Check] = []
    patterns: list[Check] = []
    accepted: dict[str, exp.Expr] = {}
    clean: dict[str, exp.Expr] = {}
    for name in before_rules:
        value = exp.column(typed_name(position, name))
        shown = _shown(delivered[name], kinds[name])
        found = _unreadable(name, kinds[name], value, shown, known.get(name))
        found += [_check(name, rule, value, shown) for rule in _rules(feed, name, known.get(name))]
        checks += found
        if name in feed.patterns:
            violated = fill("NOT :x RLIKE :p", x=value, p=exp.Literal.string(feed.patterns[name]))
            patterns.append(Check(name, Reason.BAD_PATTERN, Action.QUARANTINE, violated, shown))
        clean[name] = _qualified(source, name, value)
        accepted[name] = _nulled(clean[name].copy(), found)
    condition = _expression(source, layout, position, "where", feed.where) if feed.where else exp.true()
    return FeedSQL(feed, position, before_rules, accepted, clean, tuple(checks), tuple(patterns), condition)


def _expression(source: Source, layout: Layout, position: int, name: str, sql: str) -> exp.Expr:
    """The SQL of one entry of a feed: a canonical column, or its condition."""
    try:
        found = scalar(sql)
    except ModelError as error:
        where = mapped_at(source, layout, position, name)
        raise SourceDefinitionError(f"{where}: {name} is {sql!r}: {error}") from error
    stray = sorted({column.name for column in found.find_all(exp.Column)} - set(layout.columns))
    if stray:
        raise SourceDefinitionError(
            f"{mapped_at(source, layout, position, name)}: {name} is {sql!r}, and layout {layout.name} has "
            f"no column {', '.join(stray)}; known are {', '.join(layout.columns)}."
            + did_you_mean(stray[0], layout.columns)
        )
    return tried(found)


def _shown(text: exp.Expr, kind: Kind) -> exp.Expr:
    """The text a person is shown: for times, the raw columns they are made from."""
    if kind not in _TIMES:
        return text
    columns = sorted({column.name for column in text.find_all(exp.Column)})
    inputs = [exp.column(name, quoted=True) for name in columns]
    return exp.func("concat_ws", exp.Literal.string(" "), *inputs, dialect="spark")


def _unreadable(
    name: str, kind: Kind, value: exp.Expr, shown: exp.Expr, column: Column | None
) -> list[Check]:
    if kind is Kind.STRING:
        return []
    action = column.unreadable if column else Action.NULL
    empty = fill("NULLIF(:x, '') IS NOT NULL AND :v IS NULL", x=shown, v=value)
    if kind in _TIMES:
        return [Check(name, Reason.NOT_A_TIME, action, empty, shown)]
    if kind is Kind.INT:
        whole = exp.Literal.string(WHOLE_NUMBER)
        too_large = fill("CASE WHEN :e THEN :x RLIKE :p ELSE false END", e=empty, x=shown, p=whole)
        not_number = fill("CASE WHEN :e THEN NOT :x RLIKE :p ELSE false END", e=empty, x=shown, p=whole)
        return [
            Check(name, Reason.OUT_OF_RANGE, action, too_large, shown),
            Check(name, Reason.NOT_A_NUMBER, action, not_number, shown),
        ]
    return [Check(name, Reason.NOT_A_NUMBER, action, empty, shown)]


def _rules(feed: Feed, name: str, column: Column | None) -> list[Rule]:
    rules = list(column.rules) if column else []
    if name in feed.required and not any(rule.reason is Reason.REQUIRED for rule in rules):
        rules.append(Rule(Reason.REQUIRED, Action.QUARANTINE))
    return rules


def _check(name: str, rule: Rule, value: exp.Expr, shown: exp.Expr) -> Check:
    if rule.reason is Reason.REQUIRED:
        violated = fill("NULLIF(:x, '') IS NULL", x=shown)
    elif rule.reason is Reason.OUT_OF_RANGE:
        low, high = exp.convert(rule.minimum), exp.convert(rule.maximum)
        violated = fill("NOT :v BETWEEN :l AND :h", v=value, l=low, h=high)
    elif rule.reason is Reason.NOT_ALLOWED:
        violated = exp.not_(value.copy().isin(*rule.allowed))
    else:
        violated = fill("NOT :v RLIKE :p", v=value, p=exp.Literal.string(rule.pattern or ""))
    return Check(name, rule.reason, rule.action, violated, shown)


def _nulled(value: exp.Expr, checks: list[Check]) -> exp.Expr:
    """``value``, or null where a rule that nulls is violated."""
    for check in checks:
        unreadable = check.reason in (Reason.NOT_A_NUMBER, Reason.NOT_A_TIME)
        if check.action is Action.NULL and not unreadable:
            value = fill("CASE WHEN :c THEN NULL ELSE :v END", c=check.violated, v=value)
    return value


def _qualified(source: Source, name: str, value: exp.Expr) -> exp.Expr:
    if source.global_identifiers or name not in IDENTIFIERS:
        return value
    return fill("CONCAT(:s, :v)", s=exp.Literal.string(f"{source.name}:"), v=value)
