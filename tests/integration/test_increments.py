"""Loads over time: what was read once is kept, and the result is that of reading everything again."""

import pytest

from support import make_lake, published_rows
from vitrola.config import Settings
from vitrola.contracts import contracts
from vitrola.pipeline.batch import kept_batches
from vitrola.pipeline.intake import Taker
from vitrola.pipeline.land import land
from vitrola.pipeline.run import run
from vitrola.sampledata import generate


@pytest.fixture
def files(tmp_path):
    generate(tmp_path / "data", records=3_000, seed=4, defects=True)
    generate(tmp_path / "more", records=2_000, seed=5)
    return [*sorted((tmp_path / "data").glob("*.csv")), tmp_path / "more" / "User_Listening_History.csv"]


@pytest.fixture
def read(monkeypatch):
    """The names of files that the last run had to read."""
    names = []
    take = Taker.take

    def noted(self, files, numbered):
        intake = take(self, files, numbered)
        made = {file for batch in self.made(intake) for file in batch.counts}
        names[:] = [file.name for file in files if file.id in made]
        return intake

    monkeypatch.setattr(Taker, "take", noted)
    return names


def everything(lake):
    tables = [name for name, contract in contracts().items() if contract.table]
    return {name: sorted(map(repr, published_rows(lake, name))) for name in tables}


def test_a_run_reads_only_what_no_run_has_read(files, tmp_path, read):
    lake = make_lake(tmp_path / "lake", files[:1])
    run(lake, Settings())
    assert read == [files[0].name]
    for file in files[1:]:
        land(lake, file, kind="increment")
        run(lake, Settings())
        assert read == [file.name]
    increments = everything(lake)
    record = run(lake, Settings(), full=True)
    assert sorted(read) == sorted(file.name for file in files)
    assert record["status"] == "published"
    assert everything(lake) == increments


def test_settings_that_say_nothing_of_reading_read_nothing_again(files, tmp_path, read):
    lake = make_lake(tmp_path / "lake", files)
    run(lake, Settings())
    before = len(kept_batches(lake))
    run(lake, Settings(seed=77, simulate=True))
    assert read == []
    assert len(kept_batches(lake)) == before
