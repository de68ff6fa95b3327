"""The API: parse, ask, answer JSON. Everything in one answer comes from one publication."""

from __future__ import annotations

import csv
import io
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.responses import JSONResponse, Response

from vitrola.dashboard.access import refusal
from vitrola.dashboard.busy import BusyError
from vitrola.dashboard.desk import canonical, etag
from vitrola.dashboard.openapi import document
from vitrola.dashboard.suppression import suppressed_page, suppressed_table
from vitrola.diagrams.draw import diagram_of, svg_of
from vitrola.errors import NotRetainedError, UsageError, VitrolaError
from vitrola.metrics.definitions import dimensions
from vitrola.metrics.ranking import ORDERS, Page, search, table
from vitrola.metrics.state import parse_state, state_before

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from vitrola.dashboard.busy import Counter
    from vitrola.dashboard.desk import Desk, Shown
    from vitrola.metrics.state import State

    Pairs = list[tuple[str, str]]

MOST_ROWS = 1_000
LARGEST = 10_000_000
BUSY = (
    "Too many questions at once; ask again shortly.",
    "Perguntas demais ao mesmo tempo; pergunte de novo em instantes.",
)
UNEXPECTED = (
    "Something unexpected went wrong; the server's log says what.",
    "Algo inesperado deu errado; o registro do servidor diz o quê.",
)
UNREADABLE_PT = "O lake não pôde ser lido; o registro do servidor diz por quê."
MOST_TABLES = 4
OF_A_DRILL = ("by", "sort", "order", "offset", "limit", "q")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%")


class Api:
    """The handlers of one desk. ``smallest`` is the number of users below which numbers are withheld."""

    def __init__(self, desk: Desk, counter: Counter, *, smallest: int = 0) -> None:
        self._desk = desk
        self._counter = counter
        self._smallest = smallest

    async def dashboard(self, request: Request) -> Response:
        """Cards and charts under the query string's filters; the period before and tables where asked for."""
        given = request.query_params.multi_items()
        own, rest = _taken([(name, text) for name, text in given if name != "table"], ("beside",))
        tables = [_table_asked(text, rest) for name, text in given if name == "table"]
        if len(tables) > MOST_TABLES:
            raise UsageError(f"At most {MOST_TABLES} tables can be asked for with a page.")
        if (beside := own.get("beside", "")) not in ("", "before"):
            raise UsageError(f"beside must be before, not {beside[:50]!r}.")

        def make(shown: Shown, state: State) -> dict[str, Any]:
            page = self._cards_and_charts(shown, state)
            if beside:
                before = state_before(state, page["period"]["before"])
                page["before"] = self._cards_and_charts(shown, before) if before else None
            if tables:
                page["tables"] = [self._drill(shown, *table) for table in tables]
            return page

        return await self._answered(request, rest, f"dashboard {beside} {tables}", make)

    async def drill(self, request: Request) -> Response:
        """One dimension's values under all filters, a page of them."""
        own, rest = _taken(request.query_params.multi_items(), OF_A_DRILL)
        by, page = _by(own), _page(own)

        def make(shown: Shown, state: State) -> dict[str, Any]:
            return self._drill(shown, state, by, page)

        return await self._answered(request, rest, f"drill {by} {page}", make)

    async def export(self, request: Request) -> Response:
        """The rows of a drill, all of them, as CSV; those of a chart leave its own filter out, as it does."""
        own, rest = _taken(request.query_params.multi_items(), ("by", "of", "sort", "order", "q"))
        by, page = _by(own), _page(own, limit=None)
        if (of := own.get("of", "table")) not in ("table", "chart"):
            raise UsageError(f"of must be table or chart, not {of[:50]!r}.")
        shown = await self._shown(request)
        state = parse_state(rest)
        found = await self._counter.do(
            ("csv", shown.run_id, by, of, page, state),
            lambda: self._table(shown, state, by, page, own=of == "table"),
        )
        name = f"vitrola-{by}-{shown.run_id}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return Response(_csv(found), media_type="text/csv; charset=utf-8", headers=headers)

    async def search(self, request: Request) -> Response:
        """Artists and tracks by a part of their name."""
        own, rest = _taken(request.query_params.multi_items(), ("q",))
        if rest:
            raise UsageError(f"There is no parameter called {rest[0][0][:50]!r}; known are q, publication.")
        text = own.get("q", "").strip()
        if not 0 < len(text) <= 100:
            raise UsageError(
                "q must have between 1 and 100 characters.",
                pt="O texto procurado deve ter de 1 a 100 caracteres.",
            )

        def make(shown: Shown, _: State) -> dict[str, Any]:
            streams = {name: shown.unfiltered.streams_of(name) for name in ("artist", "track")}
            return {"publication": shown.run_id, "results": search(shown.cube, streams, text)}

        return await self._answered(request, [], f"search {text}", make)

    async def metadata(self, request: Request) -> Response:
        """Tables, columns, lineage, measures, dimensions, and how fresh they are."""
        _, rest = _taken(request.query_params.multi_items(), ())
        if rest:
            raise UsageError(f"There is no parameter called {rest[0][0][:50]!r}; known is publication.")
        return await self._answered(request, [], "metadata", lambda shown, _: shown.catalogue)

    async def diagram(self, request: Request) -> Response:
        """One diagram of the publication as SVG."""
        own, rest = _taken(request.query_params.multi_items(), ("of", "lang"))
        if rest:
            raise UsageError(
                f"There is no parameter called {rest[0][0][:50]!r}; known are of, lang, publication."
            )
        of, lang = own.get("of", ""), own.get("lang", "pt-BR")
        shown = await self._shown(request)
        key = (shown.run_id, "diagram", of, lang)
        headers = {"ETag": etag(key), "Cache-Control": "private, no-cache"}
        if headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        body = await self._counter.do(
            key,
            lambda: svg_of(diagram_of(of, lang, shown.publication, shown.record, shown.sources), lang),
        )
        return Response(body, media_type="image/svg+xml", headers=headers)

    async def openapi(self, _: Request) -> Response:
        """The API's own description."""
        return JSONResponse(document())

    async def healthz(self, _: Request) -> Response:
        """Whether there is something to show; names nothing."""
        await self._counter.do("healthz", self._desk.shown)
        return JSONResponse({"status": "ok"})

    def _cards_and_charts(self, shown: Shown, state: State) -> dict[str, Any]:
        found = self._desk.scanned(shown, state)
        page = {"publication": shown.run_id, **found.dashboard()}
        return suppressed_page(found, page, self._smallest) if self._smallest else page

    def _drill(self, shown: Shown, state: State, by: str, page: Page) -> dict[str, Any]:
        return {"publication": shown.run_id, **self._table(shown, state, by, page)}

    def _table(self, shown: Shown, state: State, by: str, page: Page, *, own: bool = True) -> dict[str, Any]:
        found = table(self._desk.scanned(shown, state), by, page, own=own)
        return suppressed_table(found, self._smallest) if self._smallest else found

    async def _shown(self, request: Request) -> Shown:
        run_id = request.query_params.get("publication")
        return await self._counter.do(("shown", run_id), partial(self._desk.shown, run_id))

    async def _answered(
        self,
        request: Request,
        rest: Pairs,
        question: str,
        make: Callable[[Shown, State], dict[str, Any]],
    ) -> Response:
        state = parse_state(rest)
        shown = await self._shown(request)
        key = (shown.run_id, question, canonical(shown, state))
        headers = {"ETag": etag(key), "Cache-Control": "private, no-cache"}
        if headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        body = self._desk.kept(key)
        if body is None:
            body = await self._counter.do(key, lambda: self._desk.keep(key, lambda: make(shown, state)))
        return Response(body, media_type="application/json", headers=headers)


