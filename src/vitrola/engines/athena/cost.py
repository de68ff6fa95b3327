"""How often a query reads each table, which bounds what Athena can read for it."""

from __future__ import annotations

from collections import Counter

from sqlglot import exp

from vitrola.engines.dialect import parse
from vitrola.errors import StatementError


def scans(sql: str) -> dict[str, int]:
    """How often each table is read at most. A WITH query is read anew wherever it is named.

    Raises StatementError for a query that names itself: nothing bounds it.
    """
    tree = parse(sql)
    if any(found.args.get("recursive") for found in tree.find_all(exp.With)):
        raise StatementError("A recursive query can't be sent to Athena: nothing bounds what it reads.")
    return dict(_scans(tree, {cte.alias: cte for cte in tree.find_all(exp.CTE)}))


def _scans(tree: exp.Expr, named: dict[str, exp.CTE]) -> Counter[str]:
    found: Counter[str] = Counter()
    for table in tree.find_all(exp.Table):
        if _within(table, tree):
            found += _scans(named[table.name].this, named) if table.name in named else Counter([table.name])
    return found


def _within(table: exp.Table, tree: exp.Expr) -> bool:
    """Whether a table is read by the query itself and not by one of its WITH queries."""
    node = table.parent
    while node is not None and node is not tree:
        if isinstance(node, exp.CTE):
            return False
        node = node.parent
    return True
