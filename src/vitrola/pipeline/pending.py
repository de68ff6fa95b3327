"""What was landed and is not published yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.lake import standing
from vitrola.pipeline.record import published_record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from vitrola.lake import Lake, Standing


def pending(files: Standing, published: Mapping[str, Any]) -> int:
    """How many files count and aren't published by a run, or are published and no longer count."""
    return len({file.sha256 for file in files.active} ^ {entry["sha256"] for entry in published["files"]})


def has_pending(lake: Lake) -> bool:
    """Whether a run would publish other files than those that are published."""
    record = published_record(lake)
    return record is None or pending(standing(lake), record) > 0