async def failed(_: Request, error: Exception) -> Response:
    """A sentence for what went wrong; never a path or a traceback."""
    if isinstance(error, NotRetainedError):
        return refusal(404, error.message, error.pt)
    if isinstance(error, UsageError):
        return refusal(400, error.message, error.pt)
    if isinstance(error, BusyError):
        return refusal(503, *BUSY, **{"Retry-After": "1"})
    if isinstance(error, VitrolaError):
        return refusal(503, error.message, error.pt or UNREADABLE_PT, **{"Retry-After": "5"})
    return refusal(500, *UNEXPECTED)


def _taken(given: Pairs, own: tuple[str, ...]) -> tuple[dict[str, str], Pairs]:
    """An endpoint's own parameters, each at most once, and the filters among the rest."""
    found: dict[str, str] = {}
    rest: Pairs = []
    for name, value in given:
        if name not in (*own, "publication"):
            rest.append((name, value))
        elif found.setdefault(name, value) != value:
            raise UsageError(f"{name} is given twice.")
    return found, rest


def _table_asked(text: str, filters: Pairs) -> tuple[State, str, Page]:
    """A table asked for with a page, as a drill's query string; its filters go before the page's."""
    own, rest = _taken(parse_qsl(text, keep_blank_values=True), OF_A_DRILL)
    names = {name for name, _ in rest}
    return parse_state([*(pair for pair in filters if pair[0] not in names), *rest]), _by(own), _page(own)


def _by(own: dict[str, str]) -> str:
    by = own.get("by", "")
    if by not in dimensions():
        raise UsageError(f"by must be one of {', '.join(dimensions())}, not {by[:50]!r}.")
    return by


def _page(own: dict[str, str], *, limit: int | None = 100) -> Page:
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
        offset=_number(own, "offset", 0, LARGEST),
        limit=limit and _number(own, "limit", limit, MOST_ROWS, least=1),
        text=own.get("q", "").strip(),
    )


def _number(own: dict[str, str], name: str, default: int, most: int, *, least: int = 0) -> int:
    text = own.get(name, str(default))
    if text.isascii() and text.isdigit() and len(text) <= 8 and least <= int(text) <= most:
        return int(text)
    raise UsageError(f"{name} must be a whole number from {least} to {most}, not {text[:50]!r}.")


def _csv(found: dict[str, Any]) -> str:
    """Rows as RFC 4180, with text that a spreadsheet would run as a formula made plain by an apostrophe."""
    names = [
        name
        for name in ("value", "label", "artist", "streams", "share", "users")
        if any(name in r for r in found["rows"])
    ]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([found["by"] if name == "value" else name for name in names])
    for row in found["rows"]:
        writer.writerow([_cell(row.get(name)) for name in names])
    return "\ufeff" + text.getvalue()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.lstrip(" \"'").startswith(FORMULA) else value
