"""Draw a diagram of what a lake has published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

from vitrola.diagrams.er import star
from vitrola.diagrams.flow import flow
from vitrola.diagrams.layout import drawn
from vitrola.diagrams.lineage import lineage_diagram
from vitrola.diagrams.svg import svg
from vitrola.errors import UsageError
from vitrola.wording.words import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vitrola.diagrams.graph import Diagram
    from vitrola.lake import Publication
    from vitrola.sources import Source

Subject = Literal["er", "flow", "lineage"]


def diagram_of(
    subject: str,
    lang: str,
    shown: Publication,
    record: Mapping[str, Any],
    sources: Iterable[Source],
    dictionary: Iterable[Mapping[str, Any]] = (),
) -> Diagram:
    """The diagram of a publication; ``record`` and ``sources`` are of its run, ``dictionary`` its columns.

    Raises UsageError.
    """
    if subject not in get_args(Subject):
        raise UsageError(f"A diagram is one of {', '.join(get_args(Subject))}, not {subject[:20]!r}.")
    say = wording("diagrams", lang)
    if subject == "er":
        return star(say, record["tables"])
    if subject == "flow":
        return flow(say, shown, record)
    simulated = {(row["table"], row["column"]) for row in dictionary if row["simulated"]}
    return lineage_diagram(say, list(sources), simulated)


def svg_of(diagram: Diagram, lang: str) -> str:
    """A diagram as an SVG document."""
    return svg(drawn(diagram), lang)
