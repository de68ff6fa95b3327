"""Check patterns of played ids on their distinct values, which is enough when all of them are right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vitrola.engines import Engine
    from vitrola.pipeline.batch import Batch
    from vitrola.sources import Source

_DISTINCT = {"user_id": "user_id_dim", "track_id": "music_info_dim"}


def broken_patterns(
    engine: Engine, batches: Iterable[Batch], sources: Mapping[str, Source], relation: str | None
) -> set[str]:
    """Files whose ids must be looked at one by one, since some distinct id breaks its pattern.

    They are looked up in the dimensions, or in a ``relation`` of all plays of these batches. Batches with
    record numbers had each of their ids looked at.
    """
    found: set[str] = set()
    for batch in batches:
        feed = sources[batch.source].layout(batch.layout).feeds[0]
        if feed.records == "listens" and not batch.numbered:
            for column, pattern in feed.patterns.items():
                if _breaks(engine, relation or _DISTINCT[column], batch.source, column, pattern):
                    found |= set(batch.counts)
    return found


def _breaks(engine: Engine, relation: str, source: str, column: str, pattern: str) -> bool:
    matches = exp.RegexpLike(this=exp.column(column), expression=exp.Literal.string(pattern))
    query = exp.select(exp.column(column)).from_(relation).where(exp.column("source").eq(source))
    return bool(engine.rows(query.where(exp.not_(matches)).limit(1).sql("spark")))
