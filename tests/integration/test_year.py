"""A simulated year: deliveries that repeat, restate, drift and come late, killed and concurrent runs.

It ends with the tables of a lake to which the files that count came at once, and with the plays that the
providers meant.
"""

import json
import os
import random
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from support import published, published_rows
from vitrola.config import Settings
from vitrola.errors import DeliveryError
from vitrola.lake import create_lake, publication, standing
from vitrola.pipeline.land import Landing, land
from vitrola.pipeline.record import records
from vitrola.pipeline.run import run
from vitrola.sampledata import generate

SETTINGS = Settings(cube=False)
START = datetime(2025, 1, 1, 12, tzinfo=UTC)
DAYS = 364
FORTNIGHT = 14


class Provider:
    """Writes what a streaming service delivers in a year, and remembers what it meant.

    ``meant`` maps (user, artist, song, milliseconds) to one play of the log; ``pairs`` maps a pair of user
    and track to the play counts of the history.
    """

    def __init__(self, folder, seed):
        self.random = random.Random(seed)
        self.folder = folder
        self.meant = set()
        self.wrong = 0

    def day(self, number, *, wrong=0):
        """The log of one day, ``wrong`` lines of which are to be quarantined."""
        lines = []
        for second in sorted(self.random.sample(range(40_000), 12)):
            moment = int((START + timedelta(days=number, seconds=second)).timestamp() * 1000)
            user, song = self.random.randrange(40), self.random.randrange(30)
            self.meant.add((str(user), f"Artist {song % 7}", f"Song {song}", moment))
            lines.append(
                event(user, song, moment, level="paid" if number > 180 and user % 3 == 0 else "free")
            )
        lines += [event(1, 1, "soon", level="free")] * wrong
        return self.write(f"{START + timedelta(days=number):%Y-%m-%d}-events.json", lines)

    def write(self, name, lines):
        path = self.folder / name
        path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        return path


def event(user, song, moment, *, level):
    return json.dumps(
        {
            "artist": f"Artist {song % 7}",
            "auth": "Logged In",
            "firstName": "A",
            "gender": "F" if user % 2 else "M",
            "itemInSession": 1,
            "lastName": "B",
            "length": 200.5,
            "level": level,
            "location": "Recife-Olinda, PE",
            "method": "PUT",
            "page": "NextSong",
            "registration": 1.5e12,
            "sessionId": 1,
            "song": f"Song {song}",
            "status": 200,
            "ts": moment,
            "userAgent": "x",
            "userId": str(user),
        }
    )


def song_lines(first, last):
    """Lines of the song catalogue, which comes long after the plays."""
    return [
        json.dumps(
            {
                "num_songs": 1,
                "artist_id": f"AR{song % 7}",
                "artist_latitude": None,
                "artist_longitude": None,
                "artist_location": "",
                "artist_name": f"Artist {song % 7}",
                "song_id": f"SO{song}",
                "title": f"Song {song}",
                "duration": 200.5,
                "year": 2000 + song % 20,
            }
        )
        for song in range(first, last)
    ]


def vitrola(lake, *arguments, fault=None):
    environment = {**os.environ, "VITROLA_CUBE": "false", **({"VITROLA_FAULT": fault} if fault else {})}
    command = [
        sys.executable,
        "-m",
        "vitrola.cli.main",
        arguments[0],
        str(lake.location.root),
        *arguments[1:],
    ]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def killed(lake, fault):
    process = vitrola(lake, "run", fault=fault)
    process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL


def two_at_once(lake):
    """Two runs started together: each publishes, finds nothing to do, or says that the other is at work."""
    processes = [vitrola(lake, "run", "--format", "json") for _ in range(2)]
    said = [process.communicate(timeout=120) for process in processes]
    codes = [process.returncode for process in processes]
    assert 0 in codes
    for code, (out, err) in zip(codes, said, strict=True):
        assert code == 0 or "Another process is changing this lake" in err, (out, err)


def renamed(path, old, new):
    """The same file with a key of its lines renamed."""
    changed = path.with_name(f"drifted-{path.name}")
    changed.write_text(path.read_text("utf-8").replace(f'"{old}"', f'"{new}"'), "utf-8")
    return changed


