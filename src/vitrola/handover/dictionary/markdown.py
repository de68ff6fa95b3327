"""The data dictionary as Markdown: a heading and a table for each table."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from vitrola.handover.dictionary.content import MEASURES, NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from vitrola.handover.dictionary.content import Cell, Content
    from vitrola.wording.words import Wording

SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~&])")
HEADED = 2
"""The first columns, zone and table, which stand in the heading."""


def markdown(found: Content, say: Wording) -> str:
    """The whole document."""
    facts = f"{say('lake')}: {_text(found.lake)}. {say('run')}: {_text(found.run_id)}. {say('published')}: "
    parts = [f"# {say('title')}", f"{facts}{_text(found.published_at)}."]
    for (zone, table), rows in groupby(found.rows, lambda row: row[:HEADED]):
        parts.append(f"## {_text(zone)}: {_text(table)}")
        parts.append(_table([say(name) for name in NAMES[HEADED:]], (row[HEADED:] for row in rows), say))
    parts.append(f"## {say('measures_sheet')}")
    parts.append(_table([say(name) for name in MEASURES], found.measures, say))
    return "\n\n".join(parts) + "\n"


def _table(columns: Sequence[str], rows: Iterable[Sequence[Cell]], say: Wording) -> str:
    return "\n".join(_lines(columns, rows, say))


def _lines(columns: Sequence[str], rows: Iterable[Sequence[Cell]], say: Wording) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for row in rows:
        cells = (say.share(value) if isinstance(value, float) else _text(value) for value in row)
        yield f"| {' | '.join(cells)} |"


def _text(value: Cell) -> str:
    """A text whose marks stay what they are, on one line."""
    return SPECIAL.sub(r"\\\1", " ".join(str(value or "").split()))
