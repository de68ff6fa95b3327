"""Write a deployment's files: the templates, the state machine, and the parameters of each stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.aws.parameters import parameter_files, written_values
from vitrola.aws.templates import MACHINE, STACKS, state_machine, template

if TYPE_CHECKING:
    from pathlib import Path


def synthesise(folder: Path, values: dict[str, str]) -> list[Path]:
    """Write the files into a folder, over those of an earlier time, and name them in order of use.

    Values in parameter files of an earlier time stay, but for those given. Raises ParameterError for a
    parameter that no stack has, or a value it doesn't allow; then nothing is written.
    """
    templates = [template(stack) for stack in STACKS]
    files = {entry.stack: folder / f"{entry.stack}.parameters.json" for entry in templates}
    kept = {name: value for file in files.values() for name, value in written_values(file).items()}
    texts = {}
    for entry, parameters in zip(templates, parameter_files(templates, kept | values).values(), strict=True):
        texts[f"{entry.stack}.yaml"] = entry.text
        texts[files[entry.stack].name] = parameters
    texts[MACHINE] = state_machine()
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    return [folder / name for name in texts]
