"""A lake of sample data for the browser tests, the command that serves it, and how to read its page."""

import json
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

from support import make_lake
from vitrola.config import Settings
from vitrola.pipeline.run import run
from vitrola.sampledata import generate


def serve(lake, *options):
    """The process that serves a lake, and the address it says it listens on."""
    command = [
        Path(sys.executable).with_name("vitrola"),
        "serve",
        lake.location.root,
        "--port",
        "0",
        *options,
    ]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    line = process.stderr.readline()
    address = re.search(r"http://\S+/", line)
    assert address, line + process.stderr.read()
    return process, address[0]


def sample_lake(folder, *, records=4_000, simulate=True):
    generate(folder / "data", records=records, seed=8)
    lake = make_lake(folder / "lake", sorted((folder / "data").glob("*.csv")))
    run(lake, Settings(simulate=simulate))
    return lake


def api(address, path):
    with urllib.request.urlopen(f"{address}api/{path}") as answer:
        return json.load(answer)


def card(page, name):
    return page.locator(f"[data-card={name}] .value").first


def settled(page):
    """Wait until the page shows the answer to the filters in its address."""
    page.wait_for_timeout(30)
    page.wait_for_selector("main[data-settled=true]", timeout=10_000)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(60)
