"""A Power BI project in memory: its JSON files, and its model as the strict reader understands it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tmdl_reader import Node, read
from vitrola.handover.powerbi.power_query import PARQUET
from vitrola.handover.powerbi.project import NAME, Connection, Subject, project_files
from vitrola.sources.mapping import shipped_sources

if TYPE_CHECKING:
    from collections.abc import Iterator

CONNECTION = Connection(PARQUET, "C:\\lake", "Vitrola", "AwsDataCatalog", "vitrola")
MODEL = f"{NAME}.SemanticModel/definition"


def files(*names: str, simulated: bool = True) -> dict[str, bytes]:
    """The project of a lake with these shipped sources."""
    sources = [shipped_sources()[name] for name in names or ("million-song",)]
    return project_files(Subject("3f2a", sources, simulated), CONNECTION)


@dataclass(frozen=True)
class Project:
    """What a project's files say."""

    files: dict[str, bytes]

    @property
    def documents(self) -> dict[str, dict[str, Any]]:
        """Every JSON file by path."""
        return {name: json.loads(data) for name, data in self.files.items() if not name.endswith(".tmdl")}

    @property
    def nodes(self) -> dict[str, list[Node]]:
        """Every TMDL file's objects by path below ``definition/``."""
        return {
            name.removeprefix(f"{MODEL}/"): read(data.decode())
            for name, data in self.files.items()
            if name.endswith(".tmdl")
        }

    @property
    def tables(self) -> dict[str, Node]:
        """The model's tables by name."""
        return {node.name: node for nodes in self.nodes.values() for node in nodes if node.keyword == "table"}

    @property
    def measures(self) -> dict[str, Node]:
        """The model's measures by name."""
        return {name: node for table in self.tables.values() for name, node in table.of("measure").items()}

    def fields(self) -> Iterator[tuple[str, str, str, str]]:
        """Every field that a visual shows or sorts by: file, kind, table and name."""
        for name, document in self.documents.items():
            if name.endswith("visual.json"):
                for kind, table, field in _fields(document):
                    yield name, kind, table, field


def _fields(value: Any) -> Iterator[tuple[str, str, str]]:
    if isinstance(value, list):
        for each in value:
            yield from _fields(each)
    if isinstance(value, dict):
        for kind in ("Column", "Measure"):
            if isinstance(found := value.get(kind), dict):
                yield kind, found["Expression"]["SourceRef"]["Entity"], found["Property"]
        for each in value.values():
            yield from _fields(each)
