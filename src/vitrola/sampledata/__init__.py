"""Vitrola: sample data of the reference system's shape, made from a seed."""

from vitrola.sampledata.answers import ANSWER_KEY_FILE
from vitrola.sampledata.figures import HISTORY_FILE, MIN_RECORDS, MUSIC_FILE
from vitrola.sampledata.generator import SampleSummary, generate
from vitrola.sampledata.pairs import PlantedPair

__all__ = [
    "ANSWER_KEY_FILE",
    "HISTORY_FILE",
    "MIN_RECORDS",
    "MUSIC_FILE",
    "PlantedPair",
    "SampleSummary",
    "generate",
]
