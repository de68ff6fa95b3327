"""The SQL of refining: counts per file, accepted records, and what goes to quarantine.

A reading of raw text becomes two lazy relations: ``typed`` adds every feed's typed values, ``checked``
says of each row whether it is stopped, kept and flagged. The rest selects from these two.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sqlglot import exp

from vitrola.contracts import Action, contract_for_records
from vitrola.engines.dialect import scalar
from vitrola.refining.casts import fill
from vitrola.refining.checks import Check, FeedSQL, compile_feed, typed_name
from vitrola.sources.mapping import CARRIED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vitrola.sources import Layout, Source

PROVENANCE = ("source", "record_level", "raw_file", "record")
"""What every accepted record says of where it comes from."""

RECORD_COLUMNS = ("_raw_file", "_record", "_raw", "_problem")
"""What a numbered reading adds to a layout's text columns."""


@dataclass(frozen=True)
class Reading:
    """One relation of raw text: all files of a layout that were read in the same way.

    ``numbered`` readings carry RECORD_COLUMNS; the others carry ``_path``, whose part of 16 characters
    from ``id_offset`` (1-based) is the raw file's id, or hold the one file ``only_file``.
    """

    relation: str
    source: Source
    layout: Layout
    numbered: bool
    id_offset: int = 0
    only_file: str | None = None

    @property
    def typed(self) -> str:
        """The name of the relation that adds every feed's typed values to the text."""
        return f"{self.relation}_typed"

    @property
    def checked(self) -> str:
        """The name of the relation that says what became of each row."""
        return f"{self.relation}_checked"

    @cached_property
    def feeds(self) -> list[FeedSQL]:
        """The layout's feeds compiled; the first accounts for the rows."""
        return [
            compile_feed(self.source, self.layout, position) for position in range(len(self.layout.feeds))
        ]

    @cached_property
    def checks(self) -> list[Check]:
        """Every check of every feed in order, each where its feed's condition holds.

        A later feed's violation empties a value but never stops the row.
        """
        found = []
        for feed in self.feeds:
            for check in [*feed.checks, *(() if self._leaves_patterns(feed) else feed.patterns)]:
                violated = check.violated
                if feed.feed.where:
                    violated = fill(":w AND :c", w=feed.condition, c=violated)
                action = check.action if feed.position == 0 else Action.NULL
                found.append(Check(check.column, check.reason, action, violated, check.shown))
        return found

    def _leaves_patterns(self, feed: FeedSQL) -> bool:
        return not self.numbered and feed.feed.records == "listens"


PLAYER = typed_name(0, "user_id")
"""The typed value of who played, in a text whose first feed gives plays."""
_IS_A_COUNT = "COALESCE(_0_playcount >= 1, false)"


def files_sql(reading: Reading) -> str:
    """Per raw file: its records, no rule applied."""
    rows = exp.select(_file_id(reading).as_("raw_file")).from_(reading.relation).subquery("f")
    return exp.select("raw_file", "COUNT(*) AS n").from_(rows).group_by("raw_file").sql("spark")


def typed_sql(reading: Reading) -> str:
    """Raw text and every feed's typed values."""
    values = [
        value.as_(typed_name(feed.position, name))
        for feed in reading.feeds
        for name, value in feed.typed.items()
    ]
    return exp.select("*", *values, _file_id(reading).as_("raw_file")).from_(reading.relation).sql("spark")


def checked_sql(reading: Reading) -> str:
    """Typed text, and for each row ``stopped``, ``keeps`` (goes on) and ``flagged``."""
    first = reading.feeds[0]
    problem = [fill("_problem IS NOT NULL")] if reading.numbered else []
    stopping = [check.violated for check in reading.checks if check.action is Action.QUARANTINE]
    stopped = _any([*problem, *stopping])
    keeps = exp.func("COALESCE", first.condition.copy(), exp.false())
    flagged = _any([*problem, *(check.violated for check in reading.checks)])
    rows = exp.select("*", stopped.as_("stopped"), keeps.as_("keeps"), flagged.as_("flagged"))
    return rows.from_(reading.typed).sql("spark")


def count_sql(reading: Reading) -> str:
    """Per raw file: records by what became of them, flagged ones, and plays read, accepted, unreadable.

    A value below one is no count of plays: its row is unreadable, and adds nothing to plays.
    """
    counts = {
        "records": "COUNT(*)",
        "accepted": "COUNT_IF(keeps AND NOT stopped)",
        "quarantined": "COUNT_IF(stopped)",
        "filtered": "COUNT_IF(NOT keeps AND NOT stopped)",
        "flagged": "COUNT_IF(flagged)",
    }
    if "playcount" in reading.feeds[0].typed:
        went_on, not_filtered = "keeps AND NOT stopped", "(keeps OR stopped)"
        counts |= {
            "plays_read": _sum_where(not_filtered),
            "plays_accepted": _sum_where(went_on),
            "plays_unreadable": f"COUNT_IF({not_filtered} AND NOT {_IS_A_COUNT})",
        }
    else:
        counts |= dict.fromkeys(("plays_read", "plays_accepted", "plays_unreadable"), "CAST(0 AS BIGINT)")
    selected = [scalar(sql).as_(name) for name, sql in counts.items()]
    return exp.select("raw_file", *selected).from_(reading.checked).group_by("raw_file").sql("spark")


