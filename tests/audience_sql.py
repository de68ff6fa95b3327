"""An audience's numbers by the SQL of their own definitions, on the published tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from plain_sql import PlainSql
from vitrola.metrics.audience.definitions import audience_numbers

if TYPE_CHECKING:
    from vitrola.lake import Lake

OF_A_TRACK = ("genre", "artist", "album", "track", "release_year")
DAYS = "SELECT month_year AS month FROM calendar_dim WHERE {} AND date BETWEEN {} AND {}"


class AudienceSql:
    """Definitions asked under filters; ``but`` leaves one of these out, as a chart does."""

    def __init__(self, lake: Lake) -> None:
        self.plain = PlainSql(lake)

    def under(self, filters: dict[str, Any], *, but: str | None = None) -> None:
        kept = {name: values for name, values in filters.items() if name not in OF_A_TRACK}
        for view, chosen in (("audience", filters), ("everybody", kept)):
            where = self.plain.where(chosen, but=but)
            self.plain.db.execute(f"CREATE OR REPLACE TEMP VIEW {view} AS SELECT * FROM p WHERE {where}")
        dates = {name: filters[name] for name in ("from", "to") if name in filters}
        where = self.plain.where(dates).replace("play_date", "date")
        ends = (f"(SELECT {end}(play_date) FROM p)" for end in ("MIN", "MAX"))
        self.plain.db.execute(f"CREATE OR REPLACE TEMP VIEW day AS {DAYS.format(where, *ends)}")

    def one(self, name: str) -> Any:
        return self.plain.db.execute(audience_numbers()[name].sql).fetchone()[0]

    def by(self, name: str, *, trait: str = "sex") -> dict[Any, Any]:
        sql = re.sub(r"\bsex\b", trait, audience_numbers()[name].sql)
        return dict(self.plain.db.execute(sql).fetchall())

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        return self.plain.db.execute(sql).fetchall()
