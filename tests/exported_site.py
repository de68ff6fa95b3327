"""An exported dashboard behind a plain web server, and its engine asked without its page."""

from __future__ import annotations

import functools
import threading
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from vitrola.config import Settings
from vitrola.dashboard.site.export import export_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vitrola.lake import Lake

ASK = """async (paths) => {
  const folder = new URL(document.querySelector("meta[name=vitrola-data]").content, document.baseURI);
  const script = new URL(document.querySelector("script").src.replace("app.js", "engine.js"));
  script.searchParams.set("data", folder.href);
  const engine = new Worker(script, { type: "module" });
  const replies = [];
  const all = new Promise((done) => {
    engine.onmessage = ({ data }) => { replies[data.id] = data; if (data.id === paths.length - 1) done(); };
  });
  paths.forEach((path, id) => engine.postMessage({ id, path }));
  await all;
  return replies;
}"""
"""Puts questions to an engine of its own; answers with their status and body, in order."""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def plainly_served(folder: Path, server: type[SimpleHTTPRequestHandler] = _Quiet) -> Iterator[str]:
    """The address of a folder behind Python's own web server, which knows nothing of what it serves."""
    handler = functools.partial(server, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{running.server_port}/"
        finally:
            running.shutdown()
            thread.join()


@contextmanager
def exported(lake: Lake, folder: Path, *, smallest: int = 0) -> Iterator[str]:
    """The address of a lake's exported dashboard, below a prefix as in a shared bucket."""
    export_site(lake, Settings(), folder / "some prefix", smallest=smallest)
    with plainly_served(folder) as address:
        yield f"{address}some%20prefix/"


@contextmanager
def asking(lake: Lake, folder: Path, browser: Any, *, smallest: int = 0) -> Iterator[Any]:
    """What puts paths of the API to the engine of a lake's exported dashboard, in a page of its own."""
    with exported(lake, folder, smallest=smallest) as address:
        page = browser.new_page()
        page.goto(address)
        yield lambda paths: page.evaluate(ASK, paths)
        page.close()
