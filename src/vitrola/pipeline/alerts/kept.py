"""What rules found in a publication, kept in the control zone: a row a rule, and a row an alert."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

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
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    data = lake.location.read(_name(run_id))
    if data is None:
        return None
    rows: list[Row] = pq.read_table(io.BytesIO(data)).to_pylist()
    return rows


def keep_alerts(lake: Lake, run_id: str, rows: Sequence[Row]) -> None:
    """Keep the rows of a publication instead of those kept before."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import
    import pyarrow.parquet as pq  # noqa: PLC0415

    from vitrola.pipeline.dictionary import control_schema  # noqa: PLC0415 - slow to import

    written = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(rows), control_schema(TABLE)), written)
    name, data = _name(run_id), written.getvalue()
    lake.location.path(FOLDER).mkdir(parents=True, exist_ok=True)
    if not lake.location.create(name, data):
        lake.location.replace(name, data, expected=lake.location.read(name))


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
