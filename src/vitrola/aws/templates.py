"""The CloudFormation templates and the state machine, as they are handed out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

STACKS = ("storage", "processing")
"""The stacks, in the order that they are made in."""
MACHINE = "load.asl.json"
_MACHINE_LINE = f"      DefinitionS3Location: {MACHINE}\n"


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short functions as what follows them: nothing here needs their meaning."""


def _short_function(loader: yaml.SafeLoader, _suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    assert isinstance(node, yaml.MappingNode)  # noqa: S101 - YAML has three kinds of nodes
    return loader.construct_mapping(node, deep=True)


_Loader.add_multi_constructor("!", _short_function)


@dataclass(frozen=True)
class Template:
    """A stack's template: its ``text``, comments included, with the state machine written into it."""

    stack: str
    text: str

    @cached_property
    def parameters(self) -> dict[str, dict[str, Any]]:
        """Parameters by name, as declared: ``Type``, ``Default``, ``Description`` and limits."""
        declared: dict[str, dict[str, Any]] = yaml.load(self.text, _Loader)["Parameters"]  # noqa: S506
        return declared


def template(stack: str) -> Template:
    """The template of a stack, one of STACKS."""
    text = (_folder() / f"{stack}.yaml").read_text("utf-8")
    return Template(stack, text.replace(_MACHINE_LINE, _definition()))


def state_machine() -> str:
    """The state machine in Amazon States Language, with ``${Name}`` where the stack fills in."""
    return (_folder() / MACHINE).read_text("utf-8")


def _definition() -> str:
    """The line that names the state machine's file, replaced by its text: objects would lose their types."""
    return "      DefinitionString: |\n" + indent(state_machine(), " " * 8)


def _folder() -> Traversable:
    """The folder in the installed package; in a checkout ``deploy/aws``, which the wheel is made from."""
    installed = files("vitrola.aws") / "templates"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "deploy" / "aws"
