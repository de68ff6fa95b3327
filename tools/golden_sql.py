"""Write the SQL each engine receives for each model, so that a reviewer reads it in the diff.

``python -m tools.golden_sql`` writes tests/golden/sql; the tests hold the files against the code.
"""

from __future__ import annotations

from pathlib import Path

import sqlglot

from vitrola.engines.dialect import to_duckdb, to_spark
from vitrola.models import shipped_models

FOLDER = Path(__file__).parents[1] / "tests" / "golden" / "sql"
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


def main() -> None:
    """Write all files anew."""
    for stale in FOLDER.rglob("*.sql"):
        stale.unlink()
    for name, text in golden().items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
