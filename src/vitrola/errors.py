"""Every error a user can cause, in one tree.

VitrolaError                   exit code 1
├── UsageError                 exit code 2   the command or a setting is wrong
│   ├── SettingError
│   ├── ParameterError
│   └── NotRetainedError
├── LakeError                  exit code 3   the lake is missing, moved, busy or damaged
│   ├── LakeNotFoundError
│   ├── LakeMovedError
│   ├── PublicationConflictError
│   └── CatalogError
├── DeliveryError              exit code 4   a raw file can't be landed
│   ├── DriftError
│   ├── UnknownLayoutError
│   └── UnreadableFileError
├── DefinitionError            exit code 5   a contract, source or model is wrong
│   ├── ContractError
│   ├── SourceDefinitionError
│   ├── ModelError
│   ├── ReviewError
│   └── AlertsError
├── AuditError                 exit code 6   the prepared tables don't add up; nothing was published
├── EngineError                exit code 7   the engine is missing or failed
│   └── StatementError
└── DeploymentError            exit code 8   what AWS runs can't be made

Each carries one sentence with the facts and, where there is one, the command to run next.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A sentence, after a space, with the known name that is most like this one; empty where none is."""
    close = get_close_matches(name, list(known), 1)
    return f" Did you mean {close[0]}?" if close else ""


class VitrolaError(Exception):
    """A failure that a user can understand and act on.

    ``message`` is one sentence with the facts (table, column, value, file, line);
    ``hint`` is the way out, usually the next command. ``pt`` is the sentence in Portuguese where the page
    may have to say it, None where only a terminal does.
    """

    exit_code = 1

    def __init__(self, message: str, *, hint: str | None = None, pt: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.pt = pt
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}" if self.hint else self.message


class UsageError(VitrolaError):
    """The command line can't be carried out as written."""

    exit_code = 2


class SettingError(UsageError):
    """A setting has an unknown name or a value outside its range."""


class ParameterError(UsageError):
    """A parameter of the AWS stacks has an unknown name or a value that isn't allowed."""


class NotRetainedError(UsageError):
    """A run was named whose publication isn't retained."""


class LakeError(VitrolaError):
    """The lake can't be read or changed."""

    exit_code = 3


class LakeNotFoundError(LakeError):
    """The location holds no lake."""


class LakeMovedError(LakeError):
    """The lake was moved or copied and its metadata still names the old place."""


class PublicationConflictError(LakeError):
    """Another run changed the publication first, or holds the lake."""


class CatalogError(LakeError):
    """The Glue catalog can't be read or changed; what the lake itself shows is as it was."""


class DeliveryError(VitrolaError):
    """A raw file can't be landed; nothing was added to the lake."""

    exit_code = 4


class DriftError(DeliveryError):
    """The file differs from its layout's last delivery in a way that the source definition can't read."""


class UnknownLayoutError(DeliveryError):
    """No source definition, or more than one, matches the file's content."""


class UnreadableFileError(DeliveryError):
    """The file is empty, truncated, changing, not a regular file, or damaged."""


class DefinitionError(VitrolaError):
    """A definition shipped with Vitrola or kept in the lake is wrong."""

    exit_code = 5


class ContractError(DefinitionError):
    """A contract can't be understood."""


class SourceDefinitionError(DefinitionError):
    """A source definition can't be understood."""


class ModelError(DefinitionError):
    """A model's SQL can't be understood, or names something that doesn't exist."""


class ReviewError(DefinitionError):
    """The lake's file of decisions about suggested merges can't be understood."""


class AlertsError(DefinitionError):
    """The lake's file of alert rules can't be understood."""


class AuditError(VitrolaError):
    """A check on the prepared tables failed, so the publication stays as it was."""

    exit_code = 6


class EngineError(VitrolaError):
    """The engine isn't installed, can't start, or failed to execute."""

    exit_code = 7


class StatementError(EngineError):
    """The engine refuses a statement as it is written: a name, a type or a function in it is wrong."""


class DeploymentError(VitrolaError):
    """What is deployed on AWS can't be made."""

    exit_code = 8
