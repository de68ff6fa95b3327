"""The work of one run: read, refine, build, account, audit, commit. Nothing of it is visible."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from importlib import import_module
from itertools import chain
from threading import Thread
from typing import TYPE_CHECKING, Any

from vitrola.engines import make_engine
from vitrola.metrics.compiling import INPUTS as CUBE_FROM
from vitrola.pipeline.account import MADE_FROM, account
from vitrola.pipeline.audit import FACT, audit
from vitrola.pipeline.build import Builder
from vitrola.pipeline.cube import build_cube, carry_cube, discard_cube
from vitrola.pipeline.dictionary import dictionary_file, write_dictionary
from vitrola.pipeline.faults import step
from vitrola.pipeline.figures import FIGURES_FROM, figures
from vitrola.pipeline.growth import may_grow
from vitrola.pipeline.intake import Taker
from vitrola.pipeline.lookup import LookUp
from vitrola.pipeline.making import Maker
from vitrola.pipeline.patterns import broken_patterns
from vitrola.pipeline.publish import prepare
from vitrola.pipeline.quarantine import Quarantine, quarantine_file, unnumbered_copies
from vitrola.pipeline.reading import Reader
from vitrola.pipeline.replay import replay_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vitrola.config import Settings
    from vitrola.engines import Engine
    from vitrola.lake import Lake, Publication
    from vitrola.models import Model
    from vitrola.pipeline.batch import Intake
    from vitrola.pipeline.former import Former
    from vitrola.pipeline.making import Made
    from vitrola.pipeline.plan import Plan
    from vitrola.pipeline.quarantine import Counts, Page
    from vitrola.pipeline.replay import Replay


UNRECORDED = (
    "threads",
    "memory",
    "master",
    "remote",
    "spark_packages",
    "small_rows",
    "cube",
    "catalog",
    "glue_database",
    "region",
    "athena_workgroup",
    "athena_output",
    "athena_limit_gb",
    "alert_command",
    "alert_timeout",
    "alert_topic",
)
"""Settings that change nothing of what is published."""


def _import_iceberg() -> None:
    """Import what publishing takes, beside the engine's work: it takes a third of a second."""
    Thread(target=import_module, args=("vitrola.lake.iceberg",), daemon=True).start()


@dataclass(frozen=True)
class Prepared:
    """A publication that nobody sees yet, its run's record, and what the run took in."""

    publication: Publication
    record: dict[str, Any]
    intake: Intake


