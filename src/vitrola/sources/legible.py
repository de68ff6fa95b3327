"""Notice early that a file isn't in the encoding that its layout declares."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from vitrola.contracts import Reason
from vitrola.lake.opening import container, open_bytes
from vitrola.sources.head import RECORDS
from vitrola.sources.text import read_records

if TYPE_CHECKING:
    from pathlib import Path

    from vitrola.sources.mapping import Layout


def illegible(path: Path, layout: Layout) -> str | None:
    """What to say of the first records where some aren't text; None where all are."""
    if container(path) == "parquet":
        return None
    with open_bytes(path) as stream:
        problems = [record.problem for record in islice(read_records(stream, layout), RECORDS)]
    wrong = [number for number, problem in enumerate(problems, 1) if problem is Reason.BAD_ENCODING]
    if not wrong:
        return None
    return (
        f"{len(wrong):,} of the first {len(problems):,} records are not {layout.encoding}, record "
        f"{wrong[0]:,} the first of them; they will be in quarantine unless the encoding of its definition "
        "is changed."
    )
