"""Profiling: what raw text is like, before any rule is applied to it."""

from vitrola.profiling.comparison import Comparison, Difference, Values, compare
from vitrola.profiling.facts import ColumnProfile, FileProfile, KeyProfile, Suspicion, ValueCount
from vitrola.profiling.profiler import profile_relation

__all__ = [
    "ColumnProfile",
    "Comparison",
    "Difference",
    "FileProfile",
    "KeyProfile",
    "Suspicion",
    "ValueCount",
    "Values",
    "compare",
    "profile_relation",
]
