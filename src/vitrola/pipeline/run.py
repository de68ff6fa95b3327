"""One run: read, refine, build, audit, publish. Nothing is visible before the last step."""

from __future__ import annotations

import tempfile
import time
import uuid
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vitrola.engines import make_engine
from vitrola.errors import VitrolaError
from vitrola.lake import publication
from vitrola.pipeline.account import account
from vitrola.pipeline.audit import audit
from vitrola.pipeline.build import Builder, planned_models
from vitrola.pipeline.cube import build_cube, discard_cube
from vitrola.pipeline.faults import step
from vitrola.pipeline.figures import figures
from vitrola.pipeline.intake import Taker
from vitrola.pipeline.patterns import broken_patterns
from vitrola.pipeline.plan import make_plan
from vitrola.pipeline.publish import forget_old, prepare, show
from vitrola.pipeline.quarantine import Quarantine, unnumbered_copies
from vitrola.pipeline.reading import Reader
from vitrola.pipeline.record import record_of, write_record
from vitrola.pipeline.sweep import sweep

if TYPE_CHECKING:
    from collections.abc import Callable

    from vitrola.config import Settings
    from vitrola.engines import Engine
    from vitrola.lake import Lake, Publication
    from vitrola.models import Model
    from vitrola.pipeline.batch import Intake
    from vitrola.pipeline.build import Built
    from vitrola.pipeline.plan import Plan


def run(
    lake: Lake,
    settings: Settings,
    progress: Callable[[str], None] = lambda _: None,
    *,
    full: bool = False,
) -> dict[str, Any]:
    """Bring the publication up to date with the raw zone; returns the run's record.

    ``full`` reads every raw file again, whatever was kept of it. Raises VitrolaError, and then what is
    published is what was published before.
    """
    with lake.exclusive():
        started = time.perf_counter()
        plan = make_plan(lake, settings)
        current = publication.current(lake)
        if current and current.inputs == plan.inputs and not full:
            seconds = round(time.perf_counter() - started, 3)
            return {**record_of(lake, current.run_id), "status": "nothing to do", "seconds": seconds}
        models = planned_models(lake)
        sweep(lake)
        run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{uuid.uuid4().hex[:6]}"
        head = {"run_id": run_id, "engine": settings.engine, "started": datetime.now(UTC).isoformat()}
        try:
            new, body = _Run(lake, settings, plan, models, run_id, progress, full=full).execute()
            seconds = round(time.perf_counter() - started, 3)
            record = {**head, "status": "published", "seconds": seconds, **body}
            write_record(lake, record)
            show(lake, new, former=current)
        except VitrolaError as error:
            failed = {**head, "status": "failed", "error": error.message, "files": [], "tables": {}}
            write_record(lake, {**failed, "seconds": round(time.perf_counter() - started, 3)})
            raise
        forget_old(lake, retained=settings.retained)
        return record


UNRECORDED = ("threads", "memory", "cube")
"""Settings that change nothing of what is published."""


class _Run:
    """The steps of one run and what they share."""

    def __init__(
        self,
        lake: Lake,
        settings: Settings,
        plan: Plan,
        models: list[Model],
        run_id: str,
        progress: Callable[[str], None],
        *,
        full: bool,
    ) -> None:
        self._full = full
        self._models = models
        self._lake = lake
        self._settings = settings
        self._plan = plan
        self._run_id = run_id
        self._progress = progress
        self._quarantine = lake.location.path(f"quarantine/{run_id}.parquet")

    def execute(self) -> tuple[Publication, dict[str, Any]]:
        """Everything up to a prepared publication, and the run's record of it."""
        with (
            tempfile.TemporaryDirectory(prefix="vitrola-run-") as scratch,
            make_engine(self._settings) as engine,
        ):
            builder = Builder(self._lake, engine, self._settings, self._run_id)
            try:
                return self._prepare(engine, builder, Path(scratch))
            except BaseException:
                builder.discard(self._models)
                discard_cube(self._lake, self._run_id)
                self._quarantine.unlink(missing_ok=True)
                raise

    def _prepare(self, engine: Engine, builder: Builder, scratch: Path) -> tuple[Publication, dict[str, Any]]:
        intake, built = self._build(engine, builder, scratch)
        self._progress("accounting")
        files = {file.id: file for file in self._plan.files}
        quarantine = Quarantine(self._lake, files, self._plan.sources)
        reasons = quarantine.write(engine, intake, self._quarantine, self._run_id)
        accounts, plays = account(engine, self._plan.files, intake, self._plan.sources)
        self._progress("audit")
        checks = audit(engine, set(built.files))
        step("audit")
        if self._settings.cube:
            self._progress("cube")
            build_cube(self._lake, engine, self._run_id)
            step("cube")
        body = {
            "files": [asdict(entry) for entry in accounts],
            "tables": built.rows,
            "playcount": asdict(plays),
            "quarantine": reasons,
            "checks": checks,
            "settings": {
                name: value for name, value in asdict(self._settings).items() if name not in UNRECORDED
            },
            **figures(engine),
        }
        self._progress("publish")
        return prepare(self._lake, built, run_id=self._run_id, inputs=self._plan.inputs), body

    def _build(self, engine: Engine, builder: Builder, scratch: Path) -> tuple[Intake, Built]:
        """Take in and build, again with record numbers where a file turns out not to be clean."""
        reader = Reader(self._lake, engine, self._plan.sources, scratch, self._progress)
        taker = Taker(self._lake, engine, reader, self._plan.recipes, afresh=self._full)
        numbered: set[str] = set()
        while True:
            self._progress("read")
            intake = taker.take(self._plan.files, numbered)
            step("refine")
            builder.give(intake, self._plan.sources, self._plan.merges)
            built = builder.build(self._models, self._progress)
            broken = broken_patterns(engine, taker.made(intake), self._plan.sources)
            unclean = (unnumbered_copies(engine) | broken) - numbered
            if not unclean:
                taker.keep(intake)
                return intake, built
            numbered |= unclean
