"""Check the prepared tables against their contracts before anything becomes visible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.contracts import contracts
from vitrola.errors import AuditError
from vitrola.pipeline.footers import null_counts

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from vitrola.contracts import Contract
    from vitrola.engines import Engine
    from vitrola.lake.location import Location
    from vitrola.pipeline.built import Built

FACT = "listening_history_fact"


def audit(engine: Engine, location: Location, built: Built) -> int:
    """Check keys, required values and references of the tables made, and references to them.

    Tables that grew are checked in the relations that hold what is new in them, and so are references
    to them first, since what is new refers to that mostly. Required values are
    counted from the files' footers. Returns the number of checks made.

    Raises AuditError naming table, column and an example. The fact's key needs no grouping of its own:
    it has as many rows as there were distinct keys.
    """
    made, tables, names = 0, built.made, built.counted
    for contract in contracts().values():
        if contract.table in tables:
            relation = names.get(contract.table, contract.table)
            made += _key(engine, contract, relation) + _required(location, contract, built)
        made += _references(engine, contract, tables, names)
    return made + (_fact_key(engine, names) if FACT in tables else 0)


def _key(engine: Engine, contract: Contract, relation: str) -> int:
    if not contract.key:
        return 0
    key = ", ".join(contract.key)
    sql = f"SELECT {key}, COUNT(*) AS n FROM {relation} GROUP BY {key} HAVING COUNT(*) > 1 LIMIT 1"  # noqa: S608
    if found := engine.rows(sql):
        raise AuditError(f"{contract.table}: key {key} repeats, for example {found[0]}.")
    return 1


def _fact_key(engine: Engine, names: Mapping[str, str]) -> int:
    """The rows of the fact are the records less what was merged or set aside as copies."""
    fact, repeated = (names.get(name, name) for name in (FACT, "repeated_key"))
    sql = f"""
        SELECT track_id, user_id, played_at
        FROM {fact} AS f
        LEFT SEMI JOIN {repeated} AS r ON XXHASH64(track_id, user_id, played_at) = r.key_hash
        GROUP BY track_id, user_id, played_at
        HAVING COUNT(*) > 1
        LIMIT 1"""  # noqa: S608 - our own names
    if engine.rows(sql):
        raise AuditError("listening_history_fact: a fact key repeats.")
    return 1


def _required(location: Location, contract: Contract, built: Built) -> int:
    names = [column.name for column in contract.columns if not column.nullable]
    table = contract.table
    found = null_counts(location, built.new_files(table))
    for name in names:
        if name in found.uncounted:
            raise AuditError(f"{table}: the files don't say how often required column {name} is null.")
        if missing := found.nulls[name]:
            raise AuditError(f"{table}: required column {name} is null on {missing} row(s).")
    return len(names)


def _references(engine: Engine, contract: Contract, tables: Collection[str], names: Mapping[str, str]) -> int:
    relation = names.get(contract.table, contract.table)
    touched = [one for one in contract.references if contract.table in tables or one.table in tables]
    for reference in touched:
        values = f"SELECT DISTINCT {reference.column} AS value FROM {relation}"  # noqa: S608
        for target in dict.fromkeys((names.get(reference.table, reference.table), reference.table)):
            found = engine.rows(_outside(values, target, reference.target))
            if not found:
                break
        else:
            raise AuditError(
                f"{contract.table}: {reference.column} {found[0]['value']!r} is not in "
                f"{reference.table}.{reference.target}."
            )
    return len(touched)


def _outside(values: str, relation: str, column: str) -> str:
    """One of a query's values that isn't in the column of a relation."""
    return f"""
        SELECT c.value FROM ({values}) AS c
        LEFT ANTI JOIN {relation} AS t ON c.value = t.{column}
        WHERE c.value IS NOT NULL LIMIT 1"""  # noqa: S608
