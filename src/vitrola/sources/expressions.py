"""Look for raw columns in the Spark SQL of a definition, and put other SQL in their place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vitrola.contracts import Reason, contract_for_records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vitrola.sources.mapping import Feed, Layout


def uses(sql: str, column: str) -> bool:
    """Whether the SQL names the column, outside of quoted text."""
    return any(match["column"] for match in _pattern(column).finditer(sql))


def replaced(sql: str, column: str, by: str) -> str:
    """The SQL with other SQL in place of the column."""
    return _pattern(column).sub(lambda match: by if match["column"] else match[0], sql)


def _pattern(column: str) -> re.Pattern[str]:
    name = re.escape(column)
    return re.compile(rf"'[^']*'|(?P<column>`{name}`|(?<![\w`.]){name}(?![\w`(]))", re.IGNORECASE)


def readers(layout: Layout, column: str) -> Iterator[tuple[int, str]]:
    """The mapped columns that are made of a raw column, each with the place of its feed."""
    for position, feed in enumerate(layout.feeds):
        for name, sql in feed.columns.items():
            if sql and uses(sql, column):
                yield position, name


def decides(layout: Layout, column: str) -> bool:
    """Whether no record of the layout's first feed could be accepted without the raw column."""
    feed = layout.feeds[0]
    needed = (name for name in _needed(feed) if (sql := feed.columns.get(name)) and uses(sql, column))
    return bool(feed.where and uses(feed.where, column)) or any(needed)


def _needed(feed: Feed) -> set[str]:
    delivered = contract_for_records(feed.records).delivered
    rules = {column.name for column in delivered for rule in column.rules if rule.reason is Reason.REQUIRED}
    return rules.union(feed.required)
