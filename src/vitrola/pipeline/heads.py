"""Read the heads of two deliveries by the source definition, to see which values it no longer reads."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from vitrola.config import Settings
from vitrola.contracts import Kind, Reason
from vitrola.engines import make_engine
from vitrola.errors import EngineError
from vitrola.refining import record_kinds
from vitrola.refining.casts import fill
from vitrola.refining.checks import IDENTIFIERS, compile_feed, typed_name
from vitrola.sources.drift import FEWEST, Change, Reading, Target, retyped
from vitrola.sources.expressions import uses
from vitrola.sources.forms import form_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vitrola.engines import Engine
    from vitrola.refining.checks import FeedSQL
    from vitrola.sources import Layout, Source
    from vitrola.sources.head import Head

ENGINE = Settings(engine="duckdb", threads=1)
"""A head is far too small for a cluster; every engine reads text alike."""
LONGEST = 40
"""Characters of an example that a message shows."""


@dataclass(frozen=True)
class Heads:
    """The heads of the last delivery and of the file that is to be landed."""

    before: Head
    after: Head


@dataclass(frozen=True)
class Compared:
    """One target's values in both heads."""

    target: Target
    before: Reading
    after: Reading


def broken(source: Source, layout: Layout, heads: Heads) -> list[Change]:
    """The raw columns whose values the definition read in the last delivery and doesn't read any more."""
    if heads.after.records < FEWEST:
        return []
    found = []
    for compared in compare(source, layout, heads):
        target = compared.target
        reason = retyped(target, compared.before, compared.after, (heads.before, heads.after))
        if reason:
            column = _culprit(layout, target, heads)
            said = f"column {column!r} is read as {target.name}: {reason}{_examples(layout, compared)}"
            found.append(Change("retyped", column, said, breaking=True, target=target))
    return found


def compare(source: Source, layout: Layout, heads: Heads) -> list[Compared]:
    """Every mapped column as the definition reads it in both heads."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    with make_engine(ENGINE) as engine:
        engine.read_arrow("head", pa.table(_columns(layout, heads)))
        feeds = [compile_feed(source, layout, position) for position in range(len(layout.feeds))]
        return [compared for feed in feeds for compared in _feed(engine, layout, feed)]


def _columns(layout: Layout, heads: Heads) -> dict[str, Any]:
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    sizes = heads.before.records, heads.after.records
    columns: dict[str, Any] = {"_new": pa.array([False] * sizes[0] + [True] * sizes[1])}
    for column in layout.columns:
        values: list[str | None] = []
        for head, size in zip((heads.before, heads.after), sizes, strict=True):
            name = layout.found_as(column, head.columns)
            values += head.values[name] if name else [None] * size
        columns[column] = pa.array([_valid(value) for value in values], pa.string())
    return columns


def _valid(value: str | None) -> str | None:
    return value and value.encode("utf-8", "replace").decode()


def _feed(engine: Engine, layout: Layout, feed: FeedSQL) -> Iterator[Compared]:
    kinds = record_kinds(feed.feed.records)
    for name, sql in feed.feed.columns.items():
        checks = [check for check in (*feed.checks, *feed.patterns) if check.column == name]
        target = Target(
            feed=feed.position,
            name=name,
            sql=sql or "",
            columns=tuple(column for column in layout.columns if uses(sql or "", column)),
            identifier=name in IDENTIFIERS and name not in feed.feed.patterns,
            instant=kinds[name] == Kind.TIMESTAMP,
        )
        rules = [check.violated for check in checks if check.reason is not Reason.REQUIRED]
        if target.columns and checks and (rules or target.identifier):
            yield _compared(engine, feed, target, checks[0].shown, exp.or_(exp.false(), *rules))


def _compared(engine: Engine, feed: FeedSQL, target: Target, shown: exp.Expr, wrong: exp.Expr) -> Compared:
    """A target's values; those of the file to be landed are wrong where the engine can't compute them."""
    name = typed_name(target.feed, target.name)
    typed = exp.select("*", feed.typed[target.name].as_(name)).from_("head")
    text = exp.cast(shown, "string")
    given = exp.select("_new", text.as_("text")).from_(typed.subquery("h"))
    given = given.where(feed.condition, fill("NULLIF(:x, '') IS NOT NULL", x=text))
    year = fill("YEAR(:v)", v=exp.column(name)) if target.instant else exp.null()
    judged = given.select(exp.func("COALESCE", wrong, exp.false()).as_("wrong"), year.as_("year"))
    try:
        return Compared(target, *_readings(engine.rows(judged.sql("spark"))))
    except EngineError:
        texts = engine.rows(given.sql("spark"))
        return Compared(target, *_readings([{**row, "wrong": row["_new"], "year": None} for row in texts]))


def _readings(rows: list[dict[str, Any]]) -> tuple[Reading, Reading]:
    def reading(mine: list[dict[str, Any]]) -> Reading:
        years = [row["year"] for row in mine if row["year"] is not None]
        return Reading(
            given=[row["text"] for row in mine],
            wrong=[row["text"] for row in mine if row["wrong"]],
            year=median(years) if years else None,
        )

    old = reading([row for row in rows if not row["_new"]])
    return old, reading([row for row in rows if row["_new"]])


def _culprit(layout: Layout, target: Target, heads: Heads) -> str:
    """The raw column whose values changed most in form, of those that a target is made of."""

    def unlike(column: str) -> bool:
        names = (layout.found_as(column, head.columns) for head in (heads.before, heads.after))
        forms = [
            form_of(head.given(name)) for head, name in zip((heads.before, heads.after), names, strict=True)
        ]
        return forms[0] != forms[1]

    return max(target.columns, key=unlike)


def _examples(layout: Layout, compared: Compared) -> str:
    """One value of before and one of now, unless they are personal."""
    if set(compared.target.columns) & set(layout.personal):
        return ""
    now = (compared.after.wrong or compared.after.given)[0]
    sides = [repr(text[:LONGEST]) for text in (now, compared.before.given[0])]
    return f" ({sides[0]} now, {sides[1]} before)"
