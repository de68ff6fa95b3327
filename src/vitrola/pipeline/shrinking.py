"""A snapshot with far fewer records than those it replaces is likelier cut off than right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.errors import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vitrola.lake import RawFile

LEAST = 0.5
"""A snapshot with a smaller share of the records that it replaces is warned of."""


def refuse_empty(called: str, records: int, replaced: Sequence[RawFile]) -> None:
    """Raise UnreadableFileError where a file without records would take the place of any."""
    if records == 0 and _records(replaced):
        named = " ".join(f"--replaces {file.id}" for file in replaced)
        raise UnreadableFileError(
            f"{called} has no records, and as a snapshot it would take the place of {_records(replaced):,} "
            f"in {_names(replaced)}.",
            hint=f"Ask for the file again, or land it with {named} if that is meant.",
        )


def warning(files: Sequence[RawFile], replaced: Sequence[RawFile]) -> str | None:
    """What to say of the files of one snapshot where they have far fewer records than what they replace."""
    if _records(files) >= LEAST * _records(replaced):
        return None
    return (
        f"{_names(files)}: {_records(files):,} in place of the {_records(replaced):,} records of "
        f"{_names(replaced)}. If it was cut off, land the whole one, or the former one with "
        f"--replaces {files[0].id}, before the next run."
    )


def _records(files: Sequence[RawFile]) -> int:
    return sum(file.records for file in files)


def _names(files: Sequence[RawFile]) -> str:
    return ", ".join(file.name for file in files)
