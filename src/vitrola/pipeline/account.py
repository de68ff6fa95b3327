"""Account for every row and every play: per file, from what the engine counted and what was written."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from vitrola.contracts import contract_for_records
from vitrola.errors import AuditError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vitrola.engines import Engine
    from vitrola.lake import RawFile
    from vitrola.pipeline.batch import FileCount, Intake
    from vitrola.sources import Source

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
    """Sums of plays: read = refined + quarantined; rows whose value can't be read are counted apart."""

    read: int
    refined: int
    quarantined: int
    unreadable_rows: int


def account(
    engine: Engine, files: Iterable[RawFile], intake: Intake, sources: dict[str, Source]
) -> tuple[list[FileAccount], PlayAccount]:
    """Count rows and plays by their fate; raises AuditError where they don't add up."""
    counts = intake.counts
    merged, refined = _merged(engine), _refined(engine)
    copies = _by_file(
        engine,
        "SELECT raw_file, COUNT(*) AS n, COALESCE(SUM(CAST(playcount AS BIGINT)), 0) AS plays "
        "FROM listen_repeat WHERE is_copy GROUP BY raw_file",
    )
    accounts = []
    for file in files:
        count = counts[file.id]
        records = sources[file.source].layout(file.layout).feeds[0].records
        own_merged = merged[records].get(file.id, {"n": 0})["n"]
        copied = copies.get(file.id, {"n": 0})["n"] if records == "listens" else 0
        in_table = (
            refined[records].get(file.id, {"n": 0})["n"]
            if records in refined
            else count.accepted - own_merged
        )
        accounts.append(
            FileAccount(
                name=file.name,
                sha256=file.sha256,
                source=file.source,
                layout=file.layout,
                rows_read=count.records,
                rows_refined=in_table,
                rows_quarantined=count.quarantined + copied,
                rows_merged=own_merged,
                rows_filtered=count.filtered,
                rows_forgotten=file.rewritten.records if file.rewritten else 0,
            )
        )
    plays = _plays(engine, counts, sum(row["plays"] for row in copies.values()))
    _verify(accounts, plays)
    return accounts, plays


def _merged(engine: Engine) -> dict[str, dict[str, dict[str, Any]]]:
    found = {
        "listens": _by_file(
            engine,
            "SELECT raw_file, COUNT(*) AS n FROM listen_repeat WHERE place > 1 AND NOT is_copy "
            "GROUP BY raw_file",
        ),
        "tracks": _by_file(
            engine, "SELECT raw_file, COUNT(*) AS n FROM track_member WHERE place > 1 GROUP BY raw_file"
        ),
    }
    for records, key in _PLACES.items():
        relation = "rekeyed_tagging" if records == "taggings" else f"accepted_{records}"
        placed = (
            f"SELECT raw_file, ROW_NUMBER() OVER (PARTITION BY {', '.join(key)} ORDER BY raw_file, record) "  # noqa: S608
            f"AS place FROM {relation}"
        )
        found[records] = _by_file(
            engine,
            f"SELECT raw_file, COUNT(*) AS n FROM ({placed}) AS p WHERE place > 1 GROUP BY raw_file",  # noqa: S608
        )
    return found


def _refined(engine: Engine) -> dict[str, dict[str, dict[str, Any]]]:
    tables = {
        records: contract_for_records(records).table for records in ("listens", "tracks", "tags", "taggings")
    }
    return {
        records: _by_file(
            engine,
            f"SELECT raw_file, COUNT(*) AS n FROM {table} WHERE raw_file IS NOT NULL GROUP BY raw_file",  # noqa: S608
        )
        for records, table in tables.items()
    }


def _by_file(engine: Engine, sql: str) -> dict[str, dict[str, Any]]:
    return {row["raw_file"]: row for row in engine.rows(sql)}


def _plays(engine: Engine, by_file: dict[str, FileCount], copied: int) -> PlayAccount:
    counts = by_file.values()
    read = sum(count.plays_read for count in counts)
    rows = engine.rows(
        "SELECT COALESCE(SUM(CAST(playcount AS BIGINT)), 0) AS plays FROM listening_history_fact"
    )
    return PlayAccount(
        read=read,
        refined=int(rows[0]["plays"]),
        quarantined=read - sum(count.plays_accepted for count in counts) + int(copied),
        unreadable_rows=sum(count.plays_unreadable for count in counts),
    )


def _verify(accounts: list[FileAccount], plays: PlayAccount) -> None:
    for entry in accounts:
        if not entry.balanced:
            raise AuditError(
                f"{entry.name}: rows don't add up: {asdict(entry)}.", hint="Please report this as a bug."
            )
    if plays.read != plays.refined + plays.quarantined:
        raise AuditError(f"Plays don't add up: {asdict(plays)}.", hint="Please report this as a bug.")
