"""Whatever was delivered: forgetting a user leaves the tables of a lake that never had the user."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support import published
from vitrola.config import Settings
from vitrola.lake import create_lake, publication
from vitrola.pipeline.forget import forget, where
from vitrola.pipeline.land import Landing
from vitrola.pipeline.run import run

USERS = ("1", "11", "111", "2", "12")
"""Identifiers that contain one another, in a source whose artists and tags have the same numbers."""
FILES = {
    "artists.dat": "id\tname\turl\tpictureURL\n",
    "tags.dat": "tagID\ttagValue\n",
    "user_artists.dat": "userID\tartistID\tweight\n",
    "user_taggedartists.dat": "userID\tartistID\ttagID\tday\tmonth\tyear\n",
}
CATALOGUE = {
    "artists.dat": [f"{n}\tArtist {n}\thttp://a/{n}\thttp://p/{n}" for n in USERS],
    "tags.dat": [f"{n}\ttag {n}" for n in USERS],
}

PLAYS = st.tuples(
    st.sampled_from(USERS), st.sampled_from(USERS), st.sampled_from(["1", "7", "", "many", "-3"])
)
TAGGINGS = st.tuples(
    st.sampled_from(USERS), st.sampled_from(USERS), st.sampled_from(USERS), st.sampled_from(["1", "31", "x"])
)
ENDS = st.sampled_from(["\n", "\r\n"])


def deliver(root, plays, taggings, end):
    root.mkdir()
    lines = {
        **CATALOGUE,
        "user_artists.dat": ["\t".join(play) for play in plays],
        "user_taggedartists.dat": ["\t".join((*tagging, "2", "2009")) for tagging in taggings],
    }
    for name, rows in lines.items():
        (root / name).write_text("".join(f"{row}{end}" for row in [FILES[name].rstrip(), *rows]), newline="")
    return [root / name for name in lines]


def publish(root, files):
    lake = create_lake(root)
    landing = Landing(lake)
    for file in files:
        landing.add(file)
    landing.close()
    run(lake, Settings(cube=False))
    return lake


def tables(lake):
    return {
        name: sorted(
            repr({column: value for column, value in row.items() if column != "raw_file"})
            for row in published(lake, name).to_pylist()
        )
        for name in publication.current(lake).tables
    }


@pytest.mark.parametrize("user", ["1", "11"])
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    plays=st.lists(PLAYS, min_size=1, max_size=12),
    taggings=st.lists(TAGGINGS, max_size=8),
    end=ENDS,
)
def test_tables_are_those_of_a_lake_that_never_had_the_user(user, plays, taggings, end):
    plays = [*plays, (user, "2", "5")]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        lake = publish(root / "lake", deliver(root / "all", plays, taggings, end))
        others = [[row for row in rows if row[0] != user] for rows in (plays, taggings)]
        never = publish(root / "never", deliver(root / "others", *others, end))
        done = forget(lake, Settings(cube=False), f"lastfm-2k:{user}")
        assert tables(lake) == tables(never)
        assert done.rows == len(plays) + len(taggings) - sum(map(len, others))
        for other in {row[0] for rows in others for row in rows}:
            assert where(lake, f"lastfm-2k:{other}").held
