"""The commands of docs/aws.md: each operation and option is one that AWS's models, or Vitrola, know."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import botocore.session
import pytest
import typer
from botocore import xform_name

from vitrola.aws.templates import STACKS, template
from vitrola.cli.main import VERBS, app

PAGE = (Path(__file__).parents[2] / "docs" / "aws.md").read_text("utf-8")
OF_THE_CLI = {"--output", "--query", "--max-items"}
BY_HAND = {"s3", "cloudformation deploy", "cloudformation wait"}
"""What the AWS CLI made up itself; no model describes it."""


def commands(program: str) -> list[str]:
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)).replace("\\\n", " ")
    found = re.findall(rf"(?:^|\$\(|\{{)\s*({program} [^\n|;>]*)", blocks, re.MULTILINE)
    return [re.sub(r"\s+", " ", command) for command in found]


def modelled() -> list[tuple[str, str, set[str]]]:
    split = []
    for command in commands("aws"):
        _, service, operation, *rest = command.split()
        if not {service, f"{service} {operation}"} & BY_HAND:
            split.append((service, operation, set(re.findall(r"(?<=\s)--[a-z-]+", " " + " ".join(rest)))))
    return split


@pytest.mark.parametrize(("service", "operation", "options"), modelled())
def test_operations_of_aws_take_the_options_given(service: str, operation: str, options: set[str]) -> None:
    name = {"s3api": "s3"}.get(service, service)
    model = botocore.session.get_session().get_service_model(name)
    names = {xform_name(name, "-"): name for name in model.operation_names}
    shape = model.operation_model(names[operation]).input_shape
    known = {f"--{xform_name(member, '-')}" for member in shape.members}
    assert options - known - OF_THE_CLI == set()
    assert {f"--{xform_name(member, '-')}" for member in shape.required_members} <= options


def test_the_check_sees_most_of_the_page() -> None:
    assert len(modelled()) >= 10
    assert len(commands("aws")) >= 18


@pytest.mark.parametrize("command", commands("vitrola"))
def test_commands_of_vitrola_can_be_parsed(command: str) -> None:
    _, verb, *arguments = shlex.split(command)
    assert verb in VERBS
    group = typer.main.get_command(app)
    chosen = group.get_command(typer.Context(group), verb)  # type: ignore[attr-defined]
    if below := getattr(chosen, "commands", None):
        chosen, arguments = below[arguments[0]], arguments[1:]
    options = {name for parameter in chosen.params for name in parameter.opts}
    assert {word for word in arguments if word.startswith("--")} <= options


def test_parameters_and_outputs_that_the_page_names_are_there() -> None:
    parameters = {name for stack in STACKS for name in template(stack).parameters}
    assert set(re.findall(r"--parameter (\w+)=", PAGE)) <= parameters
    named = set(re.findall(r"`(\w+)(?:=\w+)?`", PAGE))
    assert {"StartOnArrival", "SettleSeconds", "NoncurrentDays", "LandingDays"} <= named & parameters
    for stack, output in re.findall(r"\$\(output ([\w-]+) (\w+)\)", PAGE):
        name = "storage" if stack == "vitrola-storage" else "processing"
        assert re.search(rf"^  {output}:", template(name).text.partition("\nOutputs:\n")[2], re.MULTILINE)
