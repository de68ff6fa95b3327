"""The distinct values of all columns of a relation of text, as one relation that the profile asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.profiling.facts import ValueCount
from vitrola.sources.forms import FORMS, LIKE_A_FORM, NUMBERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vitrola.engines import Engine

_FORMS = " ".join(f"WHEN value RLIKE '{form}' THEN {at}" for at, form in enumerate(FORMS.values()))
_FORM = f"CASE WHEN value RLIKE '{LIKE_A_FORM}' THEN CASE {_FORMS} END END"
_NUMBER = f"CASE WHEN form < {len(NUMBERS)} THEN TRY_CAST(TRIM(value) AS DOUBLE) END"


def values_of(relation: str) -> str:
    """The relation of ``place``, ``value``, ``records``, ``form`` and ``number``, once values are counted.

    ``place`` is that of the column, ``form`` that of the narrowest form in FORMS, and ``number`` the value
    of text of a number's form; both are null where there is none. Null and empty text is left out.
    """
    return f"{relation}_values"


def count_values(engine: Engine, relation: str, names: Sequence[str]) -> None:
    """Count the values of all columns: what is asked later is asked of these, few beside the records.

    One statement for all columns keeps an engine's threads busy, and takes no time for each to plan.
    """
    counted = " UNION ALL ".join(
        f"SELECT {place} AS place, `{name}` AS value, COUNT(*) AS records FROM {relation} "  # noqa: S608
        f"WHERE NULLIF(`{name}`, '') IS NOT NULL GROUP BY `{name}`"
        for place, name in enumerate(names)
    )
    formed = f"SELECT *, {_FORM} AS form FROM ({counted}) AS c"  # noqa: S608 - known columns
    engine.table(values_of(relation), f"SELECT *, {_NUMBER} AS number FROM ({formed}) AS f")  # noqa: S608


def frequent_values(
    engine: Engine, relation: str, most: Mapping[int, int]
) -> dict[int, tuple[ValueCount, ...]]:
    """The most frequent values of columns by place, at most so many of each, the most frequent first."""
    if not most:
        return {}
    each = " UNION ALL ".join(
        f"SELECT * FROM (SELECT place, value, records FROM {values_of(relation)} "  # noqa: S608 - named here
        f"WHERE place = {place} ORDER BY 3 DESC, 2 LIMIT {limit}) AS q"
        for place, limit in most.items()
    )
    found: dict[int, list[ValueCount]] = {place: [] for place in most}
    for row in engine.rows(f"SELECT * FROM ({each}) AS e ORDER BY place, records DESC, value"):  # noqa: S608
        found[row["place"]].append(ValueCount(row["value"], row["records"]))
    return {place: tuple(counts) for place, counts in found.items()}