FAULTS = {
    60: "refine",
    110: "write:listening_history_fact",
    170: "commit",
    230: "before pointer",
    300: "after pointer",
}
TWO_AT_ONCE = (90, 200, 330)
RESTATED = (33, 150, 251)
REPEATED = (20, 21, 100, 280)
DRIFTED = (75, 222)
WIDER = range(240, 364)


def live_through(lake, provider, catalogue):
    """A year of deliveries, with a run every second week."""
    days = {}
    for day in range(DAYS):
        wrong = 2 if day % 50 == 10 else 0
        provider.wrong += wrong
        path = provider.day(day, wrong=wrong)
        if day in WIDER:
            path.write_text(
                path.read_text("utf-8").replace('{"artist"', '{"mood": "glad", "artist"'), "utf-8"
            )
        if day in DRIFTED:
            with pytest.raises(DeliveryError, match="song"):
                land(lake, renamed(path, "song", "song_title"), source="sparkify")
        days[day] = path
        if day in RESTATED:
            without = path.with_name(f"early-{path.name}")
            without.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:5]), "utf-8")
            land(lake, without)
        else:
            land(lake, path)
        if day in REPEATED:
            assert land(lake, days[day - 3]).outcome == "known"
        if day - 10 in RESTATED:
            land(lake, days[day - 10], replaces=[f"early-{days[day - 10].name}"])
        catalogue(lake, day)
        if day % FORTNIGHT == FORTNIGHT - 1:
            if fault := next((fault for at, fault in FAULTS.items() if at <= day < at + FORTNIGHT), None):
                killed(lake, fault)
            if any(at <= day < at + FORTNIGHT for at in TWO_AT_ONCE):
                two_at_once(lake)
            else:
                run(lake, SETTINGS)


@pytest.fixture
def million_song(tmp_path):
    """Snapshots of another provider: twice all its files, in the second of which plays were restated."""
    for name, seed in (("first", 5), ("second", 6)):
        generate(tmp_path / name, records=600, seed=seed, defects=True)
    return [sorted((tmp_path / name).glob("*.csv")) for name in ("first", "second")]


def test_a_year_of_deliveries_ends_with_the_tables_of_a_clean_rebuild(tmp_path, million_song):
    folder = tmp_path / "delivered"
    folder.mkdir()
    provider = Provider(folder, seed=8)
    lake = create_lake(tmp_path / "lake")

    def catalogue(to, day):
        if day in (120, 121):
            land(to, provider.write(f"songs-{day}.json", song_lines(*((0, 15) if day == 120 else (15, 30)))))
        if day in (40, 290):
            landing = Landing(to)
            for path in million_song[day == 290]:
                landing.add(path)
            landing.close()

    live_through(lake, provider, catalogue)

    increments = {table: published_rows(lake, table) for table in publication.current(lake).tables}
    clean = create_lake(tmp_path / "clean")
    for file in standing(lake).active:
        land(clean, lake.location.path(file.stored), source=file.source, kind="increment")
    last = run(clean, SETTINGS)
    assert increments == {table: published_rows(clean, table) for table in publication.current(clean).tables}

    plays = published(lake, "listening_history_fact").to_pylist()
    of_log = [row for row in plays if row["source"] == "sparkify"]
    assert len(of_log) == len(provider.meant) == sum(row["playcount"] for row in of_log)
    names = {
        row["track_id"]: (row["artist"], row["name"]) for row in published(lake, "music_info_dim").to_pylist()
    }
    found = {
        (
            row["user_id"].removeprefix("sparkify:"),
            *names[row["track_id"]],
            int(row["played_at"].timestamp() * 1000),
        )
        for row in of_log
    }
    assert found == provider.meant
    assert last["quarantine"]["not_a_time"] == 2 * provider.wrong, "as a play's time and as an observation's"
    outcomes = {record["status"] for record in records(lake)}
    assert outcomes <= {"published", "interrupted"}
    assert {file.name for file in standing(lake).superseded.values()} >= {million_song[1][0].name}
