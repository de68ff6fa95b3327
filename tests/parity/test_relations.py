"""A name given again stands for the new relation on every engine."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from vitrola.config import Settings
from vitrola.engines import make_engine


@pytest.mark.parametrize(
    "name",
    ["duckdb", pytest.param("spark", marks=[pytest.mark.spark, pytest.mark.xdist_group("spark")])],
)
def test_lazy_and_computed_relations_take_each_others_names(name, tmp_path):
    file = tmp_path / "two.parquet"
    pq.write_table(pa.table({"n": [2]}), file)
    ways = {
        "lazy": lambda engine: engine.view("r", "SELECT 1 AS n"),
        "file": lambda engine: engine.read_parquet("r", [file]),
        "computed": lambda engine: engine.table("r", "SELECT 3 AS n"),
        "given": lambda engine: engine.read_arrow("r", pa.table({"n": [4]})),
    }
    order = ["lazy", "computed", "file", "given", "lazy", "given", "computed", "file"]
    with make_engine(Settings(engine=name, small_rows=0)) as engine:
        found = []
        for way in order:
            ways[way](engine)
            found += engine.rows("SELECT n FROM r")
    assert [row["n"] for row in found] == [1, 3, 2, 4, 1, 4, 3, 2]
