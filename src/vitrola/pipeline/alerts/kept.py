"""What rules found in a publication, kept in the control zone: a row a rule, and a row an alert."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from vitrola.errors import PublicationConflictError
from vitrola.lake.zones import CONTROL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vitrola.lake import Lake, Publication
    from vitrola.pipeline.alerts.evaluating import Compared, Outcome
    from vitrola.pipeline.alerts.sending import Sent

FOLDER = f"{CONTROL}/alerts"
TABLE = "alert"
FAILED = "error"
"""The level of the one row of a publication whose rules could not be looked at."""
MISSING = "Não informado"

Row = dict[str, Any]


def kept_alerts(lake: Lake, run_id: str) -> list[Row] | None:
    """The rows of a publication; None where its rules were never looked at."""
    data = lake.location.read(_name(run_id))
    return None if data is None else _rows(data)


def all_alerts(lake: Lake) -> list[Row]:
    """The rows of every publication."""
    names = lake.location.names(FOLDER, ".parquet")
    return [row for data in lake.location.read_all(names) if data for row in _rows(data)]


def claim_alerts(lake: Lake, run_id: str, rows: Sequence[Row]) -> bool:
    """Keep the rows of a publication whose rules were not looked at yet, or could not be.

    False where another process came first: then it is that one's to tell people.
    """
    known = lake.location.read(_name(run_id))
    if known is None:
        return _create(lake, run_id, rows)
    if not any(row["level"] == FAILED for row in _rows(known)):
        return False
    try:
        lake.location.replace(_name(run_id), _encoded(rows), expected=known)
    except PublicationConflictError:
        return False
    return True


def keep_alerts(lake: Lake, run_id: str, rows: Sequence[Row]) -> None:
    """Keep the rows of a publication instead of those kept before."""
    if not _create(lake, run_id, rows):
        name = _name(run_id)
        lake.location.replace(name, _encoded(rows), expected=lake.location.read(name))


def _create(lake: Lake, run_id: str, rows: Sequence[Row]) -> bool:
    lake.location.path(FOLDER).mkdir(parents=True, exist_ok=True)
    return lake.location.create(_name(run_id), _encoded(rows))


def _encoded(rows: Sequence[Row]) -> bytes:
    import pyarrow as pa  # noqa: PLC0415 - slow to import
    import pyarrow.parquet as pq  # noqa: PLC0415

    from vitrola.pipeline.dictionary import control_schema  # noqa: PLC0415 - slow to import

    written = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(rows), control_schema(TABLE)), written)
    return written.getvalue()


def _rows(data: bytes) -> list[Row]:
    """The rows of a file; of a damaged one the row that says so."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        rows: list[Row] = pq.read_table(io.BytesIO(data)).to_pylist()
    except pa.ArrowException:
        return [{"level": FAILED, "fired": False, "why_not": "What was kept of its alerts is damaged."}]
    return rows


def rows_of(shown: Publication, outcomes: Sequence[Outcome], sent: Sent | None) -> list[Row]:
    """The rows of what was found; ``sent`` is None before the message goes out."""
    now = datetime.now(UTC)
    found = []
    for outcome in outcomes:
        rule = outcome.rule
        head = {
            "run_id": shown.run_id,
            "evaluated": now,
            "rule": rule.name,
            "measure": rule.measure,
            "by": ",".join(rule.by) or None,
            "threshold": rule.threshold,
            **_days("period", outcome.period),
            **_days("against", outcome.against),
            "publication_before": outcome.publication_before,
            "sent": sent.done if sent and outcome.fired else None,
            "how": sent.how if sent and outcome.fired else None,
        }
        whole = {
            "level": "rule",
            "fired": bool(outcome.fired),
            "looked_at": outcome.looked_at,
            "firing": len(outcome.fired),
            "why_not": outcome.why_not,
        }
        found.append({**head, **whole, **_numbers(outcome.whole)})
        if rule.by:
            found += [
                {**head, "level": "value", "fired": True, "value": _value(each), **_numbers(each)}
                for each in outcome.fired
            ]
    return found


def failed(shown: Publication, said: str) -> list[Row]:
    """The one row of a publication whose rules could not be looked at."""
    return [
        {
            "run_id": shown.run_id,
            "evaluated": datetime.now(UTC),
            "level": FAILED,
            "fired": False,
            "why_not": said,
        }
    ]


def _name(run_id: str) -> str:
    return f"{FOLDER}/{run_id}.parquet"


def _days(name: str, period: Any) -> Row:
    first, last = period or (None, None)
    return {f"{name}_first": first and first.isoformat(), f"{name}_last": last and last.isoformat()}


def _value(each: Compared) -> str:
    return each.label or " | ".join(MISSING if value is None else str(value) for value in each.values)


def _numbers(each: Compared | None) -> Row:
    names = ("before", "now", "change", "relative")
    return {name: getattr(each, name) if each else None for name in names}
