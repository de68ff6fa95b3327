"""Let a table that grew have its former rows too, in files that stay few."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.pipeline.tiers import small_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vitrola.engines import Engine
    from vitrola.pipeline.build import Builder
    from vitrola.pipeline.built import Built
    from vitrola.pipeline.former import Former

MOST_FILES = 32
"""A fact has hardly more files than these: small ones are merged, so that readers don't open ever more."""


def append(
    engine: Engine,
    builder: Builder,
    former: Former,
    built: Built,
    table: str,
    first_day: str | None,
    progress: Callable[[str], None],
) -> None:
    """Name a table's former rows together with those just written.

    Files of plays from the ``first_day`` on are apart: see ``_small``.
    """
    files, new = former.files(table), built.files[table]
    small = _small(builder, files, first_day) if len(files) + len(new) > MOST_FILES else []
    if small:
        progress(f"merge {len(small)} files of {table}")
        files = [*(path for path in files if path not in small), *builder.merge(table, small)]
    else:
        built.appended[table] = new
    built.grown.add(table)
    built.files[table] = [*files, *new]
    built.rows[table] += former.record["tables"][table]
    engine.read_parquet(table, built.files[table])


def _small(builder: Builder, files: list[Path], first_day: str | None) -> list[Path]:
    """The small ones of a fact's files, without those of the month that plays come for, if these are few.

    That month's plays are counted again with each day: in files of their own they are quickly read, while
    one file of all users' plays would be looked through for them.
    """
    recent = {path for path in files if first_day and builder.starts(path, "play_date") >= first_day}
    apart = recent if len(recent) <= MOST_FILES else set()
    return small_files({path: builder.rows_of(path) for path in files if path not in apart})
