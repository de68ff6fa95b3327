"""The report's files: ``definition/`` in PBIR, from report.yaml."""

from __future__ import annotations

from functools import cache
from typing import Any

from vitrola.handover.powerbi.names import object_name
from vitrola.handover.powerbi.visuals import SCHEMAS, visual
from vitrola.yamltext import shipped

_DEFINITION = f"{SCHEMAS}/item/report/definition"
Json = dict[str, Any]


def report_files(*, simulated: bool) -> dict[str, Json]:
    """Every JSON file by its path below ``definition/``; raises DefinitionError for what isn't defined."""
    spec = _spec()
    names = [object_name(page["name"]) for page in spec["pages"]]
    found: dict[str, Json] = {
        "version.json": {"$schema": f"{_DEFINITION}/versionMetadata/1.0.0/schema.json", "version": "2.0.0"},
        "report.json": _report(),
        "pages/pages.json": {
            "$schema": f"{_DEFINITION}/pagesMetadata/1.1.0/schema.json",
            "pageOrder": names,
            "activePageName": names[0],
        },
    }
    for page in spec["pages"]:
        found |= _page(page, simulated=simulated)
    return found


@cache
def _spec() -> Json:
    found: Json = shipped("handover.powerbi", "report.yaml")
    return found


def _report() -> Json:
    return {
        "$schema": f"{_DEFINITION}/report/3.3.0/schema.json",
        "themeCollection": {},
        "settings": {
            "useStylableVisualContainerHeader": True,
            "defaultDrillFilterOtherVisuals": True,
            "exportDataMode": "AllowSummarized",
            "useEnhancedTooltips": True,
        },
    }


def _page(page: Json, *, simulated: bool) -> dict[str, Json]:
    name = object_name(page["name"])
    width, height = _spec()["size"]
    folder = f"pages/{name}"
    found: dict[str, Json] = {
        f"{folder}/page.json": {
            "$schema": f"{_DEFINITION}/page/2.1.0/schema.json",
            "name": name,
            "displayName": page["title"],
            "displayOption": "FitToPage",
            "height": height,
            "width": width,
        }
    }
    shown = [each for each in (*_spec()["rail"], *page["visuals"]) if simulated or each.get("only") is None]
    for order, each in enumerate(shown, 1):
        made = visual(page["name"], each, order, _spec()["colours"])
        found[f"{folder}/visuals/{made['name']}/visual.json"] = made
    return found
