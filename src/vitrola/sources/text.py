"""Read a text file record by record: every record with its number, and what is wrong with it.

The engines' own readers are faster; this one is for files they can't be trusted with. It never
fails on content: a record that can't be split is returned with a reason code and its text.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from vitrola.contracts import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vitrola.sources.mapping import Layout

LONGEST_LINE = 16 << 20
LONGEST_RECORD = 1_000
"""Lines one quoted record may span before its quote is taken for an unclosed one."""
LARGEST_DOCUMENT = 256 << 20

csv.field_size_limit(LONGEST_LINE)


@dataclass(frozen=True)
class Record:
    """One record: its 1-based number (header not counted), text as delivered, and values or a problem."""

    number: int
    raw: str
    values: Sequence[str | None] = ()
    problem: Reason | None = None


def encoding_of(head: bytes, declared: str) -> str:
    """The codec to read with: a byte order mark wins over what the layout declares."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return declared


def read_records(stream: BinaryIO, layout: Layout) -> Iterator[Record]:
    """Every record of the stream in order, its values in the order of ``layout.columns``."""
    lines = Lines(stream, layout.encoding)
    records = _json(lines, layout) if layout.format == "json" else _delimited(lines, layout)
    for record in records:
        yield _checked(record, replaced=lines.replaced)


def header_of(stream: BinaryIO, layout: Layout) -> list[str]:
    """The column names in the first record of a delimited file."""
    for record in split_records(Lines(stream, layout.encoding), layout):
        return [value or "" for value in record.values] if not record.problem else []
    return []


def keys_of(stream: BinaryIO, layout: Layout) -> list[str]:
    """The key names of the first object in a JSON file."""
    lines = Lines(stream, layout.encoding)
    first = first_line(lines)
    if not first.lstrip().startswith(("{", "[")):
        return []
    lines.put_back([first])
    for _, document in _all_documents(lines):
        return list(document) if isinstance(document, dict) else []
    return []


class Lines:
    """Decoded lines with their ends, and a way to put lines back."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        buffered = io.BufferedReader(stream, 1 << 20) if not hasattr(stream, "peek") else stream  # type: ignore[type-var]
        codec = encoding_of(buffered.peek(4)[:4], encoding)
        self.replaced = "\ufffd" if codec == "utf-16" else None
        """What stands for bytes that are no text, where these can't be kept; elsewhere it is a character."""
        errors = "replace" if self.replaced else "surrogateescape"
        self._text = io.TextIOWrapper(buffered, codec, errors, newline="")
        self._back: list[str] = []

    def next(self) -> str:
        """The next line; empty at the end. A line over LONGEST_LINE comes cut, without its end."""
        if self._back:
            return self._back.pop()
        line = self._text.readline(LONGEST_LINE)
        if len(line) == LONGEST_LINE and not line.endswith(("\n", "\r")):
            while (rest := self._text.readline(LONGEST_LINE)) and not rest.endswith(("\n", "\r")):
                pass
        return line

    def put_back(self, lines: Sequence[str]) -> None:
        """Let these lines come again, which were the last to come."""
        self._back.extend(reversed(lines))


def _checked(record: Record, replaced: str | None) -> Record:
    text = record.raw
    if text.isascii():
        bad = "\0" in text
    else:
        lost = replaced is not None and replaced in text
        bad = "\0" in text or lost or any("\udc80" <= char <= "\udcff" for char in text)
    if not bad:
        return record
    visible = text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")
    return Record(record.number, visible, problem=record.problem or Reason.BAD_ENCODING)


def _delimited(lines: Lines, layout: Layout) -> Iterator[Record]:
    header: list[str] | None = None
    for record in split_records(lines, layout):
        if header is None:
            header = [value or "" for value in record.values]
            places = {name: place for place, name in enumerate(header)}
            names = (layout.found_as(column, places) for column in layout.columns)
            order = [None if name is None else places[name] for name in names]
            continue
        number = record.number - 1
        if record.problem is None and len(record.values) != len(header):
            yield Record(number, record.raw, problem=Reason.WRONG_FIELD_COUNT)
        elif record.problem:
            yield Record(number, record.raw, problem=record.problem)
        else:
            yield Record(number, record.raw, [None if i is None else record.values[i] or None for i in order])


