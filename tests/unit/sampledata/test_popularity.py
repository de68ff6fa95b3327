from __future__ import annotations

import numpy as np
import pytest

from vitrola.sampledata.popularity import apportion, rake

UNCAPPED = (np.zeros(4, dtype=np.int64), np.ones(1))


def test_rake_meets_both_margins() -> None:
    rows, columns = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    margins = [(rows, np.array([30.0, 10.0])), (columns, np.array([20.0, 20.0]))]
    fitted = rake(np.array([1.0, 5.0, 2.0, 2.0]), margins, UNCAPPED)
    assert np.bincount(rows, weights=fitted) == pytest.approx([0.75, 0.25])
    assert np.bincount(columns, weights=fitted) == pytest.approx([0.5, 0.5])


def test_rake_spreads_the_target_of_a_category_without_tracks() -> None:
    margin = (np.array([0, 0, 2, 2]), np.array([30.0, 40.0, 10.0]))
    fitted = rake(np.ones(4), [margin], UNCAPPED)
    assert fitted == pytest.approx([0.375, 0.375, 0.125, 0.125])


def test_rake_keeps_categories_below_their_caps() -> None:
    caps = (np.array([0, 1, 2, 3]), np.array([0.3, 1.0, 1.0, 1.0]))
    fitted = rake(np.array([97.0, 1.0, 1.0, 1.0]), [(np.zeros(4, dtype=np.int64), np.ones(1))], caps)
    assert fitted[0] == pytest.approx(0.3, abs=1e-3)
    assert fitted.sum() == pytest.approx(1.0)


def test_apportion_respects_total_floor_and_ceiling() -> None:
    floor = np.array([1, 1, 4, 1])
    counts = apportion(np.array([100.0, 10.0, 1.0, 9.5]), 100, floor=floor, ceiling=60)
    assert counts.sum() == 100
    assert counts[0] == 60
    assert counts[2] == 4
    assert counts.tolist() == [60, 18, 4, 18]
