"""The star schema: facts between their dimensions, with keys and cardinalities, from the contracts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.contracts import Reference, contracts
from vitrola.diagrams.graph import Box, Diagram, Edge, End, Line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vitrola.contracts import Column, Contract
    from vitrola.wording.words import Wording

LEFT = ("user_id_dim", "calendar_dim")
FACTS = ("listening_history_fact", "tagging_fact")
RIGHT = ("music_info_dim", "tag_dim")
STAR = (*LEFT, *FACTS, *RIGHT)
OF_DAYS = Reference("play_date", "calendar_dim", "date")
"""The calendar is made to hold every day that has plays, so no audit looks for missing ones."""
MOST_LINES = 14


def star(say: Wording, rows: Mapping[str, int]) -> Diagram:
    """The tables of the star; ``rows`` has the number of rows of those that were published."""
    found = contracts()
    lines = {name: _shown(found[name]) for name in STAR}
    places = {name: {column.name: at for at, column in enumerate(lines[name])} for name in STAR}
    columns = tuple(
        tuple(_box(found[name], lines[name], say, rows.get(name)) for name in side)
        for side in (LEFT, FACTS, RIGHT)
    )
    edges = tuple(
        Edge(
            End(fact, places[fact][reference.column], "many"),
            End(reference.table, places[reference.table][reference.target], "one"),
            tone="fact",
        )
        for fact in FACTS
        for reference in _references(found[fact])
    )
    return Diagram(say("er_title"), say("er_subtitle"), columns, edges)


def _references(contract: Contract) -> tuple[Reference, ...]:
    held = {column.name for column in contract.columns}
    days = (OF_DAYS,) if OF_DAYS.column in held else ()
    return contract.references + days


def _shown(contract: Contract) -> list[Column]:
    """The columns there is room for: keys first, then the others in their order."""
    linked = {reference.column for reference in _references(contract)}.union(contract.key)
    ordered = sorted(contract.columns, key=lambda column: column.name not in linked)
    return ordered if len(ordered) <= MOST_LINES else ordered[: MOST_LINES - 1]


def _box(contract: Contract, shown: list[Column], say: Wording, rows: int | None) -> Box:
    foreign = {reference.column for reference in _references(contract)}
    lines = [
        Line(
            column.name,
            column.kind.value,
            " ".join(["PK"] * (column.primary_key is not None) + ["FK"] * (column.name in foreign)),
        )
        for column in shown
    ]
    hidden = len(contract.columns) - len(shown)
    if hidden:
        lines.append(Line(say("more_columns", n=hidden)))
    return Box(
        contract.table,
        contract.table,
        tuple(lines),
        "fact" if contract.table in FACTS else "dimension",
        say("rows", n=rows) if rows is not None else "",
    )
