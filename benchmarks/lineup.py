"""The contenders, in the order each round runs them."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from benchmarks.contenders import vitrola_run
from benchmarks.totals import read_parquet_totals

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True)
class Contender:
    """How one contender is prepared, run and read back; each step is told the input and output folders.

    ``drops_pairs``: it keeps one track of each spotify_id. ``packages`` name the versions to report.
    """

    name: str
    command: Callable[[Path, Path], list[str]]
    read_totals: Callable[[Path, str], dict[str, int]]
    packages: tuple[str, ...]
    drops_pairs: bool = False
    prepare: Callable[[Path, Path], None] = lambda _inputs, _out: None


def _script(name: str, packages: tuple[str, ...], *, drops_pairs: bool = False) -> Contender:
    def command(inputs: Path, out: Path) -> list[str]:
        return [sys.executable, "-m", f"benchmarks.contenders.{name}_script", str(inputs), str(out)]

    return Contender(name, command, read_parquet_totals, packages, drops_pairs)


VITROLA: Final = Contender(
    name="vitrola",
    command=vitrola_run.command,
    read_totals=vitrola_run.read_totals,
    packages=("vitrola",),
    drops_pairs=True,
    prepare=vitrola_run.prepare,
)
LINEUP: Final = (
    VITROLA,
    _script("duckdb", ("duckdb",)),
    _script("checked", ("duckdb",), drops_pairs=True),
    _script("polars", ("polars",)),
    _script("pandas", ("pandas", "pyarrow")),
    _script("pyspark", ("pyspark",), drops_pairs=True),
)
