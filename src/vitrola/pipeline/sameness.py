"""What is as it was, found out with as little work as it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.engines.dialect import relations_of, with_relations
from vitrola.pipeline.audit import FACT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from vitrola.engines import Engine
    from vitrola.models import Model
    from vitrola.pipeline.build import Builder
    from vitrola.pipeline.built import Built
    from vitrola.pipeline.former import Former
    from vitrola.pipeline.staleness import Staleness

COMPARED_ROWS = 1_000_000
"""Tables up to this size are compared with the former ones."""


class Sameness:
    """Compares relations of a run with those of the former publication; ``ensure`` makes one of the run."""

    def __init__(
        self,
        engine: Engine,
        builder: Builder,
        models: Mapping[str, Model],
        former: Former,
        stale: Staleness,
        built: Built,
        ensure: Callable[[str], None],
    ) -> None:
        self._engine = engine
        self._builder = builder
        self._models = models
        self._former = former
        self._stale = stale
        self._built = built
        self._ensure = ensure

    def inputs_hold(self, model: Model) -> bool:
        """Whether all that a model selects from is as it was, as far as it takes little to know."""
        for need in sorted(model.inputs):
            of = self._models.get(need)
            if need not in self._stale or need in self._built.same or need == "holiday":
                continue
            if of is None or of.follows_plays:
                return False
            if not (of.kind == "table" or of.small or of.touched):
                if not self.inputs_hold(of):
                    return False
            elif not self.holds(need):
                return False
        return True

    def holds(self, relation: str) -> bool:
        """Whether a relation has the rows that it had; finds out by making what it was."""
        if relation not in self._stale or relation in self._built.same:
            return True
        model = self._models.get(relation)
        if model is None or model.follows_plays:
            return False
        if model.kind == "table":
            self._ensure(relation)
            return relation in self._built.same
        if not (self._nothing_touched(model) or self.inputs_hold(model) or self._was_equal(model)):
            return False
        self._built.same.add(relation)
        return True

    def before_it(self, model: Model) -> dict[str, str] | None:
        """The former tables that a relation can be made from, by name, where new plays leave it as it is."""
        if model.touched is None or not set(model.touched.instead_of) <= self._former.tables.keys():
            return None
        if not self._nothing_touched(model):
            return None
        self._built.same.add(model.name)
        return {need: self.before(need) for need in model.touched.instead_of}

    def _nothing_touched(self, model: Model) -> bool:
        """Whether a model's query over new plays says that they leave it as it is."""
        if model.touched is None:
            return False
        others = sorted(model.inputs - set(model.touched.instead_of))
        if any(need in self._stale and need not in self._built.same for need in others):
            return False
        names = {FACT: f"{FACT}_new"}
        names |= {name: self.before(name) for name in relations_of(model.touched.sql) if name != FACT}
        return not self._engine.rows(with_relations(model.touched.sql, names))

    def _was_equal(self, model: Model) -> bool:
        changed = [need for need in sorted(model.inputs) if not self.holds(need)]
        if any(need not in self._former.tables for need in changed):
            return False
        before = {need: self.before(need) for need in changed}
        self._ensure(model.name)
        self._builder.relate(model, f"{model.name}_before", before)
        return self._equal(model.name, f"{model.name}_before")

    def before(self, relation: str) -> str:
        """A table as it was."""
        self._former.give(self._engine, relation, f"{relation}_before")
        return f"{relation}_before"

    def is_former(self, table: str) -> bool:
        """Whether a table built again has the former rows."""
        rows = self._built.rows[table]
        if rows != self._former.record["tables"].get(table) or rows > COMPARED_ROWS:
            return False
        return self._equal(table, self.before(table))

    def _equal(self, one: str, other: str) -> bool:
        """Whether every row is in both as often."""
        different = " UNION ALL ".join(
            f"(SELECT * FROM {a} EXCEPT ALL SELECT * FROM {b})"  # noqa: S608
            for a, b in ((one, other), (other, one))
        )
        return not self._engine.rows(f"SELECT COUNT(*) AS n FROM ({different}) AS d")[0]["n"]  # noqa: S608
