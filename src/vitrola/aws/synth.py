"""Write a deployment's files: the templates, the state machine, and the parameters of each stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.aws.parameters import parameter_files
from vitrola.aws.templates import MACHINE, STACKS, state_machine, template

if TYPE_CHECKING:
    from pathlib import Path


def synthesise(folder: Path, values: dict[str, str]) -> list[Path]:
    """Write the files into a folder, over those of an earlier time, and name them in order of use.

    Raises ParameterError for a parameter that no stack has, or a value it doesn't allow; then nothing
    is written.
    """
    templates = [template(stack) for stack in STACKS]
    texts = {}
    for entry, parameters in zip(templates, parameter_files(templates, values).values(), strict=True):
        texts[f"{entry.stack}.yaml"] = entry.text
        texts[f"{entry.stack}.parameters.json"] = parameters
    texts[MACHINE] = state_machine()
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    return [folder / name for name in texts]
