"""The dashboard's numbers in plain SQL on the published tables, written without a look at the cube."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb

from support import published

if TYPE_CHECKING:
    import datetime as dt

    from vitrola.lake import Lake

FLAT = """
CREATE TABLE p AS
SELECT f.track_id, f.user_id, f.playcount, f.play_date, f.record_level, f.source,
  m.genre AS genre_delivered, m.genre_resolved, m.artist, m.album, m.year AS release_year,
  strftime(f.play_date, '%Y-%m') AS month, isodow(f.play_date) AS weekday,
  u.sex, u.age, u.country, u.main_genre,
  CASE WHEN u.age < 0 THEN NULL WHEN u.age < 18 THEN '0-17' WHEN u.age < 25 THEN '18-24' WHEN u.age < 35
    THEN '25-34' WHEN u.age < 45 THEN '35-44' WHEN u.age < 55 THEN '45-54' WHEN u.age < 65 THEN '55-64'
    WHEN u.age >= 65 THEN '65+' END AS age_band,
  COALESCE(c.is_business_day, false) AS is_business_day
FROM listening_history_fact f
LEFT JOIN music_info_dim m ON f.track_id = m.track_id
LEFT JOIN user_id_dim u ON f.user_id = u.user_id
LEFT JOIN calendar_dim c ON f.play_date = c.date
"""
CHARTS = ("genre", "month", "weekday", "release_year", "artist", "sex", "age_band", "country", "source")


class PlainSql:
    """One lake's published tables in DuckDB, joined flat."""

    def __init__(self, lake: Lake) -> None:
        self.db = duckdb.connect()
        for table in ("listening_history_fact", "music_info_dim", "user_id_dim", "calendar_dim"):
            self.db.register(f"{table}_arrow", published(lake, table))
            self.db.execute(f"CREATE TABLE {table} AS FROM {table}_arrow")
        self.db.execute(FLAT)

    def where(self, filters: dict[str, Any], *, but: str | None = None) -> str:
        """The condition of filters: lists by dimension, dates by ``from`` and ``to``."""
        genre = f"genre_{filters.get('genres', 'delivered')}"
        terms = ["true"]
        for name, values in filters.items():
            column = genre if name == "genre" else name
            if name in (but, "genres"):
                continue
            if name in ("from", "to"):
                terms.append(f"play_date {'>=' if name == 'from' else '<='} DATE '{values}'")
                continue
            known = ", ".join("'" + value.replace("'", "''") + "'" for value in values if value is not None)
            alternatives = [f"CAST({column} AS VARCHAR) IN ({known})"] if known else []
            alternatives += [f"{column} IS NULL"] if None in values else []
            terms.append(f"({' OR '.join(alternatives)})")
        return " AND ".join(terms)

    def chart(self, name: str, filters: dict[str, Any]) -> dict[Any, int]:
        """Streams by value, under all filters but the chart's own."""
        column = f"genre_{filters.get('genres', 'delivered')}" if name == "genre" else name
        sql = f"SELECT {column}, SUM(playcount) FROM p WHERE {self.where(filters, but=name)} GROUP BY 1"
        return dict(self.db.execute(sql).fetchall())

    def table(self, name: str, filters: dict[str, Any]) -> dict[Any, tuple[int, int]]:
        """Streams and distinct users by value, under all filters."""
        column = {"genre": f"genre_{filters.get('genres', 'delivered')}", "track": "track_id"}.get(name, name)
        condition = self.where(filters) + (" AND record_level = 'track'" if name == "track" else "")
        sql = f"SELECT {column}, SUM(playcount), COUNT(DISTINCT user_id) FROM p WHERE {condition} GROUP BY 1"
        return {value: (streams, users) for value, streams, users in self.db.execute(sql).fetchall()}

    def main_genres(self, filters: dict[str, Any]) -> dict[Any, int]:
        """Distinct users by main genre."""
        condition = self.where(filters, but="main_genre")
        sql = f"SELECT main_genre, COUNT(DISTINCT user_id) FROM p WHERE {condition} GROUP BY 1"
        return dict(self.db.execute(sql).fetchall())

    def cards(self, filters: dict[str, Any]) -> dict[str, Any]:
        """Every card's value."""
        return self._cards(self.where(filters), self._days(filters))

    def cards_between(self, filters: dict[str, Any], first: dt.date, last: dt.date) -> dict[str, Any]:
        """Every card's value in another period."""
        others = {name: kept for name, kept in filters.items() if name not in ("from", "to", "month", "date")}
        return self.cards(others | {"from": first.isoformat(), "to": last.isoformat()})

    def _days(self, filters: dict[str, Any]) -> int:
        kept = {name: filters[name] for name in ("from", "to", "month", "weekday", "date") if name in filters}
        condition = self.where(kept).replace("play_date", "date")
        return self.db.execute(
            f"""SELECT COUNT(*) FROM (
              SELECT *, month_year AS month, weekday_order AS weekday FROM calendar_dim)
            WHERE is_business_day AND {condition}
            AND date BETWEEN (SELECT MIN(play_date) FROM p) AND (SELECT MAX(play_date) FROM p)"""
        ).fetchone()[0]

    def _cards(self, condition: str, business_days: int) -> dict[str, Any]:
        plays = self._row(
            f"""SELECT COALESCE(SUM(playcount), 0) AS streams, COUNT(DISTINCT user_id) AS users,
              SUM(playcount) FILTER (WHERE record_level = 'track')
                / NULLIF(COUNT(DISTINCT (user_id, track_id)) FILTER (WHERE record_level = 'track'), 0)
                AS mean_plays,
              COALESCE(SUM(playcount) FILTER (WHERE is_business_day), 0) AS on_business_days,
              COUNT(DISTINCT track_id) FILTER (WHERE record_level = 'track') AS active_tracks,
              COUNT(DISTINCT artist) AS active_artists
            FROM p WHERE {condition}"""
        )
        people = self._row(
            f"""SELECT COUNT(*) FILTER (WHERE sex = 'M') / NULLIF(COUNT(sex), 0) AS share_male,
              COUNT(*) FILTER (WHERE sex = 'F') / NULLIF(COUNT(sex), 0) AS share_female,
              AVG(age) AS mean_age,
              COUNT(*) - COUNT(sex) AS unknown_sex, COUNT(*) - COUNT(age) AS unknown_age
            FROM (SELECT DISTINCT user_id, sex, age FROM p WHERE {condition})"""
        )
        on_business_days = plays.pop("on_business_days")
        return {
            **plays,
            **people,
            "business_days": business_days,
            "streams_per_business_day": on_business_days / business_days if business_days else None,
            "best_month": self._best("month", condition),
            "best_weekday": self._best("weekday", condition),
        }

    def _best(self, column: str, condition: str) -> Any:
        found = self.db.execute(
            f"""SELECT {column} FROM p WHERE {condition} AND {column} IS NOT NULL
            GROUP BY 1 ORDER BY SUM(playcount) DESC, 1 LIMIT 1"""
        ).fetchone()
        return found[0] if found else None

    def _row(self, sql: str) -> dict[str, Any]:
        cursor = self.db.execute(sql)
        return dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))
