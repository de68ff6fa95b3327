"""The site that is there already, where one is exported again."""

from __future__ import annotations

import gzip
import json
import re
from typing import TYPE_CHECKING

from vitrola.dashboard.site.files import INDEX
from vitrola.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    Read = Callable[[str], bytes | None]

_DATA = re.compile(rb'name="vitrola-data" content="([^"]+)"')


def keep_withheld(read: Read, smallest: int) -> None:
    """Raise UsageError where the site that ``read`` finds withholds numbers that a new one would show."""
    before = _smallest(read)
    if smallest < before:
        raise UsageError(
            f"The site there withholds numbers about fewer than {before} users; this one would show them.",
            hint=f"Give --smallest-cell {before}, or --overwrite to show them.",
        )


def _smallest(read: Read) -> int:
    found = _DATA.search(read(INDEX) or b"")
    members = read(f"{found[1].decode()}members.json.gz") if found else None
    return int(json.loads(gzip.decompress(members)).get("smallest", 0)) if members else 0
