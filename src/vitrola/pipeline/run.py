"""One run: see what there is to do, do it, record it, show it. Nothing is visible before the last step."""

from __future__ import annotations

import time
import uuid
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from vitrola.errors import VitrolaError
from vitrola.lake import publication
from vitrola.pipeline.alerts.wanted import rules_wait
from vitrola.pipeline.catalog import check_catalog, show_in_catalog
from vitrola.pipeline.plan import make_plan
from vitrola.pipeline.record import record_of, write_record

if TYPE_CHECKING:
    from collections.abc import Callable

    from vitrola.config import Settings
    from vitrola.lake import Lake, Publication
    from vitrola.pipeline.plan import Plan


def run(
    lake: Lake,
    settings: Settings,
    progress: Callable[[str], None] = lambda _: None,
    *,
    full: bool = False,
    replay: bool = False,
) -> dict[str, Any]:
    """Bring the publication up to date with the raw zone; returns the run's record.

    ``full`` reads every raw file again, whatever was kept of it. ``replay`` adds to the record what
    became of each row that the current publication's run has in quarantine. Raises VitrolaError, and
    then what is published is what was published before, but for a CatalogError: then Glue doesn't show it.
    Where the lake has rules for alerts, they are looked at afterwards; nothing of that makes a run fail,
    and what goes wrong before it can be kept with the alerts is ``alerts_error`` of what is returned.
    """
    record = _bring_up_to_date(lake, settings, progress, full=full, replay=replay)
    try:
        if rules_wait(lake, record["run_id"]):
            from vitrola.pipeline.alerts.after import alert  # noqa: PLC0415 - slow to import

            alert(lake, settings, progress)
            show_in_catalog(lake, settings)
    except Exception as error:
        return {**record, "alerts_error": f"{type(error).__name__}: {error}"}
    return record


def _bring_up_to_date(
    lake: Lake, settings: Settings, progress: Callable[[str], None], *, full: bool, replay: bool
) -> dict[str, Any]:
    check_catalog(lake, settings)
    with lake.exclusive():
        started = time.perf_counter()
        plan = make_plan(lake, settings)
        current = publication.current(lake)
        if current and current.inputs == plan.inputs and not full:
            show_in_catalog(lake, settings)
            seconds = round(time.perf_counter() - started, 3)
            return {**record_of(lake, current.run_id), "status": "nothing to do", "seconds": seconds}
        return _publish(lake, settings, plan, current, started, progress, full=full, replay=replay)


def _publish(
    lake: Lake,
    settings: Settings,
    plan: Plan,
    current: Publication | None,
    started: float,
    progress: Callable[[str], None],
    *,
    full: bool,
    replay: bool,
) -> dict[str, Any]:
    """Do the work of a run and show it; what that takes is imported only where there is any."""
    from vitrola.pipeline.compaction import in_groups, merge_batches  # noqa: PLC0415
    from vitrola.pipeline.former import Former, former  # noqa: PLC0415
    from vitrola.pipeline.given import planned_models  # noqa: PLC0415 - slow to import
    from vitrola.pipeline.publish import forget_old, show  # noqa: PLC0415
    from vitrola.pipeline.replay import Replay  # noqa: PLC0415
    from vitrola.pipeline.sweep import sweep  # noqa: PLC0415
    from vitrola.pipeline.work import Work  # noqa: PLC0415

    models = planned_models(lake)
    sweep(lake, plan.stored)
    run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{uuid.uuid4().hex[:6]}"
    head = {"run_id": run_id, "engine": settings.engine, "started": datetime.now(UTC).isoformat()}
    try:
        before = Former(lake.location) if full else former(lake, current)
        again = Replay(lake, current.run_id) if replay and current else None
        done = Work(lake, settings, plan, models, before, again, run_id, progress).execute(afresh=full)
        seconds = round(time.perf_counter() - started, 3)
        record = {**head, "status": "published", "seconds": seconds, **done.record}
        write_record(lake, record)
        show(lake, done.publication, former=current)
    except VitrolaError as error:
        failed = {**head, "status": "failed", "error": error.message, "files": [], "tables": {}}
        write_record(lake, {**failed, "seconds": round(time.perf_counter() - started, 3)})
        with suppress(VitrolaError):
            show_in_catalog(lake, settings)
        raise
    forget_old(lake, retained=settings.retained)
    if not lake.location.shared:
        merge_batches(lake, in_groups(done.intake.portions))
    show_in_catalog(lake, settings)
    return record
