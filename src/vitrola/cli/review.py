"""``vitrola review``."""

from __future__ import annotations

import getpass
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from vitrola.cli.asking import ask
from vitrola.cli.context import FormatOption, LakeArgument, open_with_settings, steps
from vitrola.cli.output import Format, err, out, print_json, print_rows
from vitrola.cli.suggested import as_json, as_row
from vitrola.errors import UsageError
from vitrola.lake.reviews import read_reviews
from vitrola.pipeline.review import chosen, decide, revoke, suggestions

if TYPE_CHECKING:
    from vitrola.config import Settings
    from vitrola.lake import Lake
    from vitrola.pipeline.review import Suggestion

COLUMNS = ("id", "kind", "score", "keep", "plays", "merge", "their plays", "why")
DECIDED = ("id", "decision", "kind", "kept", "merged", "score", "decided_by", "decided_at")
Ids = list[str]


class Only(StrEnum):
    """Which suggestions."""

    ARTIST = "artist"
    TRACK = "track"


def review(
    lake: LakeArgument,
    list_only: Annotated[bool, typer.Option("--list", help="List open suggestions; ask nothing.")] = False,
    decided: Annotated[bool, typer.Option("--decided", help="List decisions instead.")] = False,
    accept: Annotated[Ids | None, typer.Option(metavar="ID", help="Accept a suggestion; repeatable.")] = None,
    reject: Annotated[Ids | None, typer.Option(metavar="ID", help="Reject a suggestion; repeatable.")] = None,
    revoke_ids: Annotated[
        Ids | None, typer.Option("--revoke", metavar="ID", help="Take a decision back; repeatable.")
    ] = None,
    accept_above: Annotated[
        float | None,
        typer.Option(metavar="SCORE", min=0, max=100, help="Accept open suggestions of this score or more."),
    ] = None,
    kind: Annotated[Only | None, typer.Option(help="Only suggestions of this kind.")] = None,
    min_score: Annotated[float, typer.Option(min=0, max=100, help="Only suggestions of this score.")] = 85,
    limit: Annotated[int, typer.Option(min=1, help="Suggestions to list at most.")] = 50,
    by: Annotated[str | None, typer.Option(help="Who decides; else the name you are logged in by.")] = None,
    engine: Annotated[str | None, typer.Option(help="duckdb or spark.")] = None,
    format: FormatOption = Format.TABLE,  # noqa: A002 - the option's name
) -> None:
    """Find artists and tracks that look like one, and accept or reject merging them.

    Without options it asks about each. Decisions are kept in the lake's reviews.csv and change nothing at
    once: the next run merges what is accepted, and takes apart what was revoked.
    """
    opened, settings = open_with_settings(lake, engine=engine)
    if decided:
        _list_decisions(opened, format)
        return
    if accept or reject or revoke_ids or accept_above is not None:
        answers = _Answers(accept or [], reject or [], revoke_ids or [], accept_above, kind)
        answers.give(opened, settings, by or getpass.getuser())
        return
    found = _found(opened, settings, kind)
    shown = [entry for entry in found if entry.decision is None and entry.pair.score >= min_score]
    if list_only:
        _list(shown, limit, format)
    else:
        ask(opened, shown, by or getpass.getuser())


class _Answers:
    """The answers that a command line gives, all of them carried out or none."""

    def __init__(
        self, accept: Ids, reject: Ids, revoked: Ids, accept_above: float | None, kind: Only | None
    ) -> None:
        if twice := sorted((set(accept) & set(reject)) | (set(revoked) & {*accept, *reject})):
            raise UsageError(f"Two answers are given about {twice[0]!r}.")
        self._accept, self._reject, self._revoked = accept, reject, revoked
        self._above = accept_above
        self._kind = kind

    def give(self, lake: Lake, settings: Settings, by: str) -> None:
        decisions = []
        if self._accept or self._reject or self._above is not None:
            found = _found(lake, settings, None)
            named = chosen(lake, found, self._accept)
            if self._above is not None:
                named += [
                    entry for entry in _found_open(found, self._kind) if entry.pair.score >= self._above
                ]
            rejected = chosen(lake, found, self._reject)
            accepted = [entry for entry in named if entry.pair.id not in self._reject]
            decisions = [entry.decided("accepted", by) for entry in accepted]
            decisions += [entry.decided("rejected", by) for entry in rejected]
        taken_back = revoke(lake, self._revoked) if self._revoked else []
        decide(lake, decisions)
        counts = {
            "accepted": len({d.id for d in decisions if d.decision == "accepted"}),
            "rejected": len({d.id for d in decisions if d.decision == "rejected"}),
            "revoked": len(taken_back),
        }
        said = (
            ", ".join(f"{count:,} {name}" for name, count in counts.items() if count) or "Nothing to decide"
        )
        out.print(f"{said}. The next run carries it out: vitrola run {lake.location.root}", markup=False)


def _found(lake: Lake, settings: Settings, kind: Only | None) -> list[Suggestion]:
    with steps() as progress:
        progress.add_task("compare names")
        found = suggestions(lake, settings)
    return [entry for entry in found if kind is None or entry.pair.kind == kind.value]


def _found_open(found: list[Suggestion], kind: Only | None) -> list[Suggestion]:
    return [e for e in found if e.decision is None and (kind is None or e.pair.kind == kind.value)]


def _list(found: list[Suggestion], limit: int, how: Format) -> None:
    if how is Format.JSON:
        print_json([as_json(entry) for entry in found[:limit]])
    else:
        print_rows([as_row(entry) for entry in found[:limit]], COLUMNS)
    if len(found) > limit:
        err.print(f"{limit:,} of {len(found):,} suggestions; --limit shows more.", markup=False)


def _list_decisions(lake: Lake, how: Format) -> None:
    found = [asdict(decision) for decision in read_reviews(lake)]
    if how is Format.JSON:
        print_json(found)
    else:
        print_rows(found, DECIDED)
