"""The Power BI project of a lake in a bucket."""

import re

import pytest

from support import make_lake, published
from vitrola.cli.main import app
from vitrola.config import Settings
from vitrola.errors import UsageError
from vitrola.lake import publication
from vitrola.pipeline.run import run


def test_it_reads_athena_unless_there_is_a_copy(on_s3, files, tmp_path):
    run(make_lake(on_s3, files), Settings())
    command = ["export", "powerbi", on_s3, str(tmp_path / "bi")]
    app(command, standalone_mode=False)
    expressions = tmp_path / "bi/Vitrola.SemanticModel/definition/expressions.tmdl"
    assert 'expression Fonte = "Athena" meta' in expressions.read_text()
    assert 'expression PastaDoLake = "" meta' in expressions.read_text()
    with pytest.raises(UsageError, match="is in a bucket, which Power BI can't read as a folder"):
        app([*command, "--source", "parquet"], standalone_mode=False)
    app([*command, "--source", "parquet", "--folder", "D:\\copy"], standalone_mode=False)
    assert re.search(r'PastaDoLake = "D:\\copy"', expressions.read_text())


def test_the_pointer_names_the_objects_of_each_table(on_s3, files):
    lake = make_lake(on_s3, files)
    run(lake, Settings())
    listed = publication.current(lake).files
    assert len(listed["listening_history_fact"]) == 1
    for table, names in listed.items():
        assert all(lake.location.exists(name) for name in names)
        assert bool(names) == bool(published(lake, table).num_columns)
