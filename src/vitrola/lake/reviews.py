"""The lake's reviews.csv: what people decided about suggested merges, one row a pair."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal, cast, get_args

from vitrola.errors import PublicationConflictError, ReviewError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vitrola.lake.zones import Lake

FILE = "reviews.csv"
Kind = Literal["artist", "track"]
Verdict = Literal["accepted", "rejected"]
_FORMULA = re.compile(r"'*[=+\-@|%\t\r]")
"""What a spreadsheet would take for a formula, with or without the quotation mark that prevents it."""


@dataclass(frozen=True)
class Decision:
    """One pair: ``merged`` gives way to ``kept`` (spellings of an artist, or track ids) if accepted.

    ``score`` and ``evidence`` are those the decision was made on; ``decided_at`` is ISO 8601 in UTC.
    """

    id: str
    decision: Verdict
    kind: Kind
    kept: str
    merged: str
    score: float
    evidence: str
    decided_by: str
    decided_at: str


_COLUMNS = [field.name for field in fields(Decision)]


def read_reviews(lake: Lake) -> list[Decision]:
    """Every decision in force; raises ReviewError naming the line that can't be read."""
    return _parsed(lake.location.read(FILE))


def change_reviews(lake: Lake, change: Callable[[dict[str, Decision]], Iterable[Decision]]) -> None:
    """Replace the decisions, given by their ids, by what ``change`` makes of them, in one atomic write.

    ``change`` is called again where another process wrote meanwhile. Rows stand in an order of their
    own, so that the file depends on what was decided and not on when.
    """
    while True:
        before = lake.location.read(FILE)
        decided = {decision.id: decision for decision in _parsed(before)}
        data = _written(change(decided))
        if data == before:
            return
        if before is None:
            if lake.location.create(FILE, data):
                return
            continue
        try:
            lake.location.replace(FILE, data, expected=before)
        except PublicationConflictError:
            continue
        return


def _written(decisions: Iterable[Decision]) -> bytes:
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(_COLUMNS)
    for decision in sorted(decisions, key=lambda d: (d.kind, d.kept, d.merged, d.id)):
        rows.writerow([_guarded(str(getattr(decision, name))) for name in _COLUMNS])
    return text.getvalue().encode("utf-8")


def _parsed(data: bytes | None) -> list[Decision]:
    if data is None:
        return []
    try:
        rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        if rows.fieldnames != _COLUMNS:
            raise ReviewError(f"{FILE} must have the columns {', '.join(_COLUMNS)}.")
        found: dict[str, Decision] = {}
        for row in rows:
            decision = _decision(row, rows.line_num)
            if decision.id in found:
                raise ReviewError(f"{FILE}, line {rows.line_num}: {decision.id} is decided twice.")
            found[decision.id] = decision
    except (UnicodeDecodeError, csv.Error) as error:
        raise ReviewError(f"{FILE} can't be read: {error}.") from error
    return list(found.values())


def _decision(row: dict[str, str], line: int) -> Decision:
    if None in row or None in row.values():
        raise ReviewError(f"{FILE}, line {line}: it must have {len(_COLUMNS)} fields.")
    values = {name: _unguarded(text) for name, text in row.items()}
    for name, allowed in (("decision", get_args(Verdict)), ("kind", get_args(Kind))):
        if values[name] not in allowed:
            raise ReviewError(
                f"{FILE}, line {line}: {name} is {values[name]!r}; it must be {' or '.join(allowed)}."
            )
    if not (values["id"] and values["kept"] and values["merged"]) or values["kept"] == values["merged"]:
        raise ReviewError(f"{FILE}, line {line}: it must have an id and two different names.")
    try:
        score = float(values["score"])
    except ValueError as error:
        raise ReviewError(f"{FILE}, line {line}: score is {values['score']!r}, no number.") from error
    texts = {name: text for name, text in values.items() if name not in ("score", "kind", "decision")}
    kind, verdict = cast("Kind", values["kind"]), cast("Verdict", values["decision"])
    return Decision(kind=kind, decision=verdict, score=score, **texts)


def _guarded(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def _unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
