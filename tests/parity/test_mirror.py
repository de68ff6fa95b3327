"""Mirrored tables as Apache Iceberg's own library reads them, in a Spark that knows nothing of Vitrola."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from java_libraries import fetched
from support import published_rows, run_lake
from vitrola.lake import publication
from vitrola.lake.mirror import Mirror
from vitrola.sampledata import generate

READER = """
import json, sys
from pyspark.sql import SparkSession
jars, wanted = sys.argv[1], json.loads(sys.argv[2])
spark = (
    SparkSession.builder.master("local[1]").config("spark.jars", jars)
    .config("spark.ui.enabled", "false").config("spark.sql.session.timeZone", "UTC").getOrCreate()
)
found = {}
for name, (address, columns) in wanted.items():
    table = spark.read.format("iceberg").load(address)
    rows = [[each if each is None else str(each) for each in row] for row in table.select(*columns).collect()]
    ids = [row.publication_id for row in table.select("publication_id").distinct().collect()]
    kept = [table.where(f"publication_id {sign} 'another'").count() for sign in ("<>", "=")]
    found[name] = {"rows": rows, "ids": ids, "kept": kept}
print("FOUND" + json.dumps(found))
"""
COLUMNS = {
    "listening_history_fact": ["track_id", "user_id", "playcount"],
    "user_id_dim": ["user_id", "main_genre"],
    "track_match": ["source"],
}


@pytest.fixture(scope="module")
def mirrored(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mirrored")
    generate(folder / "data", records=600, seed=3)
    lake, _ = run_lake(folder / "lake", sorted((folder / "data").glob("*.csv")))
    return lake, Mirror(lake, publication.current(lake))


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
def test_apache_iceberg_reads_every_row_with_its_publication(mirrored, tmp_path):
    lake, mirror = mirrored
    (jar,) = fetched("iceberg", tmp_path)
    wanted = {
        name: (mirror.table(name, {}).metadata.removeprefix("file://"), columns)
        for name, columns in COLUMNS.items()
    }
    done = subprocess.run(
        [sys.executable, "-c", READER, str(jar), json.dumps(wanted)],
        env={**os.environ, "PYSPARK_PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert "FOUND" in done.stdout, done.stderr[-2_000:]
    found = json.loads(done.stdout.partition("FOUND")[2])
    for name, columns in COLUMNS.items():
        expected = _as_texts(lake, name, columns)
        assert sorted(found[name]["rows"], key=repr) == expected
        assert found[name]["ids"] == ([publication.current(lake).run_id] if expected else [])
        assert found[name]["kept"] == [len(expected), 0]
    assert found["listening_history_fact"]["rows"]
    assert not found["track_match"]["rows"]


def _as_texts(lake, name, columns):
    places = [_names(lake, name).index(column) for column in columns]
    rows = [[row[place] for place in places] for row in published_rows(lake, name)]
    return sorted(([None if value is None else str(value) for value in row] for row in rows), key=repr)


def _names(lake, name):
    from vitrola.lake.tables import empty_table

    shown = publication.current(lake)
    return empty_table(lake.location, shown.tables[name]).column_names
