"""What a person waits for in Chromium: the first page, and the repaint after a click."""

from __future__ import annotations

import random
import shutil
from statistics import median
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from benchmarks.figures import Figure, percentile
from benchmarks.measure import BenchmarkError

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LOADS = 7
CLICKS = 120
CLICKS_A_WALK = 4
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SETTLED = "main[data-settled=true] [data-card=streams]"
PAINTED = """() => new Promise(done =>
  requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0)))"""
CLICK = """mark => new Promise((done, failed) => {
  const main = document.querySelector('main')
  const started = performance.now()
  let settled = 0, painted = 0, changed = 0
  const seen = new MutationObserver(changes => {
    changed = performance.now()
    const answered = changes.some(change => change.attributeName === 'data-answered')
    const settles = answered && main.dataset.answered === 'true'
    requestAnimationFrame(() => setTimeout(() => {
      painted = performance.now()
      if (settles) settled = painted
    }, 0))
  })
  seen.observe(document.body, {attributes: true, characterData: true, childList: true, subtree: true})
  const quiet = setInterval(() => {
    const now = performance.now()
    if (now - started > 10000) failed(new Error('no answer to a click'))
    else if (!settled || now - changed < 500 || painted < changed) return
    else done([settled - started, painted - started])
    seen.disconnect()
    clearInterval(quiet)
  }, 50)
  mark.dispatchEvent(new MouseEvent('click', {bubbles: true}))
})"""
"""Milliseconds until cards and charts are painted, and until the last repaint: tables ask after the page."""
SIZES = """() => performance.getEntriesByType('resource')
  .filter(entry => /[.](js|css)$/.test(entry.name)).reduce((sum, entry) => sum + entry.encodedBodySize, 0)"""


def browser_figures(address: str, count: int = CLICKS) -> tuple[list[Figure], list[str]]:
    """Figures of first loads and clicks, and what a page asks its server for."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        raise BenchmarkError("Chromium is missing. On Debian or Ubuntu: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        loads, asked, kilobytes = _first_loads(browser, address)
        clicks = _clicks(browser, address, count)
        settled, painted = ([each[part] for each in clicks] for part in (0, 1))
        browser.close()
    figures = [
        Figure("first load from an empty cache, median", median(loads), "ms", 1_000),
        Figure("script and style on the wire, gzipped", kilobytes, "kB", 120),
        Figure(
            f"click to repaint of cards and charts, median of {len(clicks)} clicks", median(settled), "ms"
        ),
        Figure("click to repaint of cards and charts, p95", percentile(settled, 0.95), "ms"),
        Figure("click to last repaint (tables too), median", median(painted), "ms"),
        Figure("click to last repaint (tables too), p95", percentile(painted, 0.95), "ms", 100),
    ]
    return figures, asked


def _first_loads(browser: Browser, address: str) -> tuple[list[float], list[str], float]:
    loads: list[float] = []
    asked: dict[str, None] = {}
    kilobytes = 0.0
    for _ in range(LOADS):
        page = _page(browser)
        page.on("request", lambda request: asked.update({request.url: None}))
        page.goto(address)
        page.wait_for_selector(SETTLED)
        loads.append(page.evaluate(PAINTED))
        page.wait_for_load_state("networkidle")
        kilobytes = page.evaluate(SIZES) / 1_000
        page.context.close()
    return loads, ["/" + url.removeprefix(address) for url in asked if url.startswith(address)], kilobytes


def _clicks(browser: Browser, address: str, count: int) -> list[tuple[float, float]]:
    """Walks of a few clicks on marks at random, each from the page without filters.

    A state that was shown before is not counted: the server keeps its answer.
    """
    rng = random.Random(5)
    page = _page(browser)
    found: dict[str, tuple[float, float]] = {}
    while len(found) < count:
        page.goto(f"{address}?lang=pt")
        page.wait_for_selector(SETTLED)
        for _ in range(CLICKS_A_WALK):
            page.wait_for_load_state("networkidle")
            marks = page.query_selector_all("[data-chart] [role=option][aria-selected=false]")
            milliseconds = rng.choice(marks).evaluate(CLICK)
            found.setdefault(page.url, milliseconds)
    page.context.close()
    return list(found.values())


def _page(browser: Browser) -> Any:
    return browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
