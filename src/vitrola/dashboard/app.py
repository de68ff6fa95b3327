"""The web application of one lake."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from vitrola.dashboard.access import Access, Guard
from vitrola.dashboard.busy import AT_ONCE, WAITING, BusyError, Counter
from vitrola.dashboard.desk import Desk
from vitrola.dashboard.page import page_spec
from vitrola.dashboard.routes import Api, failed
from vitrola.errors import LakeError, VitrolaError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from vitrola.config import Settings
    from vitrola.lake import Lake

ICONS = {"icon.svg": "image/svg+xml", "icon.png": "image/png"}
"""Browsers look for one again at every change of the address: they are told to keep them."""
COMPRESSION = 5
"""Of nine levels; the last takes twice the time to save a few bytes in a hundred."""
ASSETS = {"app.js": "text/javascript", "app.css": "text/css", **ICONS}


def make_app(
    lake: Lake,
    settings: Settings,
    access: Access,
    *,
    smallest: int = 0,
    at_once: int = AT_ONCE,
    waiting: int = WAITING,
    warm: bool = False,
) -> ASGIApp:
    """The application; raises LakeError where the page was never built.

    A ``warm`` one has loaded its publication and compiled its loops, so that the first person needn't wait.
    """
    page = [
        Route("/api/page", _page),
        *(Route(f"/{name}", _asset(name, kind)) for name, kind in ASSETS.items()),
        Route("/", _asset("index.html", "text/html")),
    ]
    inner = make_api(
        lake, settings, smallest=smallest, at_once=at_once, waiting=waiting, warm=warm, beside=page
    )
    return Guard(inner, access)


def make_api(
    lake: Lake,
    settings: Settings,
    *,
    smallest: int = 0,
    at_once: int = AT_ONCE,
    waiting: int = WAITING,
    warm: bool = False,
    beside: Iterable[Route] = (),
) -> ASGIApp:
    """The questions alone, without a guard, and routes ``beside`` them."""
    desk = Desk(lake, settings)
    if warm:
        desk.warm()
    api = Api(desk, Counter(at_once=at_once, waiting=waiting), smallest=smallest)
    routes = [
        Route("/api/dashboard", api.dashboard),
        Route("/api/drill", api.drill),
        Route("/api/drivers", api.drivers),
        Route("/api/export.csv", api.export),
        Route("/api/export.xlsx", api.workbook),
        Route("/api/audience", api.audience),
        Route("/api/audience.csv", api.audience_file),
        Route("/api/audience.xlsx", api.audience_file),
        Route("/api/ask", api.ask),
        Route("/api/search", api.search),
        Route("/api/metadata", api.metadata),
        Route("/api/diagram.svg", api.diagram),
        Route("/api/openapi.json", api.openapi),
        Route("/healthz", api.healthz),
        *beside,
    ]
    handlers = {
        VitrolaError: failed,
        BusyError: failed,
        Exception: failed,
        404: _unknown,
    }
    return Starlette(
        routes=routes,
        middleware=[Middleware(GZipMiddleware, minimum_size=1_000, compresslevel=COMPRESSION)],
        exception_handlers=handlers,
    )


async def _unknown(_: Request, __: Exception) -> Response:
    return JSONResponse({"error": "There is nothing at this address."}, 404)


async def _page(_: Request) -> Response:
    return JSONResponse(page_spec(), headers={"Cache-Control": "private, no-cache"})


def _asset(name: str, kind: str) -> Callable[[Request], Awaitable[Response]]:
    file = resources.files("vitrola.dashboard") / "assets" / name
    if not file.is_file():
        raise LakeError(f"The page was not built: {name} is missing.", hint="Run: make page")
    body = file.read_bytes()
    kept = "max-age=86400" if name in ICONS else "private, no-cache"

    async def serve(_: Request) -> Response:
        return Response(body, media_type=kind, headers={"Cache-Control": kept})

    return serve
