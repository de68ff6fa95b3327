"""Suggested merges of what is published, and decisions about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from vitrola.engines import make_engine
from vitrola.errors import LakeError, UsageError
from vitrola.lake import publication
from vitrola.lake.reviews import Decision, change_reviews, read_reviews
from vitrola.matching import Figures, Track, artist_pairs, in_order, track_pairs
from vitrola.pipeline.query import give_tables

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vitrola.config import Settings
    from vitrola.engines import Engine
    from vitrola.lake import Lake
    from vitrola.lake.reviews import Kind, Verdict
    from vitrola.matching import Pair

LEAST_SCORE = 70
"""Pairs below this are too unlike to be worth anybody's time."""


@dataclass(frozen=True)
class Side:
    """One of the two names of a suggestion: a spelling of an artist, or a track's id with its row."""

    name: str
    figures: Figures
    track: Track | None

    @property
    def shown(self) -> str:
        """The name for a person."""
        return f"{self.track.name} / {self.track.artist}" if self.track else self.name


@dataclass(frozen=True)
class Suggestion:
    """A pair, which of the two would be kept, and what has been decided about it so far, if anything."""

    pair: Pair
    kept: Side
    merged: Side
    decision: Decision | None

    def decided(self, verdict: Verdict, by: str, *, keep_other: bool = False) -> Decision:
        """The answer to it, given now; ``keep_other`` keeps the name that would give way."""
        kept, merged = (self.merged, self.kept) if keep_other else (self.kept, self.merged)
        evidence = f"{merged.shown} -> {kept.shown}: {', '.join(self.pair.reasons)}"
        now = datetime.now(UTC).isoformat(timespec="seconds")
        pair = self.pair
        return Decision(pair.id, verdict, pair.kind, kept.name, merged.name, pair.score, evidence, by, now)


def suggestions(lake: Lake, settings: Settings) -> list[Suggestion]:
    """Every pair of names of the current publication that look like one, the likeliest first.

    Of equally likely ones those with more plays come first. Raises LakeError where nothing is published.
    """
    shown = publication.current(lake)
    if shown is None:
        raise LakeError("Nothing has been published yet.", hint=f"Run: vitrola run {lake.location}")
    decided = {decision.id: decision for decision in read_reviews(lake)}
    with make_engine(settings, lake.location) as engine:
        give_tables(engine, lake.location, shown.tables, {"music_info_dim", "listening_history_fact"})
        tracks = _tracks(engine)
        pairs = [p for p in [*artist_pairs(tracks), *track_pairs(tracks)] if p.score >= LEAST_SCORE]
        sides = _sides(engine, pairs, tracks)
    found = [_suggestion(pair, sides, decided.get(pair.id)) for pair in pairs]
    return sorted(found, key=lambda s: (-s.pair.score, -_plays(s), s.pair.kind, s.pair.one, s.pair.other))


def still_open(found: Iterable[Suggestion], kind: Kind | None = None) -> list[Suggestion]:
    """Those that nobody has decided yet, of all kinds or of one."""
    return [entry for entry in found if entry.decision is None and kind in (None, entry.pair.kind)]


def decide(lake: Lake, decisions: Iterable[Decision]) -> None:
    """Keep decisions, instead of earlier ones about the same pairs; the next run carries them out."""
    new = {decision.id: decision for decision in decisions}
    change_reviews(lake, lambda decided: (decided | new).values())


def revoke(lake: Lake, ids: Iterable[str]) -> list[Decision]:
    """Forget decisions, so that their pairs are open again; raises UsageError for an id without one."""
    wanted = set(ids)
    revoked: list[Decision] = []

    def remaining(decided: dict[str, Decision]) -> list[Decision]:
        if unknown := sorted(wanted - set(decided)):
            raise UsageError(f"Nothing was decided about {unknown[0]!r}.", hint=_list_hint(lake, "--decided"))
        revoked[:] = [decided[name] for name in sorted(wanted)]
        return [decision for decision in decided.values() if decision.id not in wanted]

    change_reviews(lake, remaining)
    return revoked


def chosen(lake: Lake, found: Iterable[Suggestion], ids: Iterable[str]) -> list[Suggestion]:
    """The suggestions with these ids; raises UsageError for an unknown one, or one merged already."""
    known = {suggestion.pair.id: suggestion for suggestion in found}
    for name in ids:
        if name not in known:
            hint = f"What was merged is taken back by --revoke {name}. {_list_hint(lake, '--min-score 0')}"
            raise UsageError(f"There is no suggestion {name!r} for what is published.", hint=hint)
    return [known[name] for name in dict.fromkeys(ids)]


def _list_hint(lake: Lake, option: str) -> str:
    return f"Run: vitrola review {lake.location} --list {option}"


def _tracks(engine: Engine) -> list[Track]:
    rows = engine.query(
        "SELECT track_id, name, artist, album, year, duration_ms, genre, source, "
        "member_origin = 'inferred' AS inferred FROM music_info_dim ORDER BY track_id"
    )
    columns = [rows.column(name).to_pylist() for name in rows.column_names]
    return [Track(*row) for row in zip(*columns, strict=True)]


def _sides(engine: Engine, pairs: list[Pair], tracks: list[Track]) -> dict[tuple[Kind, str], Side]:
    """The names of the pairs with their figures, all counted at once."""
    names = {(pair.kind, name) for pair in pairs for name in (pair.one, pair.other)}
    rows: dict[tuple[Kind, str], list[Track]] = {}
    for track in tracks:
        keys: tuple[tuple[Kind, str | None], ...] = (("artist", track.artist), ("track", track.track_id))
        for kind, name in keys:
            if name is not None and (kind, name) in names:
                rows.setdefault((kind, name), []).append(track)
    counted = _counted(engine, rows)
    return {
        key: Side(
            key[1],
            Figures(len(own), *counted.get(key, (0, 0)), tuple(sorted({track.source for track in own}))),
            own[0] if key[0] == "track" else None,
        )
        for key, own in rows.items()
    }


def _counted(
    engine: Engine, rows: dict[tuple[Kind, str], list[Track]]
) -> dict[tuple[Kind, str], tuple[int, int]]:
    """Streams and distinct listeners of each name that was played."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    if not rows:
        return {}
    listed = [(kind, name, track.track_id) for (kind, name), own in rows.items() for track in own]
    columns = zip(("kind", "name", "track_id"), zip(*listed, strict=True), strict=True)
    engine.read_arrow("suggested", pa.table({name: list(values) for name, values in columns}))
    found: list[dict[str, Any]] = engine.rows(
        "SELECT s.kind, s.name, SUM(f.playcount) AS streams, COUNT(DISTINCT f.user_id) AS listeners "
        "FROM suggested AS s INNER JOIN listening_history_fact AS f ON s.track_id = f.track_id "
        "GROUP BY s.kind, s.name"
    )
    return {(row["kind"], row["name"]): (int(row["streams"]), row["listeners"]) for row in found}


def _suggestion(pair: Pair, sides: dict[tuple[Kind, str], Side], decision: Decision | None) -> Suggestion:
    one, other = sides[pair.kind, pair.one], sides[pair.kind, pair.other]
    tracks = (one.track, other.track) if one.track and other.track else None
    first, second = in_order((one.name, other.name), (one.figures, other.figures), tracks)
    return Suggestion(pair, (one, other)[first], (one, other)[second], decision)


def _plays(suggestion: Suggestion) -> int:
    return suggestion.kept.figures.streams + suggestion.merged.figures.streams
