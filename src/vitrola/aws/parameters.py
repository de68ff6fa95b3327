"""Values for the parameters of the stacks, checked against what the templates declare."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from vitrola.errors import ParameterError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from vitrola.aws.templates import Template


def assigned(texts: Iterable[str]) -> dict[str, str]:
    """Values by name from ``Name=value``; raises ParameterError for anything else."""
    values = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise ParameterError(f"{text!r} gives no value.", hint="Write --parameter Name=value.")
        values[name] = value
    return values


def written_values(file: Path) -> dict[str, str]:
    """Values by name from a parameter file; none where there is no file.

    Raises ParameterError for a file that doesn't hold what the AWS CLI reads.
    """
    if not file.exists():
        return {}
    try:
        entries = json.loads(file.read_text("utf-8"))
        return {entry["ParameterKey"]: str(entry["ParameterValue"]) for entry in entries}
    except (ValueError, TypeError, KeyError) as error:
        raise ParameterError(
            f"{file} isn't a list of ParameterKey and ParameterValue.",
            hint="Mend it, or remove it: it is written anew with the defaults.",
        ) from error


def parameter_files(templates: Sequence[Template], values: dict[str, str]) -> dict[str, str]:
    """For each stack the text of a parameter file that the AWS CLI reads, every parameter with its value.

    Raises ParameterError for a name that no template declares, and for a value that one doesn't allow.
    """
    known = {name: declared for entry in templates for name, declared in entry.parameters.items()}
    for name, value in values.items():
        if name not in known:
            raise ParameterError(
                f"The stacks have no parameter {name!r}; known are {', '.join(known)}.",
                hint=did_you_mean(name, known).strip() or None,
            )
        _check(name, value, known[name])
    return {entry.stack: _file(entry, values) for entry in templates}


def _file(template: Template, values: dict[str, str]) -> str:
    entries = [
        {"ParameterKey": name, "ParameterValue": values.get(name, str(declared["Default"]))}
        for name, declared in template.parameters.items()
    ]
    return json.dumps(entries, indent=1, ensure_ascii=False) + "\n"


def _check(name: str, value: str, declared: dict[str, Any]) -> None:
    allowed = declared.get("AllowedValues")
    if allowed and value not in allowed:
        raise ParameterError(f"Parameter {name} is {value!r}; it must be one of {', '.join(allowed)}.")
    pattern = declared.get("AllowedPattern")
    if pattern and not re.fullmatch(pattern, value):
        raise ParameterError(f"Parameter {name} is {value!r}; it must match {pattern}.")
    if declared["Type"] == "Number":
        _check_number(name, value, declared)


def _check_number(name: str, value: str, declared: dict[str, Any]) -> None:
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", value):
        raise ParameterError(f"Parameter {name} is {value!r}; it must be a number.")
    least, most = declared.get("MinValue", 0), declared.get("MaxValue", float("inf"))
    if not least <= float(value) <= most:
        range_ = f"at least {least}" if most == float("inf") else f"from {least} to {most}"
        raise ParameterError(f"Parameter {name} is {value}; it must be {range_}.")
