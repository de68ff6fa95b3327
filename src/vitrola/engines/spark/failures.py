"""What Spark raises, as one sentence of ours: about the statement, or about Spark itself."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from vitrola.errors import EngineError, StatementError

if TYPE_CHECKING:
    from collections.abc import Iterator

_OF_THE_STATEMENT = re.compile(r"SQLSTATE: (?:22|42)")
"""Classes of the SQL standard's states: a value can't be computed, a statement can't be understood."""
_SAYS_WHY = re.compile(r"\[[A-Z_]+(?:\.[A-Z_]+)*\] [^\n]*SQLSTATE: (?:22|42)\w*")
_SECRET = re.compile(r"(?i)\b((?:\w+[._-])*(?:token|password|secret|key)\w*)=[^;&,\s'\"]+")


@contextmanager
def told() -> Iterator[None]:
    """Raise StatementError for what the statement can't do, EngineError for what Spark can't.

    Anything else that is raised is not Spark's, and passes through.
    """
    from py4j.protocol import Py4JError  # noqa: PLC0415 - an extra
    from pyspark.errors import AnalysisException, PySparkException  # noqa: PLC0415

    try:
        yield
    except PySparkException as error:
        text = str(error)
        of_the_statement = isinstance(error, AnalysisException) or _OF_THE_STATEMENT.search(text)
        kind = StatementError if of_the_statement else EngineError
        raise kind(f"Spark: {sentence(text)}") from error
    except Py4JError as error:
        raise EngineError(f"Spark's Java is gone, or failed: {sentence(str(error))}") from error
    except ConnectionError as error:
        raise EngineError(f"Spark's Java is gone: {error}.") from error


def sentence(text: str) -> str:
    """The line that says why, without SQL states and secrets."""
    found = _SAYS_WHY.search(text)
    lines = [line for line in text.splitlines() if line.strip()] or ["no reason given"]
    said = found[0] if found else lines[0]
    return re.sub(r"\s*SQLSTATE: \w+$", "", without_secrets(said).strip())


def without_secrets(text: str) -> str:
    """The text with the values of tokens, passwords and keys left out."""
    return _SECRET.sub(r"\1=...", text)
