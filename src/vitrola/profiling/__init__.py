"""Profiling: what raw text is like, before any rule is applied to it."""

from vitrola.profiling.facts import ColumnProfile, FileProfile, KeyProfile, Suspicion, ValueCount
from vitrola.profiling.profiler import profile_relation

__all__ = ["ColumnProfile", "FileProfile", "KeyProfile", "Suspicion", "ValueCount", "profile_relation"]
