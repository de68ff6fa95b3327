"""Cells written as bits are read back by a reader written apart, and hold every play once."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from vitrola.metrics.portable.cells import Cells

CELL = st.tuples(st.integers(0, 5_000), st.integers(0, 300), st.integers(0, 70_000))
TRACKS = st.lists(st.lists(CELL, max_size=12, unique_by=lambda cell: cell[0]), max_size=8)


class Reader:
    """Bits from the lowest of each byte, one by one."""

    def __init__(self, data):
        self.bits = np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little").tolist()
        self.at = 0

    def some(self, count):
        found = sum(bit << place for place, bit in enumerate(self.bits[self.at : self.at + count]))
        self.at += count
        return found

    def zeros(self):
        found = 0
        while not self.some(1):
            found += 1
        return found

    def gamma(self):
        size = self.zeros()
        return (1 << size) + self.some(size)


def read(data, tracks, least):
    reader, found = Reader(data), []
    for _ in range(tracks):
        cells, number = [], -1
        size = reader.gamma() - 1
        low = reader.some(5) if size else 0
        for _ in range(size):
            number += (reader.zeros() << low) + reader.some(low) + 1
            pairs = reader.gamma() - 1 + least
            cells.append((number, pairs, pairs + reader.gamma() - 1))
        found.append(cells)
    return found


@settings(deadline=None)
@given(TRACKS)
def test_cells_come_back(tracks):
    tracks = [
        sorted((number, pairs, pairs + more) for number, pairs, more in cells if pairs + more)
        for cells in tracks
    ]
    flat = [cell for cells in tracks for cell in cells]
    columns = (np.asarray([cell[place] for cell in flat], np.int64) for place in range(3))
    number, pairs, plays = columns
    start = np.concatenate([[0], np.cumsum([len(cells) for cells in tracks])]).astype(np.int64)
    packed = Cells(start, number, plays, pairs)
    assert read(packed.packed(), len(tracks), packed.least_pairs) == tracks
