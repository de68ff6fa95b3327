"""The contenders, in the order each round runs them."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from benchmarks.contenders import vitrola_run, vitrola_spark
from benchmarks.totals import read_parquet_totals

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path


@dataclass(frozen=True)
class Contender:
    """How one contender is prepared, run and read back; each step is told the input and output folders.

    ``drops_pairs``: it keeps one track of each spotify_id. ``packages`` name the versions to report.
    ``beside`` is what has to be there, once prepared, until the totals are read.
    """

    name: str
    command: Callable[[Path, Path], list[str]]
    read_totals: Callable[[Path, str], dict[str, int]]
    packages: tuple[str, ...]
    drops_pairs: bool = False
    prepare: Callable[[Path, Path], None] = lambda _inputs, _out: None
    beside: Callable[[Path], AbstractContextManager[None]] = lambda _out: nullcontext()


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
SPARK: Final = replace(
    VITROLA,
    name="vitrola spark",
    command=vitrola_spark.command,
    packages=("pyspark",),
    beside=vitrola_spark.here,
)
CLUSTER: Final = replace(SPARK, name="vitrola cluster", beside=vitrola_spark.cluster)
LINEUP: Final = (
    VITROLA,
    SPARK,
    CLUSTER,
    _script("duckdb", ("duckdb",)),
    _script("checked", ("duckdb",), drops_pairs=True),
    _script("polars", ("polars",)),
    _script("pandas", ("pandas", "pyarrow")),
    _script("pyspark", ("pyspark",), drops_pairs=True),
)