class Work:
    """The steps of one run, up to a prepared publication, and what they share."""

    def __init__(
        self,
        lake: Lake,
        settings: Settings,
        plan: Plan,
        models: list[Model],
        before: Former,
        again: Replay | None,
        run_id: str,
        progress: Callable[[str], None],
    ) -> None:
        self._lake = lake
        self._settings = settings
        self._plan = plan
        self._models = models
        self._former = before
        self._replay = again
        self._run_id = run_id
        self._progress = progress
        self._quarantine = quarantine_file(lake, run_id)

    def execute(self, *, afresh: bool) -> Prepared:
        """Everything up to a prepared publication."""
        with make_engine(self._settings, self._lake.location) as engine:
            builder = Builder(self._lake, engine, self._settings, self._run_id)
            reader = Reader(self._lake, engine, self._plan.sources, self._progress)
            early = may_grow(self._models, self._former, self._plan)
            try:
                with engine.beside() as beside:
                    look_up = LookUp(engine, beside, self._former, early=early)
                    taker = Taker(self._lake, engine, reader, self._plan.recipes, look_up.see, afresh=afresh)
                    maker = Maker(
                        engine, builder, self._plan, self._models, self._former, look_up, self._progress
                    )
                    return self._prepare(engine, maker, taker)
            except BaseException:
                builder.discard(self._models)
                discard_cube(self._lake, self._run_id)
                self._lake.location.remove(self._quarantine)
                self._lake.location.remove(dictionary_file(self._lake, self._run_id))
                self._lake.location.remove(replay_file(self._lake, self._run_id))
                raise

    def _prepare(self, engine: Engine, maker: Maker, taker: Taker) -> Prepared:
        intake, made = self._make(engine, maker, taker)
        built = made.built
        body = self._account(engine, intake, made)
        self._progress("audit")
        body["checks"] = audit(engine, self._lake.location, built)
        step("audit")
        if self._settings.cube:
            built.complete()
            self._progress("cube")
            if made.changed(CUBE_FROM) or not carry_cube(self._lake, self._former.run_id, self._run_id):
                build_cube(self._lake, engine, self._run_id)
            step("cube")
        self._progress("publish")
        new = prepare(
            self._lake,
            built,
            run_id=self._run_id,
            inputs=self._plan.inputs,
            fingerprints=maker.ingredients(intake),
        )
        landed = {file.source for file in self._plan.files}
        used = [source for name, source in self._plan.sources.items() if name in landed]
        write_dictionary(self._lake, new, used, self._plan.files, self._former)
        step("dictionary")
        record = {
            **body,
            "tables": {name: built.rows[name] for name in sorted(built.rows)},
            "rebuilt": {name: made.stale.reasons[name] for name in sorted(built.files)},
            "grown": sorted(built.grown),
            "carried": {name: self._former.maker(name) for name in sorted(built.carried)},
            "settings": {
                name: value for name, value in asdict(self._settings).items() if name not in UNRECORDED
            },
        }
        return Prepared(new, record, intake)

    def _make(self, engine: Engine, maker: Maker, taker: Taker) -> tuple[Intake, Made]:
        """Take in and make, again with record numbers where a file turns out not to be clean."""
        numbered = self._replay.numbered(self._plan.files) if self._replay else set()
        while True:
            self._progress("read")
            intake = taker.take(self._plan.files, numbered)
            step("refine")
            made = maker.make(intake, meanwhile=_import_iceberg)
            plays = "accepted_listens_new" if made.built.grown else None
            broken = broken_patterns(engine, taker.made(intake), self._plan.sources, plays)
            copies = (
                unnumbered_copies(engine, made.name("listen_repeat")) if made.counts("listens") else set()
            )
            unclean = (copies | broken) - numbered
            if not unclean:
                taker.keep(intake)
                return intake, made
            made.built.complete()
            numbered |= unclean

    def _account(self, engine: Engine, intake: Intake, made: Made) -> dict[str, Any]:
        """What became of every row and play, as the record has it; writes the quarantine."""
        self._progress("accounting")
        aside = self._write_quarantine(engine, intake, made)
        counted = [records for records in MADE_FROM if made.counts(records)]
        carried = self._former.accounts(
            (records for records in MADE_FROM if records not in counted or made.grows(records)),
            fact_stays=FACT in made.built.appended,
        )
        accounts, plays = account(
            engine, self._plan.files, intake, self._plan.sources, counted, carried, made.built.counted
        )
        found = {}
        if self._replay:
            found["replay"] = self._replay.account(
                engine,
                self._plan.files,
                intake,
                self._plan.sources,
                counted=counted,
                names=made.built.counted,
                run_id=self._run_id,
            )
        fresh = [name for name, relations in FIGURES_FROM.items() if made.changed(relations)]
        return {
            **found,
            "files": [asdict(entry) for entry in accounts],
            "playcount": asdict(plays),
            "quarantine": dict(aside.violations),
            "set_aside": dict(aside.rows),
            **figures(engine, fresh),
            **self._former.figures(FIGURES_FROM.keys() - set(fresh)),
        }

    def _write_quarantine(self, engine: Engine, intake: Intake, made: Made) -> Counts:
        quarantine = Quarantine(self._lake, {file.id: file for file in self._plan.files}, self._plan.sources)
        copies: list[Iterable[Page]] = []
        if made.counts("listens"):
            copies.append(quarantine.copies(engine, made.name("listen_repeat")))
        if not made.counts("listens") or made.grows("listens"):
            copies.append(quarantine.former_copies(quarantine_file(self._lake, self._former.run_id)))
        return quarantine.write(intake, chain(*copies), self._quarantine, self._run_id)
