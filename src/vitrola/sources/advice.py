"""Find the line of a source definition that has to change, and say what to write there."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from vitrola.yamltext import parsed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vitrola.sources.mapping import Layout, Source

WIDEST = 1_000_000


@dataclass(frozen=True)
class Definition:
    """The YAML file that defines a source; ``shipped`` where it comes with Vitrola."""

    path: Path
    text: str
    shipped: bool

    @property
    def shown(self) -> str:
        """The file as it is called in a lake, where a copy of a shipped one goes."""
        return f"sources/{self.path.name}"


@dataclass(frozen=True)
class Edit:
    """A change at a 1-based line: ``new`` in place of ``old``, or on a line of its own below it."""

    line: int
    new: str
    old: str | None = None


def definition_of(source: Source, folder: Path) -> Definition:
    """The file that ``source`` was read from: the lake's own, which wins, or the shipped one."""
    shipped = Path(str(resources.files("vitrola.sources"))) / "definitions"
    for place in (folder, shipped):
        for path in sorted(place.glob("*.yaml"), reverse=True):
            text = path.read_text("utf-8")
            if parsed(text).get("source") == source.name:
                return Definition(path, text, shipped=place is shipped)
    raise KeyError(source.name)


def add_names(definition: Definition, layout: Layout, names: Mapping[str, str]) -> Edit:
    """Give columns other names: ``names`` are the new ones by the layout's."""
    known = {column: list(others) for column, others in layout.renamed.items()}
    for column, name in names.items():
        known.setdefault(column, []).append(name)
    written = {column: others[0] if len(others) == 1 else others for column, others in known.items()}
    return _option(definition, layout, "renamed", written)


def make_optional(definition: Definition, layout: Layout, columns: list[str]) -> Edit:
    """Let files lack columns."""
    return _option(definition, layout, "optional", [*layout.optional, *columns])


def _option(definition: Definition, layout: Layout, option: str, value: Any) -> Edit:
    return _set(definition, _layout(definition, layout), _flow({option: value}), option)


def remap(definition: Definition, layout: Layout, feed: int, changed: Mapping[str, str]) -> list[Edit]:
    """Make canonical columns of other SQL."""
    pair = _needed(_feed(definition, layout, feed), "columns")
    columns = pair[1]
    if columns.flow_style:
        written = {entry.value: value.value for entry, value in columns.value}
        return [_replace(definition, pair, _flow({"columns": {**written, **changed}}))]
    first = columns.value[0][0].start_mark
    edits = []
    for name, sql in changed.items():
        entry, found = _block({name: sql}), _pair(columns, name)
        new = Edit(first.line, " " * first.column + entry)
        edits.append(_replace(definition, found, entry) if found else new)
    return edits


def mapping_line(definition: Definition, layout: Layout, feed: int, name: str) -> Edit:
    """The entry that makes a canonical column, unchanged; for one of the same name the list it stands in."""
    node = _layout(definition, layout)
    _, columns = _needed(_feed(definition, layout, feed), "columns")
    pair = _pair(columns, name) or _needed(node, "columns")
    return _replace(definition, pair, _written(definition, pair))


def mapped_at(source: Source, layout: Layout, feed: int, name: str) -> str:
    """The file, and the line where it can be told, of the entry that makes a canonical column."""
    try:
        definition = Definition(Path(source.file), Path(source.file).read_text("utf-8"), shipped=False)
        return f"{source.file}, line {mapping_line(definition, layout, feed, name).line}"
    except (OSError, KeyError):
        return source.file or f"source {source.name}"


def condition_line(definition: Definition, layout: Layout) -> Edit:
    """The first feed's condition, unchanged."""
    pair = _needed(_feed(definition, layout, 0), "where")
    return _replace(definition, pair, _written(definition, pair))


def accept_form(definition: Definition, layout: Layout, feed: int, names: list[str]) -> Edit:
    """State as patterns that any text is an identifier."""
    patterns = {**layout.feeds[feed].patterns, **dict.fromkeys(names, "^.+$")}
    return _set(definition, _feed(definition, layout, feed), _flow({"patterns": patterns}), "patterns")


def _set(definition: Definition, node: Any, entry: str, name: str) -> Edit:
    """Write an entry of a layout or feed: in place of the one it has, else after its columns."""
    if pair := _pair(node, name):
        return _replace(definition, pair, entry)
    columns = _needed(node, "columns")
    if node.flow_style:
        return _replace(definition, columns, f"{_written(definition, columns)}, {entry}")
    return Edit(_last_line(columns[1]) + 1, " " * columns[0].start_mark.column + entry)


def _replace(definition: Definition, pair: tuple[Any, Any], new: str) -> Edit:
    return Edit(pair[0].start_mark.line + 1, new, _written(definition, pair))


def _written(definition: Definition, pair: tuple[Any, Any]) -> str:
    """A key and its value as the file has them, on one line."""
    key, value = pair
    return " ".join(definition.text[key.start_mark.index : value.end_mark.index].split())


def _layout(definition: Definition, layout: Layout) -> Any:
    _, layouts = _needed(yaml.compose(definition.text, yaml.SafeLoader), "layouts")
    return next(node for node in layouts.value if _needed(node, "name")[1].value == layout.name)


def _feed(definition: Definition, layout: Layout, feed: int) -> Any:
    return _needed(_layout(definition, layout), "feeds")[1].value[feed]


def _needed(node: Any, name: str) -> tuple[Any, Any]:
    pair = _pair(node, name)
    if pair is None:
        raise KeyError(name)
    return pair


def _pair(node: Any, name: str) -> tuple[Any, Any] | None:
    return next(((key, value) for key, value in node.value if key.value == name), None)


def _last_line(node: Any) -> int:
    """The 0-based line on which a list or mapping ends; a block's own end is where the next thing begins."""
    if node.flow_style:
        return int(node.end_mark.line)
    last = node.value[-1]
    return int((last[1] if isinstance(last, tuple) else last).end_mark.line)


def _flow(entry: dict[str, Any]) -> str:
    """A key and its value on one line."""
    ((name, value),) = entry.items()
    text = yaml.safe_dump(value, default_flow_style=True, width=WIDEST, allow_unicode=True, sort_keys=False)
    return f"{name}: {text.strip()}"


def _block(entry: dict[str, str]) -> str:
    return str(yaml.safe_dump(entry, width=WIDEST, allow_unicode=True, default_flow_style=False)).strip()
