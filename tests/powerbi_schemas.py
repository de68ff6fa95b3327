"""Microsoft's schemas of a Power BI project's files, read from beside the checkout."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema_rs

if TYPE_CHECKING:
    from pathlib import Path

ADDRESS = "https://developer.microsoft.com/json-schemas/"


class Schemas:
    """Every schema below a folder, by the address that files name it with.

    Some call themselves otherwise than others call them, so the folder decides.
    """

    def __init__(self, folder: Path) -> None:
        self._known: dict[str, dict[str, Any]] = {}
        for path in sorted(folder.rglob("*.json")):
            schema = json.loads(path.read_text("utf-8"))
            schema.pop("$id", None)
            self._known[ADDRESS + path.relative_to(folder).as_posix()] = schema
        self._registry = jsonschema_rs.Registry(list(self._known.items()))

    def errors(self, document: dict[str, Any]) -> list[str]:
        """What is wrong with a document under the schema that it names."""
        address = document["$schema"]
        if address not in self._known:
            return [f"no schema {address}"]
        validator = jsonschema_rs.Draft7Validator({"$ref": address}, registry=self._registry)
        return [f"{error.instance_path}: {error.message[:300]}" for error in validator.iter_errors(document)]
