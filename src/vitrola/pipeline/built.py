"""The tables of one run: what is known of them before they are published."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pyarrow as pa


@dataclass(frozen=True)
class Late:
    """A table of which rows are still being written: files of those made anew, and what waits for the rest.

    ``complete`` names all its rows as they were written.
    """

    files: list[Path]
    complete: Callable[[], None]


@dataclass
class Built:
    """The tables of one run: their Parquet files and row counts. Nothing of it is visible yet.

    ``carried`` are tables published before that stay as they are: addresses of their metadata.
    ``grown`` tables have their former rows and new ones; ``appended`` are the new files of those whose
    former files stay. ``counted`` names, for relations that grew, those that hold what is new in them.
    ``same`` relations were found to be as they were. Files and rows of ``late`` tables come when these
    are completed.
    """

    files: dict[str, list[Path]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    schemas: dict[str, pa.Schema] = field(default_factory=dict)
    carried: dict[str, str] = field(default_factory=dict)
    grown: set[str] = field(default_factory=set)
    appended: dict[str, list[Path]] = field(default_factory=dict)
    counted: dict[str, str] = field(default_factory=dict)
    same: set[str] = field(default_factory=set)
    late: dict[str, Late] = field(default_factory=dict)

    @property
    def made(self) -> set[str]:
        """The tables that are not carried on."""
        return self.files.keys() | self.late.keys()

    def new_files(self, table: str) -> list[Path]:
        """The files of a table that was made that hold what wasn't published before."""
        return self.late[table].files if table in self.late else self.appended.get(table, self.files[table])

    def settled(self) -> Iterator[str]:
        """The tables that were made, each when its files are there: late ones come last."""
        late = sorted(self.late)
        yield from sorted(self.files)
        self.complete()
        yield from late

    def complete(self) -> None:
        """Wait for the files of all tables."""
        while self.late:
            _, late = self.late.popitem()
            late.complete()
