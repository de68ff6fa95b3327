"""Read contracts from ODCS YAML."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from vitrola.contracts.types import Action, Column, Contract, Kind, Reason, Reference, Rule
from vitrola.errors import ContractError
from vitrola.yamltext import parsed, shipped


@cache
def contracts() -> dict[str, Contract]:
    """Every contract shipped with Vitrola, by table name."""
    folder = resources.files("vitrola.contracts") / "definitions"
    files = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".odcs.yaml")), key=str)
    found = [parse(parsed(entry.read_text("utf-8")), where=entry.name) for entry in files]
    return {contract.table: contract for contract in found}


@cache
def control_contracts() -> dict[str, Contract]:
    """The tables that runs write down about themselves, by name; they have no rules."""
    return {name: _control(name, entry) for name, entry in shipped("contracts", "control.yaml").items()}


def _control(table: str, entry: dict[str, Any]) -> Contract:
    columns = tuple(
        Column(name, Kind(kind), {"en": english, "pt": portuguese})
        for name, (kind, english, portuguese) in entry["columns"].items()
    )
    return Contract(table, {"en": entry["en"], "pt": entry["pt"]}, columns)


def contract_for_records(records: str) -> Contract:
    """The contract whose accepted relation is ``records``; raises ContractError."""
    for contract in contracts().values():
        if contract.records == records:
            return contract
    known = ", ".join(sorted(c.records for c in contracts().values() if c.records))
    raise ContractError(f"No contract accepts records called {records!r}; known are {known}.")


def parse(document: dict[str, Any], *, where: str) -> Contract:
    """Turn one ODCS document with one table into a Contract; raises ContractError naming ``where``."""
    try:
        table = document["schema"][0]
        extra = _custom(table)
        properties = table["properties"]
        return Contract(
            table=table["name"],
            description={"en": table["description"], "pt": extra["description_pt"]},
            columns=tuple(_column(entry) for entry in properties),
            records=extra.get("records"),
            references=tuple(reference for entry in properties for reference in _references(entry)),
        )
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise ContractError(f"{where} is not a contract Vitrola understands: {error!r}.") from error


def _custom(entry: dict[str, Any]) -> dict[str, Any]:
    return {item["property"]: item["value"] for item in entry.get("customProperties", [])}


def _column(entry: dict[str, Any]) -> Column:
    extra = _custom(entry)
    action = Action(extra.get("on_violation", "quarantine" if entry.get("required") else "null"))
    return Column(
        name=entry["name"],
        kind=Kind(entry["physicalType"]),
        description={"en": entry["description"], "pt": extra["description_pt"]},
        delivered=bool(extra.get("delivered")),
        nullable=not entry.get("required", False),
        primary_key=entry.get("primaryKeyPosition"),
        unreadable=action,
        rules=tuple(_rules(entry, action)),
    )


def _rules(entry: dict[str, Any], action: Action) -> list[Rule]:
    rules = [Rule(Reason.REQUIRED, Action.QUARANTINE)] if entry.get("required") else []
    options = entry.get("logicalTypeOptions", {})
    if "minimum" in options or "maximum" in options:
        rules.append(Rule(Reason.OUT_OF_RANGE, action, options.get("minimum"), options.get("maximum")))
    rules += [
        Rule(Reason.NOT_ALLOWED, action, allowed=tuple(check["arguments"]["validValues"]))
        for check in entry.get("quality", [])
        if check.get("metric") == "invalidValues"
    ]
    return rules


def _references(entry: dict[str, Any]) -> list[Reference]:
    return [
        Reference(entry["name"], *relation["to"].split(".", 1)) for relation in entry.get("relationships", [])
    ]
