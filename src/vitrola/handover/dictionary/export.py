"""Write the data dictionary as the kind of file that its name says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.errors import UsageError
from vitrola.handover.dictionary.content import content
from vitrola.wording.words import wording

if TYPE_CHECKING:
    from pathlib import Path

    from vitrola.handover.dictionary.content import Content
    from vitrola.lake import Lake

WORKBOOK, MARKDOWN = ".xlsx", ".md"


def export_dictionary(lake: Lake, path: Path, lang: str) -> Content:
    """Write the current publication's dictionary; raises UsageError for another kind of file."""
    if path.suffix.lower() not in (WORKBOOK, MARKDOWN):
        raise UsageError(f"{path.name} must end in {WORKBOOK} or {MARKDOWN}.")
    say = wording("handover.dictionary", lang)
    found = content(lake, say)
    if path.suffix.lower() == WORKBOOK:
        from vitrola.handover.dictionary.workbook import write_workbook  # noqa: PLC0415

        write_workbook(path, found, say)
    else:
        from vitrola.handover.dictionary.markdown import markdown  # noqa: PLC0415

        path.write_text(markdown(found, say), "utf-8")
    return found
