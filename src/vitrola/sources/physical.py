"""What the bytes of a text file are like, found in one pass without parsing them."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vitrola.errors import UnreadableFileError

if TYPE_CHECKING:
    from typing import BinaryIO

CHUNK = 8 << 20
LARGEST_RATIO = 2_000
"""A compressed file that grows beyond this many times its size is taken for a bomb."""


@dataclass(frozen=True)
class Physical:
    """Facts about a file's bytes.

    ``records`` counts lines outside quotes, without header; ``plain`` says that it can be trusted:
    valid text, no NUL, no BOM, no lone CR, no mixed line ends, no blank lines, no
    quote left open. ``quoted`` says that a quote stands in it anywhere.
    """

    size: int
    records: int
    plain: bool
    quoted: bool = True


class _Scan:
    """Counts that go on from one chunk to the next."""

    def __init__(self, encoding: str, quote: bytes) -> None:
        self.size = 0
        self.lines = 0
        self.plain = True
        self.last = b""
        self.quoted = False
        self._quote = quote
        self._inside = False
        self._ends: set[bytes] = set()
        self._decoder = codecs.getincrementaldecoder(encoding)("strict")
        self._only_ascii = encoding.lower() not in ("utf-8", "utf8")

    def chunk(self, data: bytes) -> None:
        joined = self.last + data
        self.plain = self.plain and not (
            (self.size == 0 and data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)))
            or b"\0" in data
            or b"\n\n" in joined
            or b"\n\r\n" in joined
            or (self.size == 0 and data.startswith((b"\n", b"\r\n")))
            or self._lone_cr(joined)
            or not self._valid(data)
        )
        self._note_ends(joined)
        self.lines += self._count_lines(data)
        self.size += len(data)
        self.last = joined[-2:]

    def _note_ends(self, joined: bytes) -> None:
        with_cr = joined.count(b"\r\n") if b"\r" in joined else 0
        if with_cr:
            self._ends.add(b"\r\n")
        if joined.count(b"\n", 1) > with_cr:
            self._ends.add(b"\n")

    def _lone_cr(self, joined: bytes) -> bool:
        if b"\r" not in joined:
            return False
        alone = joined.count(b"\r") - joined.count(b"\r\n")
        return alone - joined.endswith(b"\r") > 0

    def _valid(self, data: bytes) -> bool:
        if data.isascii():
            return not self._decoder.getstate()[0]
        if self._only_ascii:
            return False
        try:
            self._decoder.decode(data)
        except UnicodeDecodeError:
            return False
        return True

    def _count_lines(self, data: bytes) -> int:
        if not self._quote or self._quote not in data:
            return 0 if self._inside else data.count(b"\n")
        self.quoted = True
        pieces = data.split(self._quote)
        outside = pieces[1::2] if self._inside else pieces[::2]
        self._inside ^= len(pieces) % 2 == 0
        return sum(piece.count(b"\n") for piece in outside)

    def result(self, *, header: bool) -> Physical:
        ends_whole = self.last.endswith(b"\n")
        lines = self.lines + (not ends_whole and self.size > 0)
        plain = self.plain and len(self._ends) <= 1 and not self._inside and not self.last.endswith(b"\r")
        plain = plain and (self._only_ascii or not self._decoder.getstate()[0])
        return Physical(self.size, lines - header, plain, self.quoted)


def scan(stream: BinaryIO, *, delivered_size: int, encoding: str, quote: str, header: bool) -> Physical:
    """Read the stream once; raises UnreadableFileError when it is empty or grows like a bomb."""
    state = _Scan(encoding, quote.encode())
    while data := stream.read(CHUNK):
        state.chunk(data)
        if state.size > max(LARGEST_RATIO * delivered_size, 1 << 30) > delivered_size:
            raise UnreadableFileError(
                f"The file unpacks to more than {LARGEST_RATIO:,} times its {delivered_size:,} bytes."
            )
    if state.size == 0:
        raise UnreadableFileError("The file is empty.")
    return state.result(header=header)