def _sum_where(condition: str) -> str:
    return f"COALESCE(SUM(CASE WHEN {condition} AND {_IS_A_COUNT} THEN CAST(_0_playcount AS BIGINT) END), 0)"


def accepted_sql(reading: Reading, records: str) -> list[str]:
    """The feeds of this reading that give ``records``, each as a query with all columns of the records."""
    return [
        exp.select(*_columns(reading, feed, feed.values))
        .from_(reading.checked)
        .where(*_goes_on(reading, feed))
        .sql("spark")
        for feed in reading.feeds
        if feed.feed.records == records
    ]


def flagged_sql(reading: Reading) -> str:
    """Every row of a layout with one feed as its record, violations or not, with ``flagged`` beside it."""
    feed = reading.feeds[0]
    columns = [*_columns(reading, feed, feed.clean_values), exp.column("flagged")]
    return exp.select(*columns).from_(reading.checked).sql("spark")


def kept_count_sql(relation: str, records: str) -> str:
    """The counts of ``count_sql`` over what ``flagged_sql`` gave, exact for files without a flagged row."""
    counts = {
        "records": "COUNT(*)",
        "accepted": "COUNT(*)",
        "quarantined": "CAST(0 AS BIGINT)",
        "filtered": "CAST(0 AS BIGINT)",
        "flagged": "COUNT_IF(flagged)",
    }
    plays = "SUM(CAST(playcount AS BIGINT))" if records == "listens" else "CAST(0 AS BIGINT)"
    counts |= {"plays_read": plays, "plays_accepted": plays, "plays_unreadable": "CAST(0 AS BIGINT)"}
    selected = [scalar(f"COALESCE({sql}, 0)").as_(name) for name, sql in counts.items()]
    return exp.select("raw_file", *selected).from_(relation).group_by("raw_file").sql("spark")


def record_columns(records: str) -> list[str]:
    """The columns of accepted records of a kind, in order."""
    return list(record_kinds(records))


def record_kinds(records: str) -> dict[str, str]:
    """The columns of accepted records of a kind with their Spark SQL types, in order."""
    provenance = {name: "bigint" if name == "record" else "string" for name in PROVENANCE}
    return _kinds(records) | provenance


def _kinds(records: str) -> dict[str, str]:
    contract = contract_for_records(records)
    carried = CARRIED.get(records, ())
    kinds = {column.name: column.kind.value for column in contract.delivered}
    return kinds | {name: "timestamp" if name.endswith("_at") else "string" for name in carried}


def _columns(reading: Reading, feed: FeedSQL, values: Mapping[str, exp.Expr]) -> list[exp.Expr]:
    """All columns of the feed's records: its values, null for what it doesn't map, and provenance."""
    kinds = _kinds(feed.feed.records)
    missing = {name: scalar(f"CAST(NULL AS {kind})") for name, kind in kinds.items()}
    selected = {**missing, **{name: value.copy() for name, value in values.items()}}
    columns: list[exp.Expr] = [value.as_(name, quoted=True) for name, value in selected.items()]
    return [*columns, *_provenance(reading, feed)]


def _provenance(reading: Reading, feed: FeedSQL) -> list[exp.Expr]:
    record = exp.column("_record") if reading.numbered else scalar("CAST(NULL AS BIGINT)")
    return [
        exp.Literal.string(reading.source.name).as_("source"),
        exp.Literal.string(feed.feed.level or "track").as_("record_level"),
        exp.column("raw_file"),
        record.as_("record"),
    ]


def _goes_on(reading: Reading, feed: FeedSQL) -> list[exp.Expr]:
    if feed.position == 0:
        return [scalar("keeps AND NOT stopped")]
    stopping = [check.violated for check in feed.checks if check.action is Action.QUARANTINE]
    problem = [scalar("_problem IS NULL")] if reading.numbered else []
    return [*problem, feed.condition.copy(), exp.not_(_any(stopping))]


def violations_sql(reading: Reading) -> str:
    """The flagged records of a numbered reading, each with the shown value of every violated check.

    ``violations`` is an array in the order of ``reading.checks``; null where a check holds.
    """
    template = "CASE WHEN _problem IS NULL AND :c THEN COALESCE(CAST(:x AS STRING), '') END"
    cells = [fill(template, c=check.violated, x=check.shown) for check in reading.checks]
    array = exp.func("array", *cells, dialect="spark")
    columns = [exp.column(name) for name in RECORD_COLUMNS]
    return exp.select(*columns, array.as_("violations")).from_(reading.checked).where("flagged").sql("spark")


def _file_id(reading: Reading) -> exp.Expr:
    if reading.numbered:
        return exp.column("_raw_file")
    if reading.only_file:
        return exp.Literal.string(reading.only_file)
    return fill("SUBSTRING(_path, :s, 16)", s=exp.convert(reading.id_offset))


def _any(conditions: list[exp.Expr]) -> exp.Expr:
    """Whether one of the conditions is true; one that is null is not."""
    if not conditions:
        return exp.false()
    joined = exp.or_(*(condition.copy() for condition in conditions))
    return exp.func("COALESCE", joined, exp.false())
