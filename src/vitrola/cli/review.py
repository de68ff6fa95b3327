"""``vitrola review``."""

from __future__ import annotations

import getpass
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from vitrola.cli.answering import Answers, carry_out
from vitrola.cli.asking import ask
from vitrola.cli.context import FormatOption, LakeArgument, open_with_settings, steps
from vitrola.cli.output import Format, err, out, print_json, print_rows
from vitrola.cli.suggested import as_json, as_row
from vitrola.lake.reviews import read_reviews
from vitrola.pipeline.review import still_open, suggestions

if TYPE_CHECKING:
    from vitrola.config import Settings
    from vitrola.lake import Lake
    from vitrola.lake.reviews import Kind
    from vitrola.pipeline.review import Suggestion

COLUMNS = ("id", "kind", "score", "keep", "plays", "merge", "their plays", "why")
DECIDED = ("id", "decision", "kind", "kept", "merged", "score", "decided_by", "decided_at")
Ids = list[str]


class Only(StrEnum):
    """The kinds of suggestions."""

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
    chosen_kind: Kind | None = kind.value if kind else None
    answers = Answers(
        tuple(accept or ()), tuple(reject or ()), tuple(revoke_ids or ()), accept_above, chosen_kind
    )
    answers.checked()
    who = by or getpass.getuser()
    if answers.any:
        carry_out(opened, answers, _found(opened, settings) if answers.needs_suggestions else [], who)
        return
    undecided = still_open(_found(opened, settings), chosen_kind)
    shown = [entry for entry in undecided if entry.pair.score >= min_score]
    if list_only:
        _list(shown, limit, format)
        _print_below(len(undecided) - len(shown), min_score)
    else:
        ask(opened, shown, who)


def _found(lake: Lake, settings: Settings) -> list[Suggestion]:
    with steps() as progress:
        progress.add_task("compare names")
        return suggestions(lake, settings)


def _list(found: list[Suggestion], limit: int, how: Format) -> None:
    if how is Format.JSON:
        print_json([as_json(entry) for entry in found[:limit]])
    elif found:
        print_rows([as_row(entry) for entry in found[:limit]], COLUMNS)
    else:
        out.print("No open suggestions.", markup=False)
    if len(found) > limit:
        err.print(f"{limit:,} of {len(found):,} suggestions; --limit shows more.", markup=False)


def _print_below(count: int, min_score: float) -> None:
    if count:
        err.print(f"{count:,} more have a score below {min_score:g}; --min-score shows them.", markup=False)


def _list_decisions(lake: Lake, how: Format) -> None:
    found = [asdict(decision) for decision in read_reviews(lake)]
    if how is Format.JSON:
        print_json(found)
    else:
        print_rows(found, DECIDED)
