"""Templates as CloudFormation understands them: functions by their long names, or filled in."""

from __future__ import annotations

import re
from typing import Any

import yaml

from vitrola.aws.templates import template

ACCOUNT, REGION = "123456789012", "sa-east-1"
PSEUDO = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Region": REGION,
    "AWS::Partition": "aws",
    "AWS::StackName": "vitrola",
}


class Loader(yaml.SafeLoader):
    """Reads short functions as mappings from their long names."""


def _function(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        return {name: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)
    return {name: loader.construct_mapping(node, deep=True)}


Loader.add_multi_constructor("!", _function)


def load(stack: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(template(stack).text, Loader)
    return loaded


def filled(stack: str, resource: str) -> dict[str, Any]:
    """A resource's properties with the stack's defaults; what it refers to stands there by its name."""
    loaded = load(stack)
    values = {name: str(declared["Default"]) for name, declared in loaded["Parameters"].items()}
    properties: dict[str, Any] = _filled(loaded["Resources"][resource]["Properties"], values)
    return properties


def _filled(value: Any, values: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_filled(entry, values) for entry in value]
    if not isinstance(value, dict):
        return value
    for function, carried_out in FUNCTIONS.items():
        if function in value:
            return carried_out(value[function], values)
    return {name: _filled(entry, values) for name, entry in value.items()}


def _role(reference: str, _values: dict[str, str]) -> str:
    """What a resource's attribute stands for: roles are all that the templates ask it of here."""
    return f"arn:aws:iam::{ACCOUNT}:role/{reference.partition('.')[0]}"


def _imported(value: Any, values: dict[str, str]) -> str:
    return str(_filled(value, values)).lower()


def _substituted(value: Any, values: dict[str, str]) -> str:
    text, local = value if isinstance(value, list) else (value, {})
    known = {**values, **{name: _filled(entry, values) for name, entry in local.items()}}
    return re.sub(r"\$\{([\w:.]+)\}", lambda found: _named(found[1], known), text)


def _named(name: str, values: dict[str, str]) -> str:
    return values.get(name) or PSEUDO.get(name) or name


FUNCTIONS = {"Ref": _named, "Fn::GetAtt": _role, "Fn::ImportValue": _imported, "Fn::Sub": _substituted}
