"""Account for every row and every play: per file, from what the engine counted and what was written."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from vitrola.contracts import contract_for_records
from vitrola.errors import AuditError
from vitrola.pipeline.audit import FACT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from vitrola.engines import Engine
    from vitrola.lake import RawFile
    from vitrola.pipeline.batch import FileCount, Intake
    from vitrola.sources import Source

_IN_TABLES = ("listens", "tracks", "tags", "taggings")
"""Records whose file stands in the table that they are refined into."""

_PLACES = {
    "tags": ("tag_id",),
    "taggings": ("user_id", "track_id", "tag_id"),
    "users": ("user_id",),
}


@dataclass(frozen=True)
class FileAccount:
    """What became of the rows of one file: read = refined + quarantined + merged + filtered.

    Those of users who were forgotten are not read any more; ``rows_forgotten`` says how many they were.
    """

    name: str
    sha256: str
    source: str
    layout: str
    rows_read: int
    rows_refined: int
    rows_quarantined: int
    rows_merged: int
    rows_filtered: int
    rows_forgotten: int = 0

    @property
    def balanced(self) -> bool:
        """Whether every row has one fate."""
        fates = self.rows_refined + self.rows_quarantined + self.rows_merged + self.rows_filtered
        return self.rows_read == fates


@dataclass(frozen=True)
class PlayAccount:
    """Sums of plays: read = refined + quarantined; rows whose value is no count of plays are counted apart.

    ``copied`` plays are those of copies of events, which are among the quarantined.
    """

    read: int
    refined: int
    quarantined: int
    unreadable_rows: int
    copied: int = 0


MADE_FROM = {
    "listens": ("listen_repeat", "listening_history_fact"),
    "tracks": ("track_member", "music_info_dim"),
    "tags": ("accepted_tags", "tag_dim"),
    "taggings": ("rekeyed_tagging", "tagging_fact"),
    "users": ("accepted_users",),
}
"""The relations that the fates of accepted records are counted from, by kind of records."""


@dataclass(frozen=True)
class _Fates:
    """What became of one file's accepted records; ``plays`` are those of its copies."""

    refined: int = 0
    merged: int = 0
    copied: int = 0
    plays: int = 0


@dataclass(frozen=True)
class Carried:
    """What an earlier run's record says of files of which nothing is counted anew.

    ``accounts`` are by kind of records and SHA-256; ``copied_plays`` are those of copies of events among
    the plays that are not counted anew, ``refined_plays`` those in files of the fact that stay as they are.
    """

    accounts: Mapping[str, Mapping[str, Mapping[str, Any]]]
    copied_plays: int
    refined_plays: int = 0


def account(
    engine: Engine,
    files: Iterable[RawFile],
    intake: Intake,
    sources: Mapping[str, Source],
    kinds: Collection[str],
    carried: Carried,
    names: Mapping[str, str],
) -> tuple[list[FileAccount], PlayAccount]:
    """Count rows and plays by their fate; raises AuditError where they don't add up.

    ``kinds`` of records are counted, in relations of other ``names`` where there are; the rest is as
    ``carried``.
    """
    counts = intake.counts
    fates = {records: _fates(engine, records, names) for records in kinds}
    served = {file for portion in intake.portions if portion.batch.has_records for file in portion.files}
    accounts = []
    for file in files:
        records = sources[file.source].layout(file.layout).feeds[0].records
        known = carried.accounts.get(records, {}).get(file.sha256)
        if known and file.id in served:
            accounts.append(FileAccount(**known))
        else:
            found = fates.get(records, {}).get(file.id, _Fates())
            accounts.append(_file_account(file, records, counts[file.id], found))
    copied = sum(found.plays for found in fates.get("listens", {}).values())
    plays = _plays(engine, counts, copied + carried.copied_plays, carried.refined_plays, names)
    _verify(accounts, plays)
    return accounts, plays


def _file_account(file: RawFile, records: str, count: FileCount, fates: _Fates) -> FileAccount:
    counted_in_table = records in _IN_TABLES
    return FileAccount(
        name=file.name,
        sha256=file.sha256,
        source=file.source,
        layout=file.layout,
        rows_read=count.records,
        rows_refined=fates.refined if counted_in_table else count.accepted - fates.merged,
        rows_quarantined=count.quarantined + fates.copied,
        rows_merged=fates.merged,
        rows_filtered=count.filtered,
        rows_forgotten=file.rewritten.records if file.rewritten else 0,
    )


