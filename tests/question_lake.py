"""A small real lake of the artists and genres that questions are asked about: a year, five countries."""

from __future__ import annotations

import csv
import datetime as dt
import random
from typing import TYPE_CHECKING

from vitrola.config import Settings
from vitrola.lake import create_lake
from vitrola.pipeline.land import Landing
from vitrola.pipeline.run import run

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from vitrola.lake import Lake

DEFINITION = """\
source: kaggle
title: A catalogue, its listeners and what they played
delivery: increment
identifiers: local
layouts:
  - name: catalogue
    format: delimited
    quote: '"'
    columns: [track, title, performer, record, style, released]
    feeds:
      - records: tracks
        level: track
        required: [name, artist]
        columns: {track_id: track, name: title, artist: performer, album: record, genre: style,
          year: released}
  - name: people
    format: delimited
    columns: [person, gender, born, nation]
    personal: [person]
    feeds:
      - records: users
        columns: {user_id: person, sex: gender, birth_year: born, country: nation}
  - name: plays
    format: delimited
    columns: [listener, song, times, at]
    feeds:
      - records: listens
        level: track
        key: [user_id, played_at, track_id]
        columns: {user_id: listener, track_id: song, playcount: times, played_at: at}
"""
CATALOGUE = {
    "Rock": {
        "Radiohead": [("Creep", 1993), ("Karma Police", 1997), ("Reckoner", 2007), ("Burn the Witch", 2016)],
        "Muse": [("Starlight", 2006), ("Uprising", 2009)],
        "The Killers": [("Mr. Brightside", 2003)],
        "Coldplay": [("Clocks", 2002), ("Yellow", 2000)],
        "Kings of Leon": [("Use Somebody", 2008)],
        "Florence + the Machine": [("Dog Days Are Over", 2008)],
        "Legião Urbana": [("Tempo Perdido", 1986)],
        "Os Mutantes": [("Panis et Circenses", 1968)],
        "March Violets": [("Snake Dance", 1984)],
    },
    "Electronic": {
        "Daft Punk": [("Get Lucky", 2013), ("One More Time", 2000)],
        "Björk": [("Hyperballad", 1995)],
        "Justice": [("D.A.N.C.E.", 2007)],
    },
    "Pop": {"Beyoncé": [("Halo", 2008), ("Black Parade", 2020)], "Shakira": [("Whenever, Wherever", 2001)]},
    "Rap": {"Eminem": [("Lose Yourself", 2002)], "Jay-Z": [("99 Problems", 2003)]},
    "Metal": {"Metallica": [("One", 1988)], "Iron Maiden": [("The Trooper", 1983)]},
    "Jazz": {"Miles Davis": [("So What", 1959)], "Nina Simone": [("Feeling Good", 1965)]},
    "Punk": {"Green Day": [("Basket Case", 1994)], "The Clash": [("London Calling", 1979)]},
    "Folk": {"Bon Iver": [("Holocene", 2011)]},
    "Reggae": {"Bob Marley": [("Is This Love", 1978)], "Africa Unite": [("Subacqueo", 1995)]},
    "RnB": {"Alicia Keys": [("No One", 2007)]},
    "Country": {"Johnny Cash": [("Hurt", 2002), ("One", 2000)]},
    "New Age": {"Enya": [("Only Time", 2000)]},
    "Blues": {"B.B. King": [("The Thrill Is Gone", 1970)]},
    "World": {"Cesária Évora": [("Sodade", 1992)], "Caetano Veloso": [("Sozinho", 1998)]},
    "Latin": {"Manu Chao": [("Clandestino", 1998)]},
    "": {"Gilberto Gil": [("Aquele Abraço", 1969), ("Palco", None)]},
}
COUNTRIES = ("BR", "US", "GB", "PT", "AR", "")
FIRST_DAY = dt.date(2020, 1, 1)
DAYS = 366


def question_lake(folder: Path, *, people: int = 240, plays: int = 6_000) -> Lake:
    """The lake, run; every artist is played in every month."""
    folder.mkdir(parents=True, exist_ok=True)
    lake = create_lake(folder / "lake")
    lake.source_folder.mkdir(exist_ok=True)
    (lake.source_folder / "kaggle.yaml").write_text(DEFINITION)
    rng = random.Random(2020)
    tracks = list(_tracks())
    files = {
        "catalogue": (["track", "title", "performer", "record", "style", "released"], tracks),
        "people": (["person", "gender", "born", "nation"], _people(rng, people)),
        "plays": (
            ["listener", "song", "times", "at"],
            _plays(rng, people, plays, [row[0] for row in tracks]),
        ),
    }
    landing = Landing(lake)
    for name, (head, rows) in files.items():
        with (folder / f"{name}.csv").open("w", newline="") as target:
            csv.writer(target).writerows([head, *rows])
        landing.add(folder / f"{name}.csv")
    landing.close()
    run(lake, Settings())
    return lake


def _tracks() -> Iterable[list[str]]:
    number = 0
    for genre, artists in CATALOGUE.items():
        for artist, songs in artists.items():
            for title, year in songs:
                number += 1
                yield [f"t{number}", title, artist, f"{artist} Collected", genre, str(year or "")]


def _people(rng: random.Random, count: int) -> Iterable[list[str]]:
    for number in range(count):
        born = "" if number % 17 == 0 else str(rng.randrange(1948, 2008))
        yield [f"u{number}", rng.choice(["M", "M", "F", "F", ""]), born, rng.choice(COUNTRIES)]


def _plays(rng: random.Random, people: int, count: int, tracks: list[str]) -> Iterable[list[str]]:
    for number in range(count):
        month, track = number % 12 + 1, tracks[number // 12 % len(tracks)]
        at = dt.datetime(
            2020, month, rng.randrange(1, 29), rng.randrange(6, 21), rng.randrange(60), number % 60
        )
        if number < DAYS:
            at = dt.datetime.combine(FIRST_DAY + dt.timedelta(number), at.time())
        times = rng.randrange(1, 6) + (month in (3, 11)) * rng.randrange(4)
        yield [f"u{rng.randrange(people)}", track, str(times), at.isoformat(sep=" ")]
