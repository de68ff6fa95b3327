"""What the numbers about an audience mean, read from YAML: for page, API, files and metadata alike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from vitrola.errors import DefinitionError
from vitrola.yamltext import shipped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vitrola.metrics.definitions import Origin

_FILE = "audience.yaml"


@dataclass(frozen=True)
class AudienceNumber:
    """A number with its label, unit and definition as one SELECT over ``audience`` and ``everybody``.

    ``by`` is the kind of row that has one; None where there is one an audience.
    """

    name: str
    unit: Mapping[str, str]
    format: str
    label: Mapping[str, str]
    description: Mapping[str, str]
    sql: str
    by: str | None = None
    origin: Origin | None = None


@cache
def audience_numbers() -> dict[str, AudienceNumber]:
    """Every number by name; raises DefinitionError."""
    entries: list[dict[str, Any]] = shipped("metrics", f"definitions/{_FILE}")
    try:
        found = [AudienceNumber(**entry) for entry in entries]
    except TypeError as error:
        raise DefinitionError(f"{_FILE} can't be understood: {error}.") from error
    return {number.name: number for number in found}
