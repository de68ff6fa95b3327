"""The whole project: the shortcut, the report and the semantic model, file by file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vitrola.handover.powerbi.model import model_files
from vitrola.handover.powerbi.names import stable_id
from vitrola.handover.powerbi.power_query import parameters
from vitrola.handover.powerbi.report import report_files
from vitrola.handover.powerbi.star import model_tables
from vitrola.handover.powerbi.visuals import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vitrola.sources import Source

NAME = "Vitrola"
Json = dict[str, Any]


@dataclass(frozen=True)
class Connection:
    """Where the model takes its data from: which of the two at first, and the values of its parameters.

    A database that isn't ``filled`` is one that no run of the lake shows its tables in.
    """

    source: str
    folder: str
    dsn: str
    catalog: str
    database: str
    filled: bool = True


@dataclass(frozen=True)
class Subject:
    """What the project is about: a lake, the sources that delivered to it, and whether it may simulate."""

    lake_id: str
    sources: Sequence[Source]
    simulated: bool


def project_files(subject: Subject, connection: Connection) -> dict[str, bytes]:
    """Every file of the project by path; the same lake and connection give the same bytes."""
    report, model = f"{NAME}.Report", f"{NAME}.SemanticModel"
    tables = model_tables(subject.sources, simulated=subject.simulated)
    tmdl = model_files(tables, parameters(connection), [source.name for source in subject.sources])
    documents: dict[str, Json] = {
        f"{NAME}.pbip": _shortcut(report),
        f"{report}/.platform": _platform(subject.lake_id, "Report"),
        f"{report}/definition.pbir": _report_properties(model),
        f"{model}/.platform": _platform(subject.lake_id, "SemanticModel"),
        f"{model}/definition.pbism": _model_properties(),
    }
    shown = report_files(simulated=subject.simulated)
    documents |= {f"{report}/definition/{name}": each for name, each in shown.items()}
    return {name: _encoded(document) for name, document in documents.items()} | {
        f"{model}/definition/{name}": text.encode() for name, text in tmdl.items()
    }


def _shortcut(report: str) -> Json:
    return {
        "$schema": f"{SCHEMAS}/pbip/pbipProperties/1.0.0/schema.json",
        "version": "1.0",
        "artifacts": [{"report": {"path": report}}],
        "settings": {"enableAutoRecovery": True},
    }


def _platform(lake_id: str, kind: str) -> Json:
    return {
        "$schema": f"{SCHEMAS}/gitIntegration/platformProperties/2.1.0/schema.json",
        "metadata": {"type": kind, "displayName": NAME},
        "config": {"version": "2.0", "logicalId": stable_id(lake_id, kind)},
    }


def _report_properties(model: str) -> Json:
    return {
        "$schema": f"{SCHEMAS}/item/report/definitionProperties/2.0.0/schema.json",
        "version": "4.0",
        "datasetReference": {"byPath": {"path": f"../{model}"}},
    }


def _model_properties() -> Json:
    return {
        "$schema": f"{SCHEMAS}/item/semanticModel/definitionProperties/1.0.0/schema.json",
        "version": "4.2",
        "settings": {},
    }


def _encoded(document: Json) -> bytes:
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()