def _fates(engine: Engine, records: str, names: Mapping[str, str]) -> dict[str, _Fates]:
    refined = _refined(engine, records, names) if records in _IN_TABLES else {}
    merged = _merged(engine, records, names)
    copies = _copies(engine, names) if records == "listens" else {}
    none = {"n": 0, "plays": 0}
    return {
        file: _Fates(
            refined=refined.get(file, none)["n"],
            merged=merged.get(file, none)["n"],
            copied=copies.get(file, none)["n"],
            plays=int(copies.get(file, none)["plays"]),
        )
        for file in {*refined, *merged, *copies}
    }


def _copies(engine: Engine, names: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    relation = names.get("listen_repeat", "listen_repeat")
    plays = "COALESCE(SUM(CAST(playcount AS BIGINT)), 0) AS plays"
    return _by_file(
        engine,
        f"SELECT raw_file, COUNT(*) AS n, {plays} FROM {relation} WHERE is_copy GROUP BY raw_file",  # noqa: S608
    )


def _merged(engine: Engine, records: str, names: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    merged = merged_sql(records, names)
    return _by_file(
        engine,
        f"SELECT raw_file, COUNT(*) AS n FROM ({merged}) AS merged GROUP BY raw_file",  # noqa: S608
    )


def merged_sql(records: str, names: Mapping[str, str]) -> str:
    """The ``raw_file`` and ``record`` of every accepted record of a kind that went into another one."""
    if records == "listens":
        relation = names.get("listen_repeat", "listen_repeat")
        return f"SELECT raw_file, record FROM {relation} WHERE place > 1 AND NOT is_copy"  # noqa: S608
    if records == "tracks":
        return "SELECT raw_file, record FROM track_member WHERE place > 1"
    key = ", ".join(_PLACES[records])
    relation = "rekeyed_tagging" if records == "taggings" else f"accepted_{records}"
    placed = f"ROW_NUMBER() OVER (PARTITION BY {key} ORDER BY raw_file, record) AS place"
    numbered = f"SELECT raw_file, record, {placed} FROM {relation}"  # noqa: S608
    return f"SELECT raw_file, record FROM ({numbered}) AS numbered WHERE place > 1"  # noqa: S608


def _refined(engine: Engine, records: str, names: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    table = contract_for_records(records).table
    relation = names.get(table, table)
    return _by_file(
        engine,
        f"SELECT raw_file, COUNT(*) AS n FROM {relation} WHERE raw_file IS NOT NULL GROUP BY raw_file",  # noqa: S608
    )


def _by_file(engine: Engine, sql: str) -> dict[str, dict[str, Any]]:
    return {row["raw_file"]: row for row in engine.rows(sql)}


def _plays(
    engine: Engine,
    by_file: Mapping[str, FileCount],
    copied: int,
    refined_before: int,
    names: Mapping[str, str],
) -> PlayAccount:
    counts = by_file.values()
    read = sum(count.plays_read for count in counts)
    relation = names.get(FACT, FACT) if refined_before else FACT
    rows = engine.rows(
        f"SELECT COALESCE(SUM(CAST(playcount AS BIGINT)), 0) AS plays FROM {relation}"  # noqa: S608
    )
    return PlayAccount(
        read=read,
        refined=refined_before + int(rows[0]["plays"]),
        quarantined=read - sum(count.plays_accepted for count in counts) + copied,
        unreadable_rows=sum(count.plays_unreadable for count in counts),
        copied=copied,
    )


def _verify(accounts: list[FileAccount], plays: PlayAccount) -> None:
    for entry in accounts:
        if not entry.balanced:
            raise AuditError(
                f"{entry.name}: rows don't add up: {asdict(entry)}.", hint="Please report this as a bug."
            )
    if plays.read != plays.refined + plays.quarantined:
        raise AuditError(f"Plays don't add up: {asdict(plays)}.", hint="Please report this as a bug.")
