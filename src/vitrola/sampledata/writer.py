"""Both CSV files: comma, header, LF, UTF-8, quotes only where a field needs them."""

from __future__ import annotations

import csv
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import numpy as np

from vitrola.sampledata.figures import HISTORY_COLUMNS, MUSIC_COLUMNS
from vitrola.sampledata.listeners import MAX_PLAYCOUNT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from vitrola.sampledata.history import History

CHUNK_ROWS: Final = 200_000
ROW_LAYOUT: Final = np.dtype(
    [("track", "S18"), ("after_track", "S1"), ("user", "S40"), ("after_user", "S1"), ("plays", "S4")]
)
"""A history row padded with NULs, which are dropped when it is written."""


def write_music(path: Path, rows: Sequence[Sequence[Any]]) -> None:
    """Write the header and ``rows``, which may be ragged."""
    with _replacing(path) as partial, partial.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(MUSIC_COLUMNS)
        writer.writerows(rows)


def write_history(
    path: Path,
    history: History,
    track_ids: Sequence[str],
    inserts: Sequence[tuple[int, bytes]],
    progress: Callable[[int], None],
) -> None:
    """Write the header and all rows, and each insert before the row (0-based) it names.

    ``inserts`` are in order of position and without line ends; ``progress`` is told the rows written.
    """
    rows = len(history.track)
    stops = sorted({*range(CHUNK_ROWS, rows, CHUNK_ROWS), *(position for position, _ in inserts), rows})
    tracks = np.array([track_id.encode() for track_id in track_ids], dtype="S18")
    plays = np.array([f"{count}\n".encode() for count in range(MAX_PLAYCOUNT + 1)], dtype="S4")
    pending = list(reversed(inserts))
    with _replacing(path) as partial, partial.open("wb") as file:
        file.write(",".join(HISTORY_COLUMNS).encode() + b"\n")
        start = 0
        for stop in stops:
            _write_rows(file, history, slice(start, stop), tracks, plays)
            while pending and pending[-1][0] == stop:
                file.write(pending.pop()[1] + b"\n")
            start = stop
            progress(stop)


def _write_rows(
    file: BinaryIO, history: History, part: slice, tracks: NDArray[np.bytes_], plays: NDArray[np.bytes_]
) -> None:
    lines = np.empty(len(history.track[part]), dtype=ROW_LAYOUT)
    lines["track"] = tracks[history.track[part]]
    lines["user"] = history.user_ids[history.user[part]]
    lines["plays"] = plays[history.plays[part]]
    lines["after_track"] = lines["after_user"] = b","
    file.write(lines.tobytes().translate(None, b"\0"))


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """Write beside ``path`` and take its place at the end, so that no half-written file bears its name."""
    partial = path.with_name(path.name + ".part")
    try:
        yield partial
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
