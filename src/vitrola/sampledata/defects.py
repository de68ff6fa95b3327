"""The kinds of bad rows a delivery may hold, and rows of each kind made from good ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import numpy as np

from vitrola.sampledata import identifiers
from vitrola.sampledata.figures import HISTORY_COLUMNS, HISTORY_FILE, MUSIC_COLUMNS, MUSIC_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vitrola.sampledata.catalogue import Catalogue
    from vitrola.sampledata.history import History

Expected: TypeAlias = Literal["quarantined", "merged", "nulled", "inferred"]
"""What refining should do: set the row aside, fold it into another, empty the cell, infer the track."""

ROWS_PER_HISTORY_KIND: Final = 7
ROWS_PER_MUSIC_KIND: Final = 3


@dataclass(frozen=True)
class Defect:
    """A kind of bad row: ``spoil`` turns the bad value's cell, or ``reshape`` the row, into a bad one.

    ``column`` is None where the whole row is at fault.
    """

    kind: str
    expected: Expected
    column: str | None = None
    spoil: Callable[[str], str] | None = None
    reshape: Callable[[list[str]], list[str]] | None = None


@dataclass(frozen=True)
class PlantedRow:
    """A bad row to be written before the good row ``position`` (0-based) of ``file``.

    ``value`` is the bad value as written; for a row at fault as a whole, its number of fields if ragged
    and otherwise its first field.
    """

    file: str
    position: int
    fields: tuple[str, ...]
    kind: str
    column: str | None
    value: str
    expected: Expected


def _always(value: str) -> Callable[[str], str]:
    return lambda _: value


HISTORY_DEFECTS: Final = (
    Defect("playcount_text", "quarantined", "playcount", _always("abc")),
    Defect("playcount_zero", "quarantined", "playcount", _always("0")),
    Defect("playcount_negative", "quarantined", "playcount", _always("-3")),
    Defect("playcount_huge", "quarantined", "playcount", _always("1000000000000")),
    Defect("playcount_decimal", "quarantined", "playcount", _always("2.5")),
    Defect("track_id_empty", "quarantined", "track_id", _always("")),
    Defect("track_id_lower_case", "quarantined", "track_id", str.lower),
    Defect("track_id_short", "quarantined", "track_id", lambda track_id: track_id[:-1]),
    Defect("user_id_empty", "quarantined", "user_id", _always("")),
    Defect("user_id_short", "quarantined", "user_id", lambda user_id: user_id[:-1]),
    Defect("user_id_not_hexadecimal", "quarantined", "user_id", lambda user_id: user_id[:-1] + "g"),
    Defect("row_too_short", "quarantined", reshape=lambda fields: fields[:-1]),
    Defect("row_too_long", "quarantined", reshape=lambda fields: [*fields, "1"]),
    Defect("row_repeated", "merged"),
    Defect("track_unknown", "inferred", "track_id"),
)
MUSIC_DEFECTS: Final = (
    Defect("year_zero", "nulled", "year", _always("0")),
    Defect("year_too_late", "nulled", "year", _always("9999")),
    Defect("year_text", "nulled", "year", _always("unknown")),
    Defect("key_too_large", "nulled", "key", _always("12")),
    Defect("mode_too_large", "nulled", "mode", _always("2")),
    Defect("danceability_too_large", "nulled", "danceability", _always("1.5")),
    Defect("valence_not_a_number", "nulled", "valence", _always("NaN")),
    Defect("tempo_overflow", "nulled", "tempo", _always("1e400")),
    Defect("duration_negative", "nulled", "duration_ms", _always("-5")),
    Defect("name_missing", "quarantined", "name", _always("")),
    Defect("track_id_lower_case", "quarantined", "track_id", str.lower),
    Defect("row_too_short", "quarantined", reshape=lambda fields: fields[:-1]),
    Defect("row_repeated", "merged"),
)


def history_defects(rng: np.random.Generator, history: History, catalogue: Catalogue) -> list[PlantedRow]:
    """Make bad history rows, in order of position.

    Each stands after a good row of its user, except a repeated one, which stands anywhere.
    """
    defects = [defect for defect in HISTORY_DEFECTS for _ in range(ROWS_PER_HISTORY_KIND)]
    rows = rng.choice(len(history.track), size=len(defects), replace=False).tolist()
    anywhere = rng.integers(1, len(history.track) + 1, size=len(defects)).tolist()
    unknown_ids = identifiers.track_ids(rng, len(defects))
    planted = []
    for defect, row, other, unknown_id in zip(defects, rows, anywhere, unknown_ids, strict=True):
        track_id = catalogue.columns["track_id"][history.track[row]]
        user_id = history.user_ids[history.user[row]].decode()
        fields = [
            unknown_id if defect.kind == "track_unknown" else track_id,
            user_id,
            str(history.plays[row]),
        ]
        position = other if defect.expected == "merged" else row + 1
        planted.append(_bad_row(HISTORY_FILE, HISTORY_COLUMNS, position, fields, defect))
    return sorted(planted, key=lambda bad: bad.position)


def music_defects(rng: np.random.Generator, catalogue: Catalogue) -> list[PlantedRow]:
    """Make bad catalogue rows, in order of position.

    Each is a track of its own (new ids, "(Bonus)" in its title), except a repeated one, which is a copy.
    """
    defects = [defect for defect in MUSIC_DEFECTS for _ in range(ROWS_PER_MUSIC_KIND)]
    good_rows = catalogue.rows()
    paired = [row for pair in catalogue.pairs for row in (pair.survivor, pair.loser)]
    free = np.setdiff1d(np.arange(len(good_rows)), paired)
    rows = rng.choice(free, size=len(defects), replace=False).tolist()
    positions = rng.integers(1, len(good_rows) + 1, size=len(defects)).tolist()
    track_ids = identifiers.track_ids(rng, len(defects))
    spotify_ids = identifiers.spotify_ids(rng, len(defects))
    planted = []
    for index, defect in enumerate(defects):
        row = dict(zip(MUSIC_COLUMNS, map(str, good_rows[rows[index]]), strict=True))
        position = positions[index]
        if defect.expected == "merged":
            position = max(position, rows[index] + 1)
        else:
            row |= {"track_id": track_ids[index], "spotify_id": spotify_ids[index]}
            row["name"] += " (Bonus)"
        planted.append(_bad_row(MUSIC_FILE, MUSIC_COLUMNS, position, list(row.values()), defect))
    return sorted(planted, key=lambda bad: bad.position)


def _bad_row(
    file: str, columns: Sequence[str], position: int, fields: list[str], defect: Defect
) -> PlantedRow:
    value = fields[0]
    if defect.reshape:
        fields = defect.reshape(fields)
        value = str(len(fields))
    elif defect.column:
        place = columns.index(defect.column)
        if defect.spoil:
            fields[place] = defect.spoil(fields[place])
        value = fields[place]
    return PlantedRow(file, position, tuple(fields), defect.kind, defect.column, value, defect.expected)
