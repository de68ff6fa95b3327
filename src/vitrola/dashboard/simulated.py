"""What simulated columns a file's numbers rest on: on a workbook's cover, and in the rows of a CSV file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vitrola.metrics.definitions import dimensions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vitrola.dashboard.view import View
    from vitrola.metrics.state import State

SIMULATED = ("simulated", "mixed")


def filtered_by(state: State) -> list[str]:
    """The dimensions that a state's plays are picked by."""
    return [*(name for name, _ in state.picks), *(["date"] if state.first or state.last else [])]


def simulated_told(view: View, used: Sequence[str], told: Mapping[str, str]) -> list[tuple[str, str]]:
    """One fact that names those of the dimensions used that are simulated; none where no one is."""
    names = _simulated(used, told)
    labels = ", ".join(dimensions()[name].label[view.lang] for name in names)
    return [(view.say("simulated"), f"{labels}. {view.say('simulated_hint')}")] if names else []


def simulated_said(view: View, used: Sequence[str], told: Mapping[str, str]) -> str:
    """Those of the dimensions used that are simulated, as a cell of a CSV file names them."""
    names = _simulated(used, told)
    return " + ".join(names if view.lang == "en" else [dimensions()[name].label[view.lang] for name in names])


def with_marks(view: View, lines: list[list[Any]], marks: Sequence[str]) -> list[list[Any]]:
    """Lines of a CSV file, the headings first, with a last column of the rows' marks where there are any."""
    if not any(marks):
        return lines
    said = [view.say("simulated_column"), *marks]
    return [[*line, mark] for line, mark in zip(lines, said, strict=True)]


def _simulated(used: Sequence[str], told: Mapping[str, str]) -> list[str]:
    return [name for name in dict.fromkeys(used) if told.get(dimensions()[name].origin or "") in SIMULATED]
