"""The metadata page's rows: every column of the raw and refined zones, and every measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.handover.powerbi.names import MEASURES
from vitrola.metrics.definitions import SIMULATED, measures
from vitrola.pipeline.describing import DELIVERED, PERSONAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vitrola.contracts import Contract
    from vitrola.sources import Layout, Source

COLUMNS = (
    ("Zona", "Zone"),
    ("Tabela", "Table"),
    ("Coluna", "Column"),
    ("Tipo", "Type"),
    ("Descrição", "Description (Portuguese)"),
    ("Descrição em inglês", "Description"),
    ("Simulado", "Simulated"),
)
"""Names in Portuguese and English."""


def metadata_rows(
    contracts: Iterable[Contract], sources: Iterable[Source], *, simulated: bool
) -> Iterator[tuple[str, ...]]:
    """Rows of COLUMNS, as texts: the raw zone, the refined zone, then the model's measures."""
    for source in sources:
        for layout in source.layouts:
            yield from _raw(source, layout)
    marked = set().union(*SIMULATED.values()) if simulated else set()
    for contract in contracts:
        for column in contract.columns:
            mark = "pode ser" if (contract.table, column.name) in marked else ""
            described = (column.description["pt"], column.description["en"])
            yield "refined", contract.table, column.name, column.kind.value, *described, mark
    for measure in measures().values():
        mark = "pode ser" if simulated and measure.origin else ""
        described = (measure.description["pt"], measure.description["en"])
        yield "modelo", MEASURES, measure.label["pt"], measure.unit["pt"], *described, mark


def _raw(source: Source, layout: Layout) -> Iterator[tuple[str, ...]]:
    for name in layout.columns:
        said = PERSONAL if name in layout.personal else DELIVERED
        yield "raw", f"{source.name}/{layout.name}", name, "string", said["pt"], said["en"], ""
