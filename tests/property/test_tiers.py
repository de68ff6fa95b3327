"""Small files are few, and a row is written again a few times only, however many files come."""

from math import log
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from vitrola.pipeline.tiers import LARGE, small_files

MOST = 8


@given(st.lists(st.integers(1, 1_000), min_size=1, max_size=300))
def test_files_stay_few_and_rows_are_seldom_written_again(arriving):
    files: dict[Path, int] = {}
    written = 0
    for number, rows in enumerate(arriving):
        if len(files) == MOST:
            small = small_files(files)
            assert small, "large files can't be as many, with less than (LARGE + 1) ** MOST rows"
            merged = sum(files.pop(path) for path in small)
            files[Path(f"merged-{number}")] = merged
            written += merged
        files[Path(f"{number}")] = rows
        assert len(files) <= MOST
    assert sum(files.values()) == sum(arriving)
    assert written <= sum(arriving) * (1 + log(sum(arriving), 1 + 1 / LARGE))


def test_the_largest_file_stays_as_long_as_it_has_more_than_four_times_the_rows_of_the_others():
    large, *days = (Path(name) for name in "abcd")
    assert small_files({large: 361, **dict.fromkeys(days, 30)}) == days
    assert set(small_files({large: 360, **dict.fromkeys(days, 30)})) == {large, *days}
    assert small_files({large: 1}) == []
