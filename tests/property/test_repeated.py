"""Values that occur more than once, whatever they have in common."""

from collections import Counter

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from vitrola.engines.repeated import repeated

LIKE = st.builds(
    lambda high, low: high << 32 | low,
    st.integers(-(2**31), 2**31 - 1),
    st.sampled_from([0, 1, 255, 2**31, 2**32 - 1]),
)
"""Numbers of which many share their lower half."""


@given(
    chunks=st.lists(st.lists(st.one_of(LIKE, st.integers(-3, 3)), max_size=30), max_size=4),
    threads=st.integers(1, 9),
    signed=st.booleans(),
)
def test_each_repeated_value_is_found_once(chunks, threads, signed):
    kind = np.int64 if signed else np.uint64
    arrays = [np.array(chunk, np.int64).astype(kind) for chunk in chunks]
    values = pa.chunked_array([pa.array(each) for each in arrays], pa.from_numpy_dtype(kind))
    counted = Counter(value for each in arrays for value in each.tolist())
    found = repeated("h", values, threads).column("h").to_pylist()
    assert sorted(found) == sorted(value for value, count in counted.items() if count > 1)
