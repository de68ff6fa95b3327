"""The API: parse, ask, answer JSON. Everything in one answer comes from one publication."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from vitrola.dashboard.access import refusal
from vitrola.dashboard.audience import FILES, OF_A_FILE, OF_AN_AUDIENCE, file_of, wanted_of
from vitrola.dashboard.busy import BusyError
from vitrola.dashboard.desk import canonical, etag
from vitrola.dashboard.filenames import file_name
from vitrola.dashboard.openapi import XLSX, document
from vitrola.dashboard.parameters import (
    OF_A_DRILL,
    OF_A_VIEW,
    OF_DRIVERS,
    asked_of,
    dimension_of,
    pinned_of,
    rows_of,
    table_asked,
    taken,
    view_of,
)
from vitrola.dashboard.questioning import question_of
from vitrola.dashboard.suppression import suppressed_page, suppressed_table
from vitrola.dashboard.view import view_workbook
from vitrola.dashboard.viewcsv import view_csv
from vitrola.diagrams.draw import diagram_of, svg_of
from vitrola.errors import NotRetainedError, UsageError, VitrolaError
from vitrola.metrics.audience.answer import audience
from vitrola.metrics.drivers import explained
from vitrola.metrics.ranking import Page, search, table
from vitrola.metrics.state import parse_state, state_before

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from vitrola.dashboard.busy import Counter
    from vitrola.dashboard.desk import Desk, Shown
    from vitrola.metrics.state import State

    Pairs = list[tuple[str, str]]

BUSY = (
    "Too many questions at once; ask again shortly.",
    "Perguntas demais ao mesmo tempo; pergunte de novo em instantes.",
)
UNEXPECTED = (
    "Something unexpected went wrong; the server's log says what.",
    "Algo inesperado deu errado; o registro do servidor diz o quê.",
)
UNREADABLE_PT = "O lago não pôde ser lido; o registro do servidor diz por quê."
MOST_TABLES = 4


class Api:
    """The handlers of one desk. ``smallest`` is the number of users below which numbers are withheld."""

    def __init__(self, desk: Desk, counter: Counter, *, smallest: int = 0) -> None:
        self._desk = desk
        self._counter = counter
        self._smallest = smallest

    async def dashboard(self, request: Request) -> Response:
        """Cards and charts under the query string's filters; the period before and tables where asked for."""
        given = request.query_params.multi_items()
        own, rest = taken([(name, text) for name, text in given if name != "table"], ("beside",))
        tables = [table_asked(text, rest) for name, text in given if name == "table"]
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
        own, rest = taken(request.query_params.multi_items(), OF_A_DRILL)
        by, page = dimension_of(own), rows_of(own)

        def make(shown: Shown, state: State) -> dict[str, Any]:
            return self._drill(shown, state, by, page)

        return await self._answered(request, rest, f"drill {by} {page}", make)

    async def drivers(self, request: Request) -> Response:
        """What a change is made of: of the selection from the period before, or from a pinned one."""
        own, rest = taken(request.query_params.multi_items(), OF_DRIVERS)
        asked, against = asked_of(own, self._smallest), pinned_of(own)

        def make(shown: Shown, state: State) -> dict[str, Any]:
            found = explained(partial(self._desk.scanned, shown), state, against, asked)
            return {"publication": shown.run_id, **found}

        return await self._answered(request, rest, f"drivers {asked} {against}", make)

    async def export(self, request: Request) -> Response:
        """The rows of a drill, all of them, as CSV; those of a chart leave its own filter out, as it does."""
        own, rest = taken(request.query_params.multi_items(), (*OF_A_VIEW, "lang"))
        state = parse_state(rest)
        view = view_of(own, state, self._smallest, usual="en")
        shown = await self._shown(request)
        found = await self._counter.do(
            ("csv", shown.run_id, view),
            lambda: self._table(shown, state, view.by, view.page, own=not view.chart),
        )
        name = file_name(view.by, state, shown.run_id, "csv")
        return _download(name, view_csv(view, shown.cube, found), "text/csv; charset=utf-8")

    async def workbook(self, request: Request) -> Response:
        """A view as it is shown, all its rows, as XLSX: with deltas, a total and a cover that explains it."""
        own, rest = taken(request.query_params.multi_items(), (*OF_A_VIEW, "lang", "beside", "pinned"))
        view = view_of(own, parse_state(rest), self._smallest)
        shown = await self._shown(request)
        body = await self._counter.do(
            ("xlsx", shown.run_id, view),
            lambda: view_workbook(shown, view, partial(self._desk.scanned, shown)),
        )
        return _download(file_name(view.by, view.state, shown.run_id, "xlsx"), body, XLSX)

    async def audience(self, request: Request) -> Response:
        """Who plays the artists or genres picked, how evenly, what else, and when."""
        own, rest = taken(request.query_params.multi_items(), OF_AN_AUDIENCE)
        wanted = wanted_of(own, self._smallest)

        def make(shown: Shown, state: State) -> dict[str, Any]:
            return {"publication": shown.run_id, **audience(shown.cube, state, wanted)}

        return await self._answered(request, rest, f"audience {wanted}", make)

    async def audience_file(self, request: Request) -> Response:
        """One of an audience's tables, all its rows, as CSV or as XLSX with a cover that explains it."""
        own, rest = taken(request.query_params.multi_items(), OF_A_FILE)
        file = file_of(own, self._smallest, request.url.path)
        shown, state = await self._shown(request), parse_state(rest)
        body = await self._counter.do((shown.run_id, file, state), lambda: file.made(shown, state))
        return _download(file_name(file.called, state, shown.run_id, file.kind), body, FILES[file.kind])

    async def search(self, request: Request) -> Response:
        """Artists and tracks by a part of their name."""
        own, rest = taken(request.query_params.multi_items(), ("q",))
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

    async def ask(self, request: Request) -> Response:
        """A question in words, or a reading of one whose parts were changed, with its answer."""
        asked = question_of(request.query_params.multi_items())

        def make(shown: Shown, _: State) -> dict[str, Any]:
            scan = partial(self._desk.scanned, shown)
            return {"publication": shown.run_id, **asked.replied(shown.lexicon, scan, self._smallest)}

        return await self._answered(request, [], f"ask {asked}", make)

    async def metadata(self, request: Request) -> Response:
        """Tables, columns, lineage, measures, dimensions, and how fresh they are."""
        _, rest = taken(request.query_params.multi_items(), ())
        if rest:
            raise UsageError(f"There is no parameter called {rest[0][0][:50]!r}; known is publication.")
        return await self._answered(request, [], "metadata", lambda shown, _: shown.catalogue)

    async def diagram(self, request: Request) -> Response:
        """One diagram of the publication as SVG."""
        own, rest = taken(request.query_params.multi_items(), ("of", "lang"))
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
            lambda: svg_of(
                diagram_of(of, lang, shown.publication, shown.record, shown.sources, shown.dictionary), lang
            ),
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
        found = self._desk.scanned(shown, state)
        rows = table(found, by, page, own=own)
        return suppressed_table(found, rows, self._smallest, own=own) if self._smallest else rows

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


def _download(name: str, body: str | bytes, kind: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type=kind, headers=headers)
