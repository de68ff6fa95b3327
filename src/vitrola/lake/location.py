"""A place for named objects: a directory, or a prefix in an S3 bucket."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, ClassVar

from vitrola.errors import LakeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

UNSAFE = set("*?[]{}'\"\n\r\0;")


@dataclass(frozen=True)
class Stored:
    """One object: bytes, and when it was last written, in seconds; its file is ``path`` on this machine."""

    name: str
    size: int
    since: float
    root: Path

    @property
    def path(self) -> Path:
        """The place of the object's file, if it is there. Names are much quicker to compare."""
        return self.root / self.name


class Location(ABC):
    """Named objects, and the directory of this machine in which they are worked on: ``root``.

    An object is written under a name of its own and then stays as it is, so whoever has its file has the
    object. The few that are changed are small: they are read by ``read`` and written by ``replace``.
    What is written as a file becomes an object by ``keep``; what is read as one is ``fetched`` first.
    In a directory an object and its file are the same.
    """

    shared: ClassVar[bool]
    """Whether other machines may be at work on it, out of the sight of this one's locks."""
    root: Path

    @abstractmethod
    def __str__(self) -> str:
        """What its users call it."""

    def path(self, name: str) -> Path:
        """Where the file of the object ``name`` is on this machine, if it is there.

        Raises LakeError for a name that leads out of the lake.
        """
        if not inside(name):
            raise LakeError(f"{name!r} is no name of an object in a lake.")
        return self.root / name

    def name(self, path: Path) -> str:
        """The name of the object with this file."""
        return path.relative_to(self.root).as_posix()

    @abstractmethod
    def uri(self, name: str = "") -> str:
        """The address that goes into Iceberg metadata."""

    def file_of(self, address: str) -> Path:
        """The place on this machine of the file with an address in Iceberg metadata."""
        return self.path(address.removeprefix(f"{self.uri()}/"))

    @abstractmethod
    def cluster_address(self, path: Path) -> str:
        """What the machines of a cluster call an object's file, or a folder; others go by their path."""

    @abstractmethod
    def exists(self, name: str) -> bool:
        """Whether the object is there."""

    @abstractmethod
    def read(self, name: str) -> bytes | None:
        """The object's bytes as they are now; None where there is no such object."""

    @abstractmethod
    def read_all(self, names: Iterable[str]) -> list[bytes]:
        """The bytes of many objects, in their order; empty for one that is gone."""

    @abstractmethod
    def children(self, folder: str) -> list[str]:
        """Names of the objects and folders directly in ``folder``, in order."""

    def names(self, folder: str, suffix: str) -> list[str]:
        """Names of the objects directly in ``folder`` that end so, in order, hidden ones left out."""
        found = (name for name in self.children(folder) if name.endswith(suffix))
        return [name for name in found if not name.rpartition("/")[2].startswith(".")]

    @abstractmethod
    def below(self, folder: str = "") -> Iterator[Stored]:
        """Every object below a folder; links and what they lead to are no objects."""

    @abstractmethod
    def create(self, name: str, data: bytes) -> bool:
        """Write a new object (``If-None-Match: *``); False where it exists already."""

    @abstractmethod
    def replace(self, name: str, data: bytes, *, expected: bytes | None) -> None:
        """Replace an object if it still holds ``expected`` (``If-Match``).

        Raises PublicationConflictError where another writer came first.
        """

    @abstractmethod
    def delete(self, name: str) -> None:
        """Remove an object, if it is there."""

    @abstractmethod
    def remove(self, path: Path) -> None:
        """Remove an object's file, or a folder with all that is below it, if it is there."""

    @abstractmethod
    def keep(self, paths: Iterable[Path]) -> None:
        """Make objects of files; on return they are there to stay.

        One that isn't on this machine is an object already.
        """

    @abstractmethod
    def take(self, waiting: Path, name: str) -> None:
        """Make a new object of a file that waits elsewhere below the root; it is read-only from then on."""

    @abstractmethod
    def tidy(self) -> None:
        """Remove from this machine what is no object any more; nothing else may be at work here."""

    @abstractmethod
    def fetched(self, paths: Iterable[Path]) -> list[Path]:
        """The same paths, their files on this machine; raises FileNotFoundError for one that isn't stored."""

    def here(self, name: str) -> Path:
        """The object's file, on this machine; raises FileNotFoundError."""
        return self.fetched([self.path(name)])[0]

    def found(self, path: Path) -> Path | None:
        """The file, on this machine; None where it isn't stored."""
        try:
            self.fetched([path])
        except FileNotFoundError:
            return None
        return path if path.is_file() else None

    @abstractmethod
    def folder_here(self, name: str) -> Path:
        """A folder with the files of all its objects as they are now, on this machine; it may be missing."""

    @abstractmethod
    def opened(self, path: Path) -> BinaryIO:
        """An object's file, to be read at few places only; raises FileNotFoundError."""


def stem(name: str) -> str:
    """The last part of an object's name, or a folder's, without what follows its last dot."""
    last = name.rpartition("/")[2]
    return last.rpartition(".")[0] or last


def inside(name: str) -> bool:
    """Whether a name can be that of an object or folder of a lake, and of no file elsewhere."""
    return not name or not {"", ".", ".."} & set(name.split("/"))


def checked_address(address: str) -> str:
    """The address of a lake; raises LakeError where an engine would read it as a pattern."""
    if unsafe := UNSAFE & set(address):
        raise LakeError(
            f"A lake can't be kept in {address!r}: {''.join(sorted(unsafe))!r} in its path "
            "would be read as a pattern.",
            hint="Choose a directory without such characters.",
        )
    return address


CONFLICT = "Another run published while this one was working; nothing was changed."
CONFLICT_HINT = "Run: vitrola run LAKE"
