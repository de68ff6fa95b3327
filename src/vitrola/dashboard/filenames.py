"""What a downloaded file is called: its rows, what they are filtered by, and the publication."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vitrola.metrics.state import State

LONGEST = 60


def file_name(called: str, state: State, run_id: str, kind: str) -> str:
    """A name in ASCII, such as ``vitrola-track-radiohead-2020-03-RUN.csv``."""
    return f"vitrola-{called}{slug(state)}-{run_id}.{kind}"


def slug(state: State) -> str:
    """The values of filters in plain letters, each after a hyphen; nothing where there are none."""
    values = [value or "" for name, picked in state.picks if name != "source" for value in picked]
    values.append(f"{state.first or ''} {state.last or ''}")
    text = "-".join(filter(None, map(_plain, values)))[:LONGEST].rstrip("-")
    return text and f"-{text}"


def _plain(text: str) -> str:
    letters = (each for each in unicodedata.normalize("NFKD", text) if unicodedata.category(each)[0] != "M")
    return re.sub("[^a-z0-9]+", "-", "".join(letters).lower()).strip("-")
