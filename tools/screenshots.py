"""Write the pictures of docs/, from the lake that ``make demo`` leaves.

Usage: ``python -m tools.screenshots LAKE``, or ``make screenshots``.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).parents[1] / "docs" / "images"
DIAGRAMS = {"er": "star", "flow": "flow"}
DESK = {"width": 1366, "height": 768}
TALL = {"width": 1366, "height": 1120}
PHONE = {"width": 360, "height": 740}
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu"]


def main() -> None:
    """Serve the lake, take the pictures, stop serving."""
    command = [Path(sys.executable).with_name("vitrola"), "serve", sys.argv[1], "--port", "0"]
    browser = next(filter(None, map(shutil.which, NAMES)), None)
    if browser is None:
        sys.exit("The pictures need Chromium: tools/ensure_chromium.sh")
    with (
        subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as served,
        sync_playwright() as playwright,
    ):
        try:
            address = re.search(r"http://\S+/", served.stderr.readline() if served.stderr else "")
            if address is None:
                sys.exit(f"{sys.argv[1]} could not be served; make demo makes it.")
            _all(playwright.chromium.launch(executable_path=browser, args=FLAGS), address[0])
        finally:
            served.terminate()
    _diagrams(sys.argv[1])


def _diagrams(lake: str) -> None:
    for kind, name in DIAGRAMS.items():
        for lang, end in (("en", ""), ("pt-BR", ".pt-BR")):
            command = [Path(sys.executable).with_name("vitrola"), "diagram", kind, lake, "--lang", lang]
            subprocess.run([*command, "-o", IMAGES / f"{name}{end}.svg"], check=True)


def _all(browser: Browser, at: str) -> None:
    IMAGES.mkdir(exist_ok=True)
    _shot(browser, at, "overview.pt-BR")
    _shot(browser, f"{at}?lang=en&month=2020-03&month=2020-04", "overview")
    _shot(browser, f"{at}?genre=Rock", "dark", scheme="dark", before=_pinned)
    _shot(browser, f"{at}?lang=en", "question", part=(830, 430), before=_asked)
    _shot(browser, f"{at}?lang=en&view=metadata&entry=best_weekday", "metadata")
    _shot(browser, f"{at}?artist=Ningu%C3%A9m&genre=Rock", "empty", part=(1366, 480))
    _shot(browser, f"{at}?view=audience", "audience.pt-BR", size=TALL, before=_most_played)
    _shot(browser, f"{at}?lang=en&view=audience", "audience", size=TALL, before=_most_played)
    _shot(browser, at, "phone", size=PHONE)
    _shot(browser, f"{at}?genre=Rock", "paper", size={"width": 1060, "height": 740}, before=_on_paper)


def _shot(
    browser: Browser,
    address: str,
    name: str,
    *,
    size: dict[str, int] = DESK,
    scheme: str = "light",
    part: tuple[int, int] | None = None,
    before: Callable[[Page], None] | None = None,
) -> None:
    locale = "en-US" if "lang=en" in address else "pt-BR"
    page = browser.new_page(viewport=size, color_scheme=scheme, locale=locale)
    page.goto(address)
    _settled(page)
    if before:
        before(page)
        _settled(page)
    shown = {"x": 0, "y": 0, "width": part[0], "height": part[1]} if part else None
    page.screenshot(path=IMAGES / f"{name}.png", full_page=name == "paper", clip=shown)
    page.close()


def _settled(page: Page) -> None:
    page.wait_for_selector("main[data-settled=true]")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(400)


def _pinned(page: Page) -> None:
    page.locator("select").last.select_option("pin")
    page.locator("[data-chart=genre] [data-value=Rock]").click()
    page.locator("[data-chart=genre] [data-value=Pop]").click()
    page.locator("[data-chart=year_table] .ways button").last.click()
    _settled(page)
    page.locator("[data-chart=year_table] tbody .open").first.click()
    page.locator("[data-chart=weekday]").hover()


def _asked(page: Page) -> None:
    page.locator(".rail button").nth(4).click()
    page.locator(".lookup input").fill("top 10 rock artists in March")
    page.locator(".answers .apply").wait_for()


def _most_played(page: Page) -> None:
    page.locator(".suggested .chip").first.click()
    page.locator("[data-audience=setlist]").wait_for()


def _on_paper(page: Page) -> None:
    page.emulate_media(media="print")


if __name__ == "__main__":
    main()
