"""Any split of the same records over any number of deliveries, in any order, publishes the same tables."""

import json
import tempfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support import published, published_rows
from vitrola.config import Settings
from vitrola.lake import create_lake, publication
from vitrola.pipeline.land import land
from vitrola.pipeline.run import run
from vitrola.sampledata import generate

SETTINGS = Settings(cube=False, simulate=True)


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    """Lines by layout: a catalogue, a history with defects, and a log whose lines partly repeat."""
    folder = tmp_path_factory.mktemp("delivered")
    generate(folder, records=600, seed=6, defects=True)
    found = {}
    for name in ("Music_Info.csv", "User_Listening_History.csv"):
        header, *lines = (folder / name).read_text("utf-8").splitlines()
        found[name] = (header, lines)
    log = [event(number) for number in range(60)]
    return found | {"events.json": (None, [*log, *log[:7]])}


def event(number):
    """One line of an event log; listeners change their level, and every ninth line is no play."""
    return json.dumps(
        {
            "artist": f"Artist {number % 5}",
            "auth": "Logged In",
            "firstName": "A",
            "gender": "F" if number % 2 else "M",
            "itemInSession": number,
            "lastName": "B",
            "length": 200.5,
            "level": "paid" if number > 40 else "free",
            "location": "Recife-Olinda, PE",
            "method": "PUT",
            "page": "Home" if number % 9 == 0 else "NextSong",
            "registration": 1.5e12,
            "sessionId": number // 10,
            "song": f"Song {number % 11}",
            "status": 200,
            "ts": 1_541_000_000_000 + number * 40_000_000,
            "userAgent": "x",
            "userId": str(number % 6),
        }
    )


@st.composite
def deliveries(draw):
    """For each layout how many files its lines go to, the order of all files, and where runs come between."""
    parts = {name: draw(st.integers(1, limit)) for name, limit in LIMITS.items()}
    files = [(name, part) for name, count in parts.items() for part in range(count)]
    order = draw(st.permutations(files))
    runs = draw(st.sets(st.integers(0, len(files) - 1)))
    return parts, order, runs, draw(st.randoms(use_true_random=False))


LIMITS = {"Music_Info.csv": 2, "User_Listening_History.csv": 4, "events.json": 4}


def written(folder, records, parts, random):
    """The files of one split, by layout and part."""
    found = {}
    for name, (header, lines) in records.items():
        shares = [[] for _ in range(parts[name])]
        for line in lines:
            random.choice(shares).append(line)
        for part, share in enumerate(shares):
            path = folder / f"{part}-{name}"
            path.write_text("\n".join([*([header] if header else []), *share, ""]), "utf-8")
            found[name, part] = path
    return found


def without_provenance(lake):
    """Every table, the file that a row came from left out."""
    found = {}
    for name in publication.current(lake).tables:
        rows = [
            {key: row[key] for key in row if key != "raw_file"} for row in published(lake, name).to_pylist()
        ]
        found[name] = sorted(map(repr, rows))
    return found


@pytest.fixture(scope="module")
def at_once(records, tmp_path_factory):
    folder = tmp_path_factory.mktemp("at once")
    lake = create_lake(folder / "lake")
    for path in written(folder, records, dict.fromkeys(LIMITS, 1), Random(1)).values():
        land(lake, path, kind="increment")
    run(lake, SETTINGS)
    return without_provenance(lake)


@given(deliveries())
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_increments_publish_what_a_full_rebuild_publishes(records, at_once, delivered):
    parts, order, runs, random = delivered
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = written(folder, records, parts, random)
        lake = create_lake(folder / "lake")
        for place, file in enumerate(order):
            land(lake, files[file], kind="increment")
            if place in runs:
                run(lake, SETTINGS)
        run(lake, SETTINGS)
        increments = {table: published_rows(lake, table) for table in publication.current(lake).tables}
        run(lake, SETTINGS, full=True)
        full = {table: published_rows(lake, table) for table in publication.current(lake).tables}
        assert increments == full
        assert without_provenance(lake) == at_once
