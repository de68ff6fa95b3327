from importlib import resources

import pytest
from open_data_contract_standard.model import OpenDataContractStandard

from vitrola.contracts import Action, Reason, contract_for_records, contracts
from vitrola.contracts.loader import parse
from vitrola.errors import ContractError

DEFINITIONS = sorted(
    (resources.files("vitrola.contracts") / "definitions").iterdir(), key=lambda entry: entry.name
)


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda entry: entry.name)
def test_each_definition_is_valid_under_the_open_standard(definition):
    document = OpenDataContractStandard.from_string(definition.read_text("utf-8"))
    assert definition.name == f"{document.name}.odcs.yaml"


def test_bounds_and_consequence_come_from_the_file():
    (rule,) = contracts()["music_info_dim"].column("key").rules
    assert (rule.reason, rule.action) == (Reason.OUT_OF_RANGE, Action.NULL)
    assert (rule.minimum, rule.maximum) == (0, 11)


def test_every_reference_points_at_a_key():
    for contract in contracts().values():
        for reference in contract.references:
            assert contracts()[reference.table].key == (reference.target,)


def test_every_column_is_described_in_both_languages():
    for contract in contracts().values():
        for column in contract.columns:
            assert column.description["en"].strip(), column.name
            assert column.description["pt"].strip(), column.name


def test_records_lead_to_their_table():
    assert contract_for_records("listens").table == "listening_history_fact"
    with pytest.raises(ContractError, match="known are listens, taggings, tags, tracks, users"):
        contract_for_records("podcasts")


def test_a_damaged_contract_is_named():
    with pytest.raises(ContractError, match=r"broken\.yaml is not a contract"):
        parse({"schema": []}, where="broken.yaml")
