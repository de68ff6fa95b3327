"""A lake of sample data for the browser tests, and the command that serves it."""

import re
import subprocess
import sys
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
