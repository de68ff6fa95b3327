"""Ask Athena what Glue shows of the lake, within a limit on what it may read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from vitrola.engines.athena import ask, scans, to_athena
from vitrola.engines.dialect import parse
from vitrola.errors import LakeError, StatementError, UsageError
from vitrola.lake.glue import Glue
from vitrola.pipeline.query import mistaken, only_known, select_tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vitrola.config import Settings
    from vitrola.engines.athena import Answer
    from vitrola.lake import Lake
    from vitrola.lake.glue import Entry

GIGABYTE = 10**9


@dataclass(frozen=True)
class Question:
    """A query in Athena's SQL, the bytes that it reads ``at_most``, and what Glue showed of its tables."""

    sql: str
    at_most: int
    entries: Mapping[str, Entry]


def prepare(lake: Lake, settings: Settings, sql: str) -> Question:
    """Translate one SELECT in Spark SQL and bound its cost; nothing is sent to Athena.

    Raises UsageError for anything but a SELECT over tables that Glue shows of this lake, and for one that
    may read more than ``athena_limit_gb``.
    """
    tree = select_tree(lake, sql)
    shown = Glue(settings, lake.id).own() if settings.catalog == "glue" else {}
    if not shown:
        raise LakeError(
            f"Glue database {settings.glue_database!r} shows nothing of this lake.",
            hint=f'Set catalog = "glue" in vitrola.toml, then run: vitrola run {lake.location}'
            if lake.location.uri().startswith("s3://")
            else "Athena reads only what is on S3: make the lake in s3://bucket/prefix.",
        )
    wanted = {table.name for table in tree.find_all(exp.Table)} - {
        cte.alias for cte in tree.find_all(exp.CTE)
    }
    only_known(wanted, sorted(shown))
    entries = {name: shown[name] for name in sorted(wanted)}
    try:
        translated = to_athena(sql, {name: entry.columns for name, entry in entries.items()})
        at_most = _at_most(lake, sql, entries)
    except StatementError as error:
        columns = {name: list(entry.columns) for name, entry in entries.items()}
        raise mistaken(sql, columns, error) from error
    if at_most > settings.athena_limit_gb * GIGABYTE:
        raise UsageError(
            f"Athena may read up to {at_most / GIGABYTE:,.3g} GB for this, and athena_limit_gb is "
            f"{settings.athena_limit_gb:g}.",
            hint="Name fewer columns, or raise athena_limit_gb in vitrola.toml.",
        )
    return Question(translated, at_most, entries)


def answer(lake: Lake, settings: Settings, question: Question, *, limit: int) -> tuple[Answer, list[str]]:
    """The first rows, and the runs whose publications they can be of: more than one while Glue changes.

    Raises UsageError where Athena refuses the query, EngineError where it can't be asked.
    """
    try:
        found = ask(question.sql, settings, limit=limit)
    except StatementError as error:
        raise UsageError(error.message, hint=error.hint) from error
    after = Glue(settings, lake.id).own()
    runs = {entry.run_id for entry in question.entries.values()}
    runs |= {after[name].run_id for name in question.entries if name in after}
    return found, sorted(runs)


def _at_most(lake: Lake, sql: str, entries: Mapping[str, Entry]) -> int:
    """Bytes of every column that the query names, for each time that it reads the column's table."""
    from vitrola.lake.scan import bytes_read  # noqa: PLC0415 - slow to import

    tree = parse(sql)
    named = {identifier.name.lower() for identifier in tree.find_all(exp.Identifier)}
    every = any(not isinstance(star.parent, exp.Count) for star in tree.find_all(exp.Star))
    every = every or any(join.method == "NATURAL" for join in tree.find_all(exp.Join))
    return sum(
        times
        * bytes_read(lake.location, entry.metadata, entry.columns if every else named & entry.columns.keys())
        for name, times in scans(sql).items()
        if (entry := entries.get(name))
    )