def split_records(lines: Lines, layout: Layout) -> Iterator[Record]:
    """Every record of a delimited file, the header among them, with all its fields as they come."""
    number = 0
    while first := lines.next():
        if not first.strip("\r\n"):
            continue
        number += 1
        used = [first]
        try:
            values = _one_record(used, lines, layout)
        except csv.Error:
            lines.put_back(used[1:])
            reason = Reason.FIELD_TOO_LONG if len(first) >= LONGEST_LINE else Reason.UNCLOSED_QUOTE
            yield Record(number, first.rstrip("\r\n")[:100_000], problem=reason)
        else:
            yield Record(number, "".join(used).rstrip("\r\n"), values)


def _one_record(used: list[str], lines: Lines, layout: Layout) -> list[str]:
    """Split the record that begins with ``used[0]``, taking further lines while a quote is open."""
    if len(used[0]) >= LONGEST_LINE:
        raise csv.Error("line too long")
    if not layout.quote:
        return used[0].rstrip("\r\n").split(layout.delimiter)

    def feed() -> Iterator[str]:
        yield used[0]
        while len(used) < LONGEST_RECORD and (line := lines.next()):
            used.append(line)
            yield line

    return next(
        csv.reader(feed(), delimiter=layout.delimiter, quotechar=layout.quote, doublequote=True, strict=True)
    )


class _DuplicateKeyError(ValueError):
    """An object names one key twice."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _DuplicateKeyError
    return found


DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=str, parse_int=str, parse_constant=str)


def _json(lines: Lines, layout: Layout) -> Iterator[Record]:
    for number, (raw, document) in enumerate(_all_documents(lines), start=1):
        if isinstance(document, dict):
            names = _names(document, layout) if layout.renamed else layout.columns
            yield Record(number, raw, [as_text(document.get(name)) for name in names])
        else:
            yield Record(number, raw[:100_000], problem=Reason.MALFORMED_JSON)


def _names(document: dict[str, Any], layout: Layout) -> list[str]:
    return [layout.found_as(column, document) or column for column in layout.columns]


def _all_documents(lines: Lines) -> Iterator[tuple[str, Any]]:
    first = first_line(lines)
    lines.put_back([first])
    whole = first.lstrip().startswith("[") or not is_document(first)
    return _documents(lines) if whole else json_lines(lines)


def first_line(lines: Lines) -> str:
    """The first line that isn't blank; empty where there is none."""
    while (line := lines.next()) and not line.strip():
        pass
    return line


def is_document(line: str) -> bool:
    """Whether JSON Lines is the better guess: a first line that is one object, or damaged on its own."""
    stripped = line.strip()
    broken_off = '":' in stripped and not stripped.endswith((",", "{", "["))
    return stripped.startswith("{") and (stripped.endswith("}") or broken_off)


def json_lines(lines: Lines) -> Iterator[tuple[str, Any]]:
    """Every line that isn't blank and its document, which is None where it can't be read."""
    while line := lines.next():
        if raw := line.strip():
            yield raw, _decode(raw)


def _documents(lines: Lines) -> Iterator[tuple[str, Any]]:
    """One object, an array of objects, or objects one after another, over many lines."""
    parts: list[str] = []
    size = 0
    while size < LARGEST_DOCUMENT and (line := lines.next()):
        parts.append(line)
        size += len(line)
    text = "".join(parts).strip()
    found = _decode(text)
    for document in found if isinstance(found, list) else [found]:
        yield (text if found is document else json.dumps(document, ensure_ascii=False)), document


def _decode(raw: str) -> Any:
    try:
        return DECODER.decode(raw)
    except (ValueError, RecursionError):
        return None


def as_text(value: Any) -> str | None:
    """A JSON value as a raw column holds it."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
