"""Contracts: what every published table promises, written in ODCS YAML."""

from vitrola.contracts.loader import contract_for_records, contracts, control_contracts
from vitrola.contracts.types import Action, Column, Contract, Kind, Reason, Reference, Rule

__all__ = [
    "Action",
    "Column",
    "Contract",
    "Kind",
    "Reason",
    "Reference",
    "Rule",
    "contract_for_records",
    "contracts",
    "control_contracts",
]
