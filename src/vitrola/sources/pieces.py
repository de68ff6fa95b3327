"""A text file as pieces of its exact bytes, record by record, so that some can be left out."""

from __future__ import annotations

import codecs
import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from vitrola.sources.text import (
    DECODER,
    LONGEST_LINE,
    Lines,
    as_text,
    encoding_of,
    first_line,
    is_document,
    json_lines,
    split_records,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from vitrola.sources.mapping import Layout

_WIDE_LINE = {
    "utf-16-le": re.compile(rb"(?s)(?:..)*?(?:\r\0\n\0|\r\0|\n\0)|.+\Z"),
    "utf-16-be": re.compile(rb"(?s)(?:..)*?(?:\0\r\0\n|\0\r|\0\n)|.+\Z"),
}
_BLANK = re.compile(r"\s*")


@dataclass(frozen=True)
class Piece:
    """Consecutive bytes of a file: one record with its line ends, or what is no record.

    ``fields`` are a record's values by the file's own column names, None where it can't be split.
    ``glue`` are bytes before a record that are needed only where another one comes before.
    """

    data: bytes
    record: bool = False
    text: str = ""
    fields: Mapping[str, str | None] | None = field(default=None)
    glue: bytes = b""


def pieces(stream: BinaryIO, layout: Layout) -> Iterator[Piece]:
    """Every byte of an uncompressed file in order, split into the records that ``read_records`` finds."""
    lines = _TracedLines(stream, layout.encoding)
    yield Piece(lines.mark)
    if layout.format == "delimited":
        yield from _delimited(lines, layout)
    else:
        yield from _json(lines)
    yield Piece(lines.take())


class _TracedLines(Lines):
    """Lines that remember their bytes until these are taken."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        buffered = stream if hasattr(stream, "peek") else io.BufferedReader(cast("Any", stream), 1 << 20)
        head = buffered.peek(4)[:4]
        codec = encoding_of(head, encoding)
        self.codec, marks = _codec_and_marks(codec, head)
        self.mark = next((buffered.read(len(mark)) for mark in marks if head.startswith(mark)), b"")
        self._errors = "replace" if self.codec in _WIDE_LINE else "surrogateescape"
        self._source = _split_lines(buffered, self.codec)
        self._given: list[tuple[bytes, str]] = []
        self._waiting: list[tuple[bytes, str]] = []

    def next(self) -> str:
        """The next line as ``Lines`` gives it."""
        if self._waiting:
            line = self._waiting.pop()
        else:
            data = next(self._source, b"")
            line = data, data.decode(self.codec, self._errors)[:LONGEST_LINE]
        if line[0]:
            self._given.append(line)
        return line[1]

    def put_back(self, lines: Sequence[str]) -> None:
        """Let the last lines come again."""
        self._waiting += [self._given.pop() for line in lines if line]

    def take(self) -> bytes:
        """The bytes of all lines given since this was last called."""
        data = b"".join(line for line, _ in self._given)
        self._given.clear()
        return data


def _codec_and_marks(codec: str, head: bytes) -> tuple[str, tuple[bytes, ...]]:
    if codec == "utf-8-sig":
        return "utf-8", (codecs.BOM_UTF8,)
    if codec == "utf-16":
        big = head.startswith(codecs.BOM_UTF16_BE)
        return ("utf-16-be" if big else "utf-16-le"), (codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)
    return codec, ()


def _split_lines(stream: BinaryIO, codec: str) -> Iterator[bytes]:
    """Lines with their ends: CR, LF or both, as text is split where ends are not translated."""
    if codec in _WIDE_LINE:
        yield from _WIDE_LINE[codec].findall(stream.read())
        return
    for line in stream:
        yield from line.splitlines(keepends=True) if b"\r" in line else [line]


def _delimited(lines: _TracedLines, layout: Layout) -> Iterator[Piece]:
    header: list[str] | None = None
    for record in split_records(lines, layout):
        data = lines.take()
        if header is None:
            header = [value or "" for value in record.values]
            yield Piece(data)
        elif record.problem:
            yield Piece(data, record=True, text=data.decode(lines.codec, "replace"))
        else:
            yield Piece(data, True, record.raw, dict(zip(header, record.values, strict=False)))


def _json(lines: _TracedLines) -> Iterator[Piece]:
    first = first_line(lines)
    lines.put_back([first])
    if first.lstrip().startswith("[") or not is_document(first):
        while lines.next():
            pass
        yield from _documents(lines.take(), lines.codec)
        return
    for raw, document in json_lines(lines):
        yield Piece(lines.take(), True, raw, _fields(document))


def _documents(data: bytes, codec: str) -> Iterator[Piece]:
    """One object or an array of them over many lines; what can't be read is one record."""
    errors = "surrogatepass" if codec in _WIDE_LINE else "surrogateescape"
    try:
        text = data.decode(codec, errors)
        spans = list(_spans(text))
    except (ValueError, RecursionError):
        yield Piece(data, record=True, text=data.decode(codec, "replace"))
        return

    def encoded(start: int, end: int) -> bytes:
        return text[start:end].encode(codec, errors)

    yield from _cut(text, spans, encoded)


def _cut(
    text: str, spans: list[tuple[int, int, Any]], encoded: Callable[[int, int], bytes]
) -> Iterator[Piece]:
    at = 0
    for place, (start, end, document) in enumerate(spans):
        between = encoded(at, start)
        if place == 0:
            yield Piece(between)
        glue = between if place else b""
        yield Piece(encoded(start, end), True, text[start:end], _fields(document), glue)
        at = end
    yield Piece(encoded(at, len(text)))


def _spans(text: str) -> Iterator[tuple[int, int, Any]]:
    """Where the objects of a document stand, and what they say; raises ValueError where it is none."""
    at = _after_blank(text, 0)
    if not text.startswith("[", at):
        document, end = DECODER.raw_decode(text, at)
        if _after_blank(text, end) != len(text):
            raise ValueError("more than one document")
        yield at, end, document
        return
    at = _after_blank(text, at + 1)
    while not text.startswith("]", at):
        document, end = DECODER.raw_decode(text, at)
        yield at, end, document
        at = _after_blank(text, end)
        if text.startswith(",", at):
            at = _after_blank(text, at + 1)
        elif not text.startswith("]", at):
            raise ValueError("no array")
    if _after_blank(text, at + 1) != len(text):
        raise ValueError("more than one document")


def _after_blank(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _fields(document: Any) -> dict[str, str | None] | None:
    if not isinstance(document, dict):
        return None
    return {name: as_text(value) for name, value in document.items()}
