"""Carry out the answers that a command line gives to suggestions, all of them or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vitrola.cli.output import out
from vitrola.errors import UsageError
from vitrola.pipeline.review import chosen, decide, revoke, still_open

if TYPE_CHECKING:
    from vitrola.lake import Lake
    from vitrola.lake.reviews import Decision, Kind
    from vitrola.pipeline.review import Suggestion


@dataclass(frozen=True)
class Answers:
    """Ids to accept, reject and revoke; ``above`` accepts all that are open with that score or more."""

    accept: tuple[str, ...]
    reject: tuple[str, ...]
    revoke: tuple[str, ...]
    above: float | None
    kind: Kind | None

    @property
    def any(self) -> bool:
        """Whether there is anything to carry out."""
        return bool(self.accept or self.reject or self.revoke or self.above is not None)

    @property
    def needs_suggestions(self) -> bool:
        """Whether suggestions must be found first: what is revoked stands in the file."""
        return bool(self.accept or self.reject or self.above is not None)

    def checked(self) -> None:
        """Raise UsageError where one id is given two answers."""
        ids = [*set(self.accept), *set(self.reject), *set(self.revoke)]
        if twice := sorted({name for name in ids if ids.count(name) > 1}):
            raise UsageError(f"Two answers are given about {twice[0]!r}.")


def carry_out(lake: Lake, answers: Answers, found: list[Suggestion], by: str) -> None:
    """Write the decisions and say how many there are; raises UsageError for an unknown id."""
    decisions = _decisions(lake, answers, found, by)
    revoked = revoke(lake, answers.revoke) if answers.revoke else []
    decide(lake, decisions.values())
    verdicts = [decision.decision for decision in decisions.values()]
    counts = {
        "accepted": verdicts.count("accepted"),
        "rejected": verdicts.count("rejected"),
        "revoked": len(revoked),
    }
    said = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count)
    out.print(f"{said or 'Nothing to decide'}.", markup=False)
    if counts["accepted"] or revoked:
        out.print(f"The next run carries it out: vitrola run {lake.location}", markup=False)


def _decisions(lake: Lake, answers: Answers, found: list[Suggestion], by: str) -> dict[str, Decision]:
    accepted = chosen(lake, found, answers.accept)
    if answers.above is not None:
        accepted += [
            entry
            for entry in still_open(found, answers.kind)
            if entry.pair.score >= answers.above and entry.pair.id not in answers.reject
        ]
    rejected = chosen(lake, found, answers.reject)
    given = [entry.decided("accepted", by) for entry in accepted]
    given += [entry.decided("rejected", by) for entry in rejected]
    return {decision.id: decision for decision in given}
