from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from vitrola.sampledata import HISTORY_FILE, MUSIC_FILE, SampleSummary, generate

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Sample:
    directory: Path
    summary: SampleSummary
    music: list[dict[str, str]]
    history: list[tuple[str, str, int]]


def _sample(directory: Path, records: int, seed: int) -> Sample:
    summary = generate(directory, records=records, seed=seed)
    with (directory / MUSIC_FILE).open(encoding="utf-8", newline="") as file:
        music = list(csv.DictReader(file))
    with (directory / HISTORY_FILE).open(encoding="utf-8") as file:
        next(file)
        fields = (line.rstrip("\n").split(",") for line in file)
        history = [(track, user, int(plays)) for track, user, plays in fields]
    return Sample(directory, summary, music, history)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return _sample(tmp_path_factory.mktemp("small"), records=20_000, seed=11)


@pytest.fixture(scope="session")
def full_catalogue(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return _sample(tmp_path_factory.mktemp("full_catalogue"), records=1_000_000, seed=11)
