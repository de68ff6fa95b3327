"""Grow what is published by the records of new files, instead of building it from all records again.

Where new files only add plays and descriptions of users, most of what is published stays: the fact gets
the new rows in a file of their own, sums get theirs added, and rows of the users and months that they touch
are made anew. Where it turns out that more depends on the new files, nothing is grown and all of it is built.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.pipeline.appending import append
from vitrola.pipeline.audit import FACT
from vitrola.pipeline.built import Built
from vitrola.pipeline.lookup import IN_MONTHS, IN_MONTHS_THEN
from vitrola.pipeline.sameness import Sameness
from vitrola.pipeline.slices import touched_months
from vitrola.pipeline.slicing import Slicing
from vitrola.pipeline.staleness import model_ingredients, record_ingredients
from vitrola.pipeline.sums import put_together

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping

    from vitrola.engines import Engine
    from vitrola.engines.beside import Beside
    from vitrola.models import Model
    from vitrola.pipeline.batch import Intake
    from vitrola.pipeline.build import Builder
    from vitrola.pipeline.former import Former
    from vitrola.pipeline.lookup import LookUp
    from vitrola.pipeline.plan import Plan
    from vitrola.pipeline.slices import Months, Slice, Users
    from vitrola.pipeline.staleness import Staleness

GROWING = {"accepted_listens", "accepted_users"}
"""Records that may come to the former ones."""


class _NotGrowingError(Exception):
    """More depends on the new files than can be grown."""


def may_grow(models: Iterable[Model], former: Former, plan: Plan) -> bool:
    """Whether nothing but files can have changed since the former publication, which has plays."""
    if FACT not in former.tables or not former.files(FACT):
        return False
    made_of = {**plan.ingredients, **model_ingredients(models)}
    return all(former.fingerprints.get(name) == found for name, found in made_of.items())


def new_files(stale: Staleness, intake: Intake, former: Former, plan: Plan) -> Intake | None:
    """The part of an intake that is new since the former publication; None unless it is all that changed."""
    if FACT not in stale or not stale.changed <= GROWING or FACT not in former.tables:
        return None
    known = {entry["sha256"][:16] for entry in former.record["files"]}
    kinds = [name.removeprefix("accepted_") for name in stale.changed]
    before = record_ingredients(intake.only(known), kinds, plan)
    if any(former.fingerprints.get(name) != before[name] for name in stale.changed):
        return None
    return intake.only(set(intake.counts) - known)


class Growth:
    """Builds the tables of one run from those of the former publication and what is new."""

    def __init__(
        self,
        engine: Engine,
        builder: Builder,
        models: list[Model],
        former: Former,
        stale: Staleness,
        look_up: LookUp,
        progress: Callable[[str], None],
    ) -> None:
        self._engine = engine
        self._builder = builder
        self._models = {model.name: model for model in models}
        self._former = former
        self._stale = stale
        self._progress = progress
        self._built = Built()
        self._same = Sameness(engine, builder, self._models, former, stale, self._built, self.ensure)
        self._done: set[str] = set()
        self._new = {name: f"{name}_new" for name in GROWING}
        """Relations that hold what new files give."""
        self._whole: set[str] = set()
        """Relations that grew and hold all of it."""
        self._slices: dict[str, Slice] = {}
        """What is made anew, by the column that tells what is in it."""
        self._look_up = look_up
        self._beside: Beside
        self._months: Months
        self._slicing = Slicing(engine, builder, self._same, self._built, look_up.beside)

    def build(self, new: Intake, carried: Mapping[str, str], meanwhile: Callable[[], None]) -> Built | None:
        """Make every stale table; None where they can't be grown. ``meanwhile`` is called once there is work.

        Relations that grew are named whole where tables, and with ``_new`` for what is new in them.
        Other relations are made as far as these tables need them: see ``ensure``.
        """
        if not self._can_grow():
            return None
        self._built.carried = dict(carried)
        self._builder.give_new(new, "_new")
        with self._engine.beside() as self._beside:
            users = self._look_up.users(new)
            meanwhile()
            self._builder.give(carried)
            self._touch_users(users)
            try:
                self._ensure_tables()
            except _NotGrowingError:
                self._slicing.end()
                self._builder.drop(FACT)
                return None
            self._slicing.finish_all()
        return self._built

    def _ensure_tables(self) -> None:
        self.ensure(FACT)
        tables = (model for model in self._models.values() if model.kind == "table")
        for table in sorted(tables, key=self._turn):
            self.ensure(table.name)
        self._check_keys()

    def ensure(self, relation: str) -> None:
        """Make a relation and what it selects from, if that wasn't done yet."""
        if relation in self._done:
            self._slicing.finish(relation)
            return
        if relation in self._built.carried or relation not in self._models:
            return
        self._done.add(relation)
        model = self._models[relation]
        if model.grows:
            self._grow(model)
        elif model.adds_up and model.name in self._stale:
            (self._exchange if model.over else self._add_up)(model, model.adds_up)
        elif model.by and model.name in self._stale:
            self._make_slice(model, model.by)
        elif model.kind == "table" and self._same.inputs_hold(model):
            self._built.same.add(model.name)
            self._carry(model.name)
        else:
            self._make(model, self._same.before_it(model) if model.kind != "table" else None)

    def _can_grow(self) -> bool:
        """Whether what is known in part only is asked for in part only."""
        partly = {
            model.name for model in self._models.values() if model.kind != "table" and model.follows_plays
        }
        whole = (model for model in self._models.values() if not model.follows_plays)
        asked_whole = {need for model in whole for need in model.inputs}
        return partly.isdisjoint(asked_whole) and bool(self._former.files(FACT))

    def _make(self, model: Model, before: Mapping[str, str] | None) -> None:
        """Make a model, of former tables in place of some inputs where it comes out the same ``before``."""
        for need in sorted(model.inputs - (before or {}).keys()):
            self.ensure(need)
        self._progress(model.name)
        if before:
            self._builder.relate(model, model.name, before)
        else:
            self._builder.make(model, self._built)
        if model.kind == "table" and self._same.is_former(model.name):
            self._built.same.add(model.name)
            self._builder.drop(model.name)
            del self._built.files[model.name], self._built.schemas[model.name]
            self._carry(model.name)

    def _grow(self, model: Model) -> None:
        """Make the rows that new files give; published ones stand beside the former rows."""
        self._ensure_inputs(model, self._new)
        new = f"{model.name}_new"
        if model.kind == "table":
            self._builder.write_new(model.name, self._builder.bound(model, self._new), self._built, new)
            self._touch_months()
            first, progress = self._months.first, self._progress
            append(self._engine, self._builder, self._former, self._built, model.name, first, progress)
            self._engine.view(self._months.parts[model.name], self._months.inside(model.name, "play_date"))
        else:
            self._builder.relate(model, new, self._new)
        self._new[model.name] = self._built.counted[model.name] = new

    def _ensure_inputs(self, model: Model, parts: Container[str]) -> None:
        """Make what a model selects from: what there are ``parts`` of, or what is as it was."""
        for need in sorted(model.inputs):
            self.ensure(need)
            if need not in parts and need not in self._whole and not self._same.holds(need):
                raise _NotGrowingError
        self._progress(model.name)

    def _add_up(self, model: Model, functions: Mapping[str, str]) -> None:
        """Put the rows of new plays and the former rows together."""
        self._ensure_inputs(model, self._new)
        new, before = f"{model.name}_new", self._same.before(model.name)
        self._builder.relate(model, new, self._new)
        names = [name for name, _ in self._engine.columns(before)]
        self._builder.write(model.name, put_together(names, functions, (before, new)), self._built)

    def _exchange(self, model: Model, functions: Mapping[str, str]) -> None:
        """Put what touched users give now and the former rows together, less what they gave before.

        Former rows are kept in a table by month, so that only months touched are looked at.
        """
        self._ensure_inputs(model, {FACT})
        self._check_keys()
        now, then = f"{model.name}_now", f"{model.name}_then"
        for given, plays in ((now, IN_MONTHS), (then, IN_MONTHS_THEN)):
            self._builder.relate(model, given, {FACT: plays})
        names = [name for name, _ in self._engine.columns(now)]
        before = self._same.before(str(model.kept_in))
        self._engine.table(model.name, put_together(names, functions, (before, now), less=then))
        self._whole.add(model.name)

    def _turn(self, model: Model) -> int:
        """When a table's turn is: what is made beside others is begun early, what waits for it comes last."""
        if model.by:
            return 0
        if model.adds_up:
            return 1
        return 3 if self._in_slices(model) else 2

    def _in_slices(self, model: Model) -> bool:
        """Whether a model selects from what is made in slices."""
        inputs = (self._models[name] for name in model.inputs & self._models.keys())
        return bool(model.by or model.over) or any(map(self._in_slices, inputs))

    def _touch_users(self, users: Users) -> None:
        users.parts["accepted_users"] = "accepted_users_by_user_id"
        self._engine.view(users.parts["accepted_users"], users.inside("accepted_users", "user_id"))
        self._slices["user_id"] = users

    def _touch_months(self) -> None:
        self._months = self._slices["month"] = touched_months(self._engine, f"{FACT}_new")
        self._months.parts[FACT] = f"{FACT}_by_month"

    def _check_keys(self) -> None:
        """None of the touched users' plays may have a key twice. Theirs may be looked up until now."""
        if "repeated_key_touched" in self._done:
            return
        self._done.add("repeated_key_touched")
        self._look_up.name_plays(self._slices["user_id"], self._months, f"{FACT}_new")
        self._builder.relate(self._models["repeated_key"], "repeated_key_touched", {"listen": IN_MONTHS})
        if self._engine.rows("SELECT key_hash FROM repeated_key_touched LIMIT 1"):
            raise _NotGrowingError

    def _make_slice(self, model: Model, column: str) -> None:
        """Make the rows in a touched slice anew, and leave all others."""
        self._check_keys()
        touched = self._slices[column]
        self._ensure_inputs(model, touched.parts)
        if model.kind == "table":
            self._slicing.begin(self._beside, model, touched, column)
        else:
            self._slicing.relate(model, touched, column)

    def _carry(self, table: str) -> None:
        """Leave a table as it was published."""
        self._built.carried[table] = self._former.tables[table]
        self._former.give(self._engine, table, table)
