"""Write the Power BI project of a lake of shipped sources, so that a reviewer reads it in the diff.

``python -m tools.golden_powerbi`` writes tests/golden/powerbi; the tests hold the files against the code.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from vitrola.handover.powerbi.power_query import PARQUET
from vitrola.handover.powerbi.project import Connection, Subject, project_files
from vitrola.sources.mapping import shipped_sources

FOLDER = Path(__file__).parents[1] / "tests" / "golden" / "powerbi"
LAKE = "golden"


def golden() -> dict[str, bytes]:
    """Every file of the project, by path below the folder."""
    connection = Connection(PARQUET, "C:\\lake", "Vitrola", "AwsDataCatalog", "vitrola")
    return project_files(Subject(LAKE, [shipped_sources()["million-song"]], simulated=True), connection)


def main() -> None:
    """Write all files anew."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    for name, data in golden().items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


if __name__ == "__main__":
    main()
