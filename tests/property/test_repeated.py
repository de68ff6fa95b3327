"""Values that occur more than once, whatever they have in common."""

from collections import Counter

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from vitrola.engines.repeated import repeated


@given(
    chunks=st.lists(
        st.lists(st.one_of(st.integers(-(2**63), 2**63 - 1), st.integers(-3, 3)), max_size=30), max_size=4
    ),
    signed=st.booleans(),
)
def test_each_repeated_value_is_found_once(chunks, signed):
    kind = np.int64 if signed else np.uint64
    arrays = [np.array(chunk, np.int64).astype(kind) for chunk in chunks]
    values = pa.chunked_array([pa.array(each) for each in arrays], pa.from_numpy_dtype(kind))
    counted = Counter(value for each in arrays for value in each.tolist())
    found = repeated("h", values).column("h").to_pylist()
    assert sorted(found) == sorted(value for value, count in counted.items() if count > 1)
