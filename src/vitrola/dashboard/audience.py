"""What a question about an audience asks for, and the files that answer it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vitrola.dashboard.audiencefiles import audience_csv, audience_workbook
from vitrola.dashboard.openapi import XLSX
from vitrola.dashboard.parameters import MOST_ROWS, language_of, whole_number
from vitrola.errors import UsageError
from vitrola.metrics.audience.answer import ORDERS, SORTS, SPLITS, Wanted, audience
from vitrola.metrics.audience.tables import TABLES

if TYPE_CHECKING:
    from vitrola.dashboard.desk import Shown
    from vitrola.metrics.state import State

OF_AN_AUDIENCE = ("sort", "order", "split", "limit")
OF_A_FILE = ("sort", "order", "split", "table", "lang")
FILES = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}
ROWS = 25


@dataclass(frozen=True)
class File:
    """One table of an audience as a file of a kind, in a language."""

    table: str
    kind: str
    lang: str
    wanted: Wanted

    @property
    def called(self) -> str:
        """The table's name as a part of a file's."""
        return self.table.replace("_", "-")

    def made(self, shown: Shown, state: State) -> str | bytes:
        """The file's content."""
        answer = audience(shown.cube, state, self.wanted)
        if self.kind == "csv":
            return audience_csv(state, answer, self.table, self.lang)
        return audience_workbook(shown, state, answer, self.table, self.lang)


def file_of(own: dict[str, str], smallest: int, path: str) -> File:
    """The file asked for, its kind by the end of its address; raises UsageError."""
    if (table := own.get("table", "setlist")) not in TABLES:
        raise UsageError(f"table must be one of {', '.join(TABLES)}, not {table[:50]!r}.")
    kind = path.rpartition(".")[2]
    lang = language_of(own, usual="en" if kind == "csv" else "pt")
    return File(table, kind, lang, wanted_of(own, smallest, limit=None))


def wanted_of(own: dict[str, str], smallest: int, *, limit: int | None = ROWS) -> Wanted:
    """Which rows are wanted; raises UsageError for what it doesn't know."""
    known = {"sort": SORTS, "order": ORDERS, "split": SPLITS}
    chosen = {name: own.get(name, values[0]) for name, values in known.items()}
    for name, value in chosen.items():
        if value not in known[name]:
            raise UsageError(f"{name} must be {' or '.join(known[name])}, not {value[:50]!r}.")
    if limit is not None:
        limit = whole_number(own, "limit", limit, MOST_ROWS, least=1)
    return Wanted(**chosen, limit=limit, smallest=smallest)
