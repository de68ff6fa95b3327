"""Check patterns of played ids on their distinct values, which is enough when all of them are right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

if TYPE_CHECKING:
    from vitrola.engines import Engine
    from vitrola.pipeline.reading import Text

_DISTINCT = {"user_id": "user_id_dim", "track_id": "music_info_dim"}


def broken_patterns(engine: Engine, text: Text) -> set[str]:
    """Files whose ids must be looked at one by one, since some distinct id breaks its pattern."""
    found: set[str] = set()
    for reading in text.readings:
        for column, pattern in reading.unchecked_patterns.items():
            query = (
                exp.select(exp.column(column))
                .from_(_DISTINCT[column])
                .where(exp.column("source").eq(reading.source.name))
                .where(
                    exp.not_(exp.RegexpLike(this=exp.column(column), expression=exp.Literal.string(pattern)))
                )
                .limit(1)
            )
            if engine.rows(query.sql("spark")):
                rows = engine.rows(f"SELECT DISTINCT raw_file FROM {reading.checked}")  # noqa: S608
                found |= {row["raw_file"] for row in rows}
    return found
