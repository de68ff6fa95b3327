"""Make the tables of a run: carry on what is the same, grow what only got more, build the rest."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vitrola.pipeline.account import MADE_FROM
from vitrola.pipeline.built import Built
from vitrola.pipeline.figures import FIGURES_FROM
from vitrola.pipeline.given import kinds_of_records
from vitrola.pipeline.growth import Growth, new_files
from vitrola.pipeline.staleness import model_ingredients, record_ingredients, staleness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vitrola.engines import Engine
    from vitrola.models import Model
    from vitrola.pipeline.batch import Intake
    from vitrola.pipeline.build import Builder
    from vitrola.pipeline.former import Former
    from vitrola.pipeline.lookup import LookUp
    from vitrola.pipeline.plan import Plan
    from vitrola.pipeline.staleness import Staleness


@dataclass(frozen=True)
class Made:
    """The tables of a run, and why those that are not carried on were made."""

    stale: Staleness
    built: Built

    def name(self, relation: str) -> str:
        """The relation that holds what is to be counted: of one that grew, what is new in it."""
        return self.built.counted.get(relation, relation)

    def counts(self, records: str) -> bool:
        """Whether fates of records of a kind are to be counted anew."""
        return self.changed(MADE_FROM[records])

    def changed(self, relations: Iterable[str]) -> bool:
        """Whether one of these relations isn't what it was."""
        return any(relation in self.stale and relation not in self.built.same for relation in relations)

    def grows(self, records: str) -> bool:
        """Whether only those of new files are."""
        return records == "listens" and bool(self.built.grown)


class Maker:
    """Makes tables on one engine from what a run took in and from the former publication."""

    def __init__(
        self,
        engine: Engine,
        builder: Builder,
        plan: Plan,
        models: list[Model],
        former: Former,
        look_up: LookUp,
        progress: Callable[[str], None],
    ) -> None:
        self._engine = engine
        self._builder = builder
        self._plan = plan
        self._models = models
        self._former = former
        self._look_up = look_up
        self._progress = progress

    def ingredients(self, intake: Intake) -> dict[str, str]:
        """Fingerprints of all that relations are made of."""
        return {
            **self._plan.ingredients,
            **model_ingredients(self._models),
            **record_ingredients(intake, kinds_of_records(), self._plan),
        }

    def make(self, intake: Intake, meanwhile: Callable[[], None]) -> Made:
        """Make what is stale, and what counting it takes; raises EngineError.

        ``meanwhile`` is called as soon as the engine is at work, and may begin what doesn't need it.
        """
        former = self._former
        stale = staleness(
            self._models,
            self.ingredients(intake),
            former.fingerprints,
            published=former.tables,
            empty=() if self._plan.merges["track"] else ("reviewed_track",),
        )
        carried = {name: former.tables[name] for name in stale.kept}
        self._builder.expect(intake, self._plan.sources, self._plan.merges)
        built = None
        if new := new_files(stale, intake, former, self._plan):
            growth = Growth(
                self._engine, self._builder, self._models, former, stale, self._look_up, self._progress
            )
            if built := growth.build(new, carried, meanwhile):
                for relation in _counted(Made(stale, built)):
                    growth.ensure(relation)
        if built is None:
            meanwhile()
            self._builder.give(carried)
            tables = {model.name for model in self._models if model.kind == "table"}
            counted = _counted(Made(stale, Built()))
            needed = stale.needed((tables - stale.kept) | counted)
            once = _read_once(model for model in self._models if model.name in needed) - counted
            built = self._builder.build(
                self._models, self._progress, needed=needed, once=once, carried=carried
            )
        built.rows |= {name: former.record["tables"][name] for name in built.carried}
        return Made(stale, built)


def _counted(made: Made) -> set[str]:
    """What accounts, figures and audits of changed relations are counted from."""
    sets = [*MADE_FROM.values(), *FIGURES_FROM.values(), ("repeated_key",)]
    return {name for names in sets if made.changed(names) for name in names}


def _read_once(models: Iterable[Model]) -> set[str]:
    """Temporary relations that one of these models selects from, and no view, which others read again.

    Only those that have more rows the more is played: any other is made before, so that an engine sees how
    small it is, and so is one that is joined to rows of users or months.
    """
    made = list(models)
    readers: dict[str, list[Model]] = defaultdict(list)
    for model in made:
        for need in model.inputs:
            readers[need].append(model)
    return {
        model.name
        for model in made
        if model.kind == "temp"
        and model.follows_plays
        and [reader.kind != "view" and reader.by == model.by for reader in readers[model.name]] == [True]
    }
