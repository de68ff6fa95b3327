"""Ask a person about one suggestion after another; each answer is kept at once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import typer

from vitrola.cli.output import out
from vitrola.cli.suggested import in_lines
from vitrola.pipeline.review import decide

if TYPE_CHECKING:
    from vitrola.lake import Lake
    from vitrola.pipeline.review import Suggestion

QUESTION = "accept (a), accept but keep the other (o), reject (r), skip (s), quit (q)"


def ask(lake: Lake, found: list[Suggestion], by: str) -> None:
    """Ask until the answer is quit, the input ends, or nothing is left."""
    if not found:
        out.print("No open suggestions.", markup=False)
        return
    given: Counter[str] = Counter()
    for number, entry in enumerate(found, 1):
        out.print(
            f"\n{number:,} of {len(found):,}: {entry.pair.kind}, score {entry.pair.score:g}", markup=False
        )
        out.print(in_lines(entry), markup=False)
        answer = _answer()
        if answer == "q":
            break
        given[answer] += 1
        if answer == "r":
            decide(lake, [entry.decided("rejected", by)])
        elif answer in ("a", "o"):
            decide(lake, [entry.decided("accepted", by, keep_other=answer == "o")])
    accepted = given["a"] + given["o"]
    out.print(f"\n{accepted:,} accepted, {given['r']:,} rejected, {given['s']:,} skipped.", markup=False)
    if accepted:
        out.print(f"The next run merges them: vitrola run {lake.location}", markup=False)


def _answer() -> str:
    try:
        while (given := str(typer.prompt(QUESTION, default="s")).strip().lower()) not in set("aorsq"):
            out.print(f"{given!r} is not one of a, o, r, s, q.", markup=False)
    except typer.Abort:
        out.print()
        return "q"
    return given
