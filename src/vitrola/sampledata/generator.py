"""Sample data of the reference system's shape and statistics, from a seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vitrola.errors import SettingError, UsageError
from vitrola.sampledata.answers import ANSWER_KEY_FILE, totals, write_answer_key
from vitrola.sampledata.catalogue import Catalogue, build_catalogue
from vitrola.sampledata.defects import PlantedRow, history_defects, music_defects
from vitrola.sampledata.figures import HISTORY_FILE, MIN_RECORDS, MUSIC_FILE, Scale, scale_of
from vitrola.sampledata.history import History, build_history
from vitrola.sampledata.pairs import PlantedPair
from vitrola.sampledata.writer import write_history, write_music

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import Any

    Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class SampleSummary:
    """What was written; ``music_rows`` and ``history_rows`` count data records, bad rows included.

    ``tracks``, ``genre_empty``, ``tags_empty``, ``users``, ``tracks_played`` and ``plays`` (the sum of
    playcount) are those of the good rows; planted pairs count as two tracks. ``defects`` counts the
    planted bad rows by file and kind.
    """

    music_rows: int
    history_rows: int
    tracks: int
    genre_empty: int
    tags_empty: int
    users: int
    tracks_played: int
    plays: int
    pairs: tuple[PlantedPair, ...]
    defects: Mapping[str, Mapping[str, int]]

    @property
    def total_defects(self) -> int:
        """Number of planted bad rows in both files."""
        return sum(sum(kinds.values()) for kinds in self.defects.values())


def generate(
    directory: Path,
    *,
    records: int,
    seed: int,
    defects: bool = False,
    progress: Progress | None = None,
) -> SampleSummary:
    """Write ``Music_Info.csv`` and ``User_Listening_History.csv`` with ``records`` good history rows.

    The same arguments give the same bytes. With ``defects`` bad rows are added to both files, their good
    rows staying as they are, and ``answer_key.json`` says where. ``progress`` is told the file being
    made, the rows done and the rows to do. Raises ``SettingError`` and ``UsageError``.
    """
    _check(directory, records, seed)
    scale = scale_of(records)
    tell = progress or _silent
    for_catalogue, for_history, for_defects = (
        np.random.default_rng(sequence) for sequence in np.random.SeedSequence(seed).spawn(3)
    )
    directory.mkdir(parents=True, exist_ok=True)
    (directory / ANSWER_KEY_FILE).unlink(missing_ok=True)
    tell(MUSIC_FILE, 0, scale.tracks)
    catalogue = build_catalogue(for_catalogue, scale)
    bad_tracks = music_defects(for_defects, catalogue) if defects else []
    write_music(directory / MUSIC_FILE, _with_bad_rows(catalogue, bad_tracks))
    tell(MUSIC_FILE, scale.tracks, scale.tracks)
    tell(HISTORY_FILE, 0, records)
    history = build_history(for_history, catalogue, scale)
    bad_plays = history_defects(for_defects, history, catalogue) if defects else []
    write_history(
        directory / HISTORY_FILE,
        history,
        catalogue.columns["track_id"],
        [(row.position, ",".join(row.fields).encode()) for row in bad_plays],
        lambda done: tell(HISTORY_FILE, done, records),
    )
    planted = {MUSIC_FILE: bad_tracks, HISTORY_FILE: bad_plays}
    if defects:
        write_answer_key(directory / ANSWER_KEY_FILE, planted)
    return _summary(scale, catalogue, history, totals(planted))


def _check(directory: Path, records: int, seed: int) -> None:
    if records < MIN_RECORDS:
        raise SettingError(f"A sample needs at least {MIN_RECORDS} records, not {records}.")
    if seed < 0:
        raise SettingError(f"The seed must be 0 or more, not {seed}.")
    if directory.exists() and not directory.is_dir():
        raise UsageError(f"{directory} is a file.", hint="Name a directory to write the sample into.")


def _silent(_file: str, _done: int, _total: int) -> None:
    """Take the place of a progress display."""


def _with_bad_rows(catalogue: Catalogue, planted: list[PlantedRow]) -> list[tuple[Any, ...]]:
    rows = catalogue.rows()
    for bad in reversed(planted):
        rows.insert(bad.position, bad.fields)
    return rows


def _summary(
    scale: Scale, catalogue: Catalogue, history: History, defects: dict[str, dict[str, int]]
) -> SampleSummary:
    column = catalogue.columns
    return SampleSummary(
        music_rows=len(column["track_id"]) + sum(defects[MUSIC_FILE].values()),
        history_rows=len(history.track) + sum(defects[HISTORY_FILE].values()),
        tracks=len(column["track_id"]),
        genre_empty=column["genre"].count(""),
        tags_empty=column["tags"].count(""),
        users=len(history.user_ids),
        tracks_played=int(np.count_nonzero(np.bincount(history.track, minlength=scale.tracks))),
        plays=int(history.plays.sum(dtype=np.int64)),
        pairs=tuple(
            PlantedPair(
                kind=pair.recipe.kind,
                spotify_id=column["spotify_id"][pair.survivor],
                survivor_track_id=column["track_id"][pair.survivor],
                survivor_name=pair.recipe.survivor.name,
                loser_track_id=column["track_id"][pair.loser],
                loser_name=pair.recipe.loser.name,
                shared_listeners=history.shared_listeners(pair.survivor, pair.loser),
            )
            for pair in catalogue.pairs
        ),
        defects=defects,
    )
