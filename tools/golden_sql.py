"""Write the SQL each engine receives for each model, so that a reviewer reads it in the diff.

``python -m tools.golden_sql`` writes tests/golden/sql, and the lineage of every column that is shipped with
the models; the tests hold the files against the code.
"""

from __future__ import annotations

import json
from pathlib import Path

import sqlglot

from vitrola.engines.dialect import to_duckdb, to_spark
from vitrola.models import shipped_models
from vitrola.models.lineage import KEPT, lineage
from vitrola.pipeline.given import given_relations

FOLDER = Path(__file__).parents[1] / "tests" / "golden" / "sql"
LINEAGE = Path(__file__).parents[1] / "src" / "vitrola" / "models" / KEPT
VALUES = {
    "time_zone": "America/Sao_Paulo",
    "simulate": False,
    "seed": "2020",
    "optional_holidays": False,
    "holidays_country": "BR",
}
COMPILERS = {"duckdb": to_duckdb, "spark": to_spark}


def golden() -> dict[str, str]:
    """The text of every file, by path below the folder."""
    return {
        f"{engine}/{model.name}.sql": _pretty(compiler(model.bound(VALUES)), engine)
        for engine, compiler in COMPILERS.items()
        for model in shipped_models()
    }


def _pretty(sql: str, engine: str) -> str:
    return sqlglot.transpile(sql, read=engine, write=engine, pretty=True, comments=False)[0] + "\n"


def lineage_text() -> str:
    """The text of the file with the lineage of every published table, one column a line."""
    given = given_relations()
    tables = [model.name for model in shipped_models() if model.kind == "table"]
    found = [f"{json.dumps(table)}: {{\n{_columns(lineage(table, given))}\n}}" for table in tables]
    return "{\n" + ",\n".join(found) + "\n}\n"


def _columns(found: dict[str, set[tuple[str, str]]]) -> str:
    return ",\n".join(f"  {json.dumps(column)}: {json.dumps(sorted(found[column]))}" for column in found)


def main() -> None:
    """Write all files anew."""
    LINEAGE.write_text(lineage_text(), "utf-8")
    for stale in FOLDER.rglob("*.sql"):
        stale.unlink()
    for name, text in golden().items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
