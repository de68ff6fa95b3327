"""Which relations must be built again, and why: what they are made of against what was published.

Every relation has ingredients of its own (a model's text, the files behind accepted records, a setting)
and is made from others. It is stale where one of its own ingredients changed or one of its inputs is stale.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vitrola.contracts import contracts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from vitrola.models import Model
    from vitrola.pipeline.batch import Intake
    from vitrola.pipeline.plan import Plan

CODE = "Vitrola's code or engine"
HOLIDAY = {"holiday": {"year_span", "setting holidays_country"}}
"""What the given relation of holidays is made from."""


@dataclass(frozen=True)
class Staleness:
    """``changed`` ingredients, and the ``reasons`` of each stale relation: those of them it is made of.

    ``kept`` tables are not stale; ``needs`` are what each relation selects from.
    """

    changed: set[str]
    reasons: dict[str, list[str]]
    needs: dict[str, set[str]] = field(repr=False)
    kept: set[str] = field(repr=False)

    def __contains__(self, relation: str) -> bool:
        return relation in self.reasons

    def needed(self, relations: Iterable[str]) -> set[str]:
        """These relations and everything they are made from, down to tables that are carried on."""
        found: set[str] = set()
        waiting = list(relations)
        while waiting:
            relation = waiting.pop()
            if relation not in found and relation not in self.kept:
                found.add(relation)
                waiting += self.needs.get(relation, ())
        return found


def model_ingredients(models: Iterable[Model]) -> dict[str, str]:
    """A fingerprint of each model's text and of its table's contract."""
    promised = {contract.table: contract for contract in contracts().values()}
    return {model.name: _hash(model.kind, model.sql, repr(promised.get(model.name))) for model in models}


def record_ingredients(intake: Intake, kinds: Iterable[str], plan: Plan) -> dict[str, str]:
    """A fingerprint of the files that accepted records of each kind come from, and of how they are read."""
    contents = {file.id: file.content for file in plan.files}
    found = {}
    for records in kinds:
        read = [
            (contents[file], portion.batch.numbered, plan.recipes[portion.batch.source])
            for portion in intake.portions
            if portion.batch.parts.get(records)
            for file in portion.files
        ]
        found[f"accepted_{records}"] = _hash(*map(repr, sorted(read)))
    return found


def staleness(
    models: Iterable[Model],
    now: Mapping[str, str],
    former: Mapping[str, str],
    *,
    published: Iterable[str],
    empty: Collection[str],
) -> Staleness:
    """Compare fingerprints of ingredients; ``published`` tables can be carried on where nothing changed.

    ``models`` come in order. Relations that are ``empty`` leave models without rows, whatever else
    these select from. Without any former fingerprint everything is stale.
    """
    changed = {name for name in now if former.get(name) != now[name]}
    needs = HOLIDAY | {
        model.name: {*model.inputs, *(f"setting {name}" for name in model.parameters), CODE}
        for model in models
    }
    causes = needs | {
        model.name: {str(model.only_with), CODE} for model in models if model.only_with in empty
    }
    reasons = {name: [name] for name in changed if name not in needs}
    for name in _in_order(models):
        own = [name] if name in changed else []
        inherited = [reason for need in sorted(causes[name]) for reason in reasons.get(need, ())]
        if found := list(dict.fromkeys([*own, *inherited])):
            reasons[name] = found
    tables = {model.name for model in models if model.kind == "table"}
    for table in tables - set(published):
        reasons.setdefault(table, [table])
    return Staleness(changed, reasons, needs, tables - set(reasons))


def _in_order(models: Iterable[Model]) -> Iterable[str]:
    """Names of models in order, the holidays before the first that needs them."""
    for model in models:
        if "holiday" in model.inputs:
            yield "holiday"
        yield model.name


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
