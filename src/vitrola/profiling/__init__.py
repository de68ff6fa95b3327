"""Profiling: what raw text is like, before any rule is applied to it."""

from vitrola.profiling.comparison import Comparison, Difference, Values, compare
from vitrola.profiling.distributions import Class, Distribution, distributions
from vitrola.profiling.facts import ColumnProfile, FileProfile, KeyProfile, Suspicion, ValueCount
from vitrola.profiling.profiler import key_of, profile_relation
from vitrola.profiling.repeats import Repeated, repeated_keys, repeated_rows
from vitrola.profiling.unlike import unlike_values

__all__ = [
    "Class",
    "ColumnProfile",
    "Comparison",
    "Difference",
    "Distribution",
    "FileProfile",
    "KeyProfile",
    "Repeated",
    "Suspicion",
    "ValueCount",
    "Values",
    "compare",
    "distributions",
    "key_of",
    "profile_relation",
    "repeated_keys",
    "repeated_rows",
    "unlike_values",
]
