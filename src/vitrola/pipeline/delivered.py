"""What raw columns hold, by the first records of the newest file of each layout."""

from __future__ import annotations

from collections import defaultdict
from heapq import nsmallest
from typing import TYPE_CHECKING, Any

from vitrola.errors import VitrolaError
from vitrola.pipeline.footers import EXAMPLES, shown
from vitrola.sources.expressions import uses
from vitrola.sources.head import head_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vitrola.lake import Lake, RawFile
    from vitrola.sources import Layout, Source
    from vitrola.sources.head import Head

SHARED_BY = 20
"""Users that must have a value for it to be an example where records tell of single users."""
OF = {
    "en": " Nulls and examples are of the first {n} records of its newest file.",
    "pt": " Nulos e exemplos são dos primeiros {n} registros do arquivo mais recente.",
}
THOUSANDS = {"en": ",", "pt": "."}

Found = dict[str, Any]


def delivered(lake: Lake, source: Source, layout: Layout, files: Iterable[RawFile]) -> dict[str, Found]:
    """Null share and examples of each column of a layout, and the sentence that says of what.

    Of ``files`` the newest of the layout is looked at; nothing is found where it isn't on this machine.
    """
    own = [file for file in files if file.kind == (source.name, layout.name)]
    path = (
        lake.location.path(max(own, key=lambda file: (file.first_seen, file.sha256)).stored) if own else None
    )
    if path is None or not path.is_file():
        return {}
    try:
        head = head_of(path, layout)
    except VitrolaError:
        return {}
    return described(layout, head) if head.records else {}


def described(layout: Layout, head: Head) -> dict[str, Found]:
    """By column ``null_share``, ``examples`` and ``of``; no example tells of a single person."""
    identifying = {name for name in layout.columns if any(uses(sql, name) for sql in _users(layout))}
    users = _people(layout, head, identifying)
    of = {lang: text.format(n=f"{head.records:,}".replace(",", THOUSANDS[lang])) for lang, text in OF.items()}
    found = {}
    for name in layout.columns:
        values = _values(layout, head, name)
        hidden = name in identifying or name in layout.personal
        found[name] = {
            "null_share": sum(not value for value in values) / head.records,
            "examples": "" if hidden else " | ".join(_examples(values, users)),
            "of": of,
        }
    return found


def _users(layout: Layout) -> list[str]:
    return [sql for feed in layout.feeds if (sql := feed.columns.get("user_id"))]


def _people(layout: Layout, head: Head, identifying: Iterable[str]) -> list[Any] | None:
    """Of which user each record tells; None where records tell of none."""
    columns = [_values(layout, head, name) for name in sorted(identifying)]
    return list(zip(*columns, strict=True)) if columns else None


def _values(layout: Layout, head: Head, name: str) -> list[str | None]:
    found_as = layout.found_as(name, head.columns)
    return list(head.values[found_as]) if found_as else [None] * head.records


def _examples(values: list[str | None], users: list[Any] | None) -> list[str]:
    """The most frequent values, if enough users have them."""
    records: Mapping[str, list[int]] = defaultdict(list)
    for place, value in enumerate(values):
        if value:
            records[value].append(place)
    shared = (
        (value, places)
        for value, places in records.items()
        if users is None or len({users[place] for place in places}) >= SHARED_BY
    )
    frequent = nsmallest(EXAMPLES, shared, key=lambda entry: (-len(entry[1]), entry[0]))
    return [shown(value) for value, _ in frequent]
