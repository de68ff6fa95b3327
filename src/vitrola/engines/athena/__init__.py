"""Athena as a reader of what Glue shows.

It is no engine of runs: it makes no relations and writes no files, so it has not the protocol's methods.
"""

from vitrola.engines.athena.cost import scans
from vitrola.engines.athena.dialect import to_athena
from vitrola.engines.athena.session import Answer, ask

__all__ = ["Answer", "ask", "scans", "to_athena"]
