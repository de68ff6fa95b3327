"""Figures of a run that a person wants to see: coverage of genres and what was inferred or simulated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vitrola.engines import Engine


FIGURES_FROM = {
    "genre_coverage": ("genre_mart",),
    "genre_agreement": ("music_info_dim", "track_genre"),
    "inferred_tracks": ("music_info_dim",),
    "business_days": ("calendar_dim",),
}
"""The relations that figures are counted from."""


def figures(engine: Engine, names: Iterable[str]) -> dict[str, Any]:
    """Genre coverage by tracks and by streams, agreement of tags with delivered genres, inferred members.

    Shares are between 0 and 1, null where there is nothing to divide by. Only those of ``names``.
    """
    counted = {
        "genre_coverage": _coverage,
        "genre_agreement": _agreement,
        "inferred_tracks": _inferred,
        "business_days": _business_days,
    }
    return {name: counted[name](engine) for name in names}


def _inferred(engine: Engine) -> Any:
    return _one(engine, "SELECT COUNT_IF(member_origin = 'inferred') AS n FROM music_info_dim")["n"]


def _coverage(engine: Engine) -> dict[str, Any]:
    row = _one(
        engine,
        """SELECT COALESCE(SUM(streams), 0) AS streams,
             COALESCE(SUM(CASE WHEN genre_origin = 'delivered' THEN streams END), 0) AS delivered,
             COALESCE(SUM(CASE WHEN genre_origin = 'tags' THEN streams END), 0) AS tags
           FROM genre_mart""",
    )
    total = int(row["streams"])
    delivered, resolved = int(row["delivered"]), int(row["delivered"]) + int(row["tags"])
    return {
        "streams": total,
        "delivered": _share(delivered, total),
        "resolved": _share(resolved, total),
        "streams_without_genre": total - delivered,
        "streams_unresolved": total - resolved,
    }


def _agreement(engine: Engine) -> dict[str, Any]:
    row = _one(
        engine,
        """SELECT COUNT(*) AS tracks, COUNT_IF(t.genre = m.genre) AS agree
           FROM music_info_dim AS m INNER JOIN track_genre AS t ON m.track_id = t.track_id
           WHERE m.genre_origin = 'delivered'""",
    )
    return {"tracks": row["tracks"], "share": _share(row["agree"], row["tracks"])}


def _business_days(engine: Engine) -> dict[str, dict[str, int]]:
    rows = engine.rows(
        """SELECT year, COUNT_IF(weekday_order <= 5) AS weekdays, COUNT_IF(is_business_day) AS business_days
           FROM calendar_dim GROUP BY year ORDER BY year"""
    )
    return {
        str(row["year"]): {"weekdays": row["weekdays"], "business_days": row["business_days"]} for row in rows
    }


def _one(engine: Engine, sql: str) -> dict[str, Any]:
    return engine.rows(sql)[0]


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 6) if whole else None
