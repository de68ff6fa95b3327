"""What a question's parameters mean: an endpoint's own ones, filters, and the rows that are wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qsl

from vitrola.dashboard.view import View
from vitrola.errors import UsageError
from vitrola.metrics.definitions import dimensions
from vitrola.metrics.drivers import SHOWN, Asked
from vitrola.metrics.ranking import ORDERS, Page
from vitrola.metrics.state import parse_state

if TYPE_CHECKING:
    from vitrola.metrics.state import State

    Pairs = list[tuple[str, str]]

MOST_ROWS = 1_000
LARGEST = 10_000_000
OF_A_DRILL = ("by", "sort", "order", "offset", "limit", "q")
OF_A_VIEW = ("by", "of", "sort", "order", "q")
OF_DRIVERS = ("by", "measure", "limit", "pinned")


def taken(given: Pairs, own: tuple[str, ...]) -> tuple[dict[str, str], Pairs]:
    """An endpoint's own parameters, each at most once, and the filters among the rest."""
    found: dict[str, str] = {}
    rest: Pairs = []
    for name, value in given:
        if name not in (*own, "publication"):
            rest.append((name, value))
        elif found.setdefault(name, value) != value:
            raise UsageError(f"{name} is given twice.")
    return found, rest


def table_asked(text: str, filters: Pairs) -> tuple[State, str, Page]:
    """A table asked for with a page, as a drill's query string; its filters go before the page's."""
    own, rest = taken(parse_qsl(text, keep_blank_values=True), OF_A_DRILL)
    names = {name for name, _ in rest}
    return (
        parse_state([*(pair for pair in filters if pair[0] not in names), *rest]),
        dimension_of(own),
        rows_of(own),
    )


def dimension_of(own: dict[str, str]) -> str:
    """The dimension that rows are by."""
    by = own.get("by", "")
    if by not in dimensions():
        raise UsageError(f"by must be one of {', '.join(dimensions())}, not {by[:50]!r}.")
    return by


def form_of(own: dict[str, str]) -> str:
    """``table`` or ``chart``, whose rows leave its own filter out."""
    if (of := own.get("of", "table")) not in ("table", "chart"):
        raise UsageError(f"of must be table or chart, not {of[:50]!r}.")
    return of


def asked_of(own: dict[str, str], smallest: int) -> Asked:
    """The change that is to be explained, and by what."""
    return Asked(
        by=tuple(own.get("by", "").split(",")),
        measure=own.get("measure", "streams"),
        limit=whole_number(own, "limit", SHOWN, MOST_ROWS, least=1),
        smallest=smallest,
    )


def pinned_of(own: dict[str, str]) -> State | None:
    """The selection that is compared with, where one is given."""
    pinned = own.get("pinned")
    return None if pinned is None else parse_state(parse_qsl(pinned, keep_blank_values=True))


def view_of(own: dict[str, str], state: State, smallest: int, *, usual: str = "pt") -> View:
    """What a file shows, in which language, compared with what."""
    beside = own.get("beside", "")
    if beside not in ("", "before"):
        raise UsageError(f"beside must be before, not {beside[:50]!r}.")
    return View(
        by=dimension_of(own),
        page=rows_of(own, limit=None),
        state=state,
        chart=form_of(own) == "chart",
        against=pinned_of(own) or ("before" if beside else None),
        lang=language_of(own, usual),
        smallest=smallest,
    )


def language_of(own: dict[str, str], usual: str = "pt") -> Literal["pt", "en"]:
    """The language of a file's words."""
    if (lang := own.get("lang", usual)) not in ("pt", "en"):
        raise UsageError(f"lang must be pt or en, not {lang[:50]!r}.")
    return "pt" if lang == "pt" else "en"


def rows_of(own: dict[str, str], *, limit: int | None = 100) -> Page:
    """Which rows are wanted, in which order."""
    sort, order = own.get("sort", "streams"), own.get("order", "desc")
    if sort not in ORDERS or order not in ("asc", "desc"):
        raise UsageError(f"sort must be one of {', '.join(ORDERS)}, and order asc or desc.")
    if len(own.get("q", "")) > 100:
        raise UsageError(
            "q must have at most 100 characters.", pt="O texto procurado pode ter no máximo 100 caracteres."
        )
    return Page(
        sort=sort,
        descending=order == "desc",
        offset=whole_number(own, "offset", 0, LARGEST),
        limit=limit and whole_number(own, "limit", limit, MOST_ROWS, least=1),
        text=own.get("q", "").strip(),
    )


def whole_number(own: dict[str, str], name: str, default: int, most: int, *, least: int = 0) -> int:
    """A parameter that is a number, within bounds."""
    text = own.get(name, str(default))
    if text.isascii() and text.isdigit() and len(text) <= 8 and least <= int(text) <= most:
        return int(text)
    raise UsageError(f"{name} must be a whole number from {least} to {most}, not {text[:50]!r}.")
