"""What an exported dashboard is made of: its files, their names, and that nothing else is told."""

import gzip
import json
import re

import numpy as np
import pytest

from mixed_lake import mixed_lake
from support import published
from vitrola.config import Settings
from vitrola.dashboard.site.export import export_site
from vitrola.errors import LakeError, UsageError
from vitrola.lake import create_lake, publication
from vitrola.metrics.cube import load_cube
from vitrola.pipeline.cube import cube_folder

NAMES = sorted(
    [
        "assets/HASH/app.css",
        "assets/HASH/app.js",
        "assets/HASH/engine.js",
        "assets/HASH/icon.png",
        "assets/HASH/icon.svg",
        "data/RUN-HASH/members.json.gz",
        "data/RUN-HASH/page.json.gz",
        "data/RUN-HASH/people.json.gz",
        "data/RUN-HASH/plays.bin",
        *(f"data/RUN-HASH/{of}.{lang}.svg" for of in ("er", "flow", "lineage") for lang in ("en", "pt-BR")),
        "index.html",
        "vitrola-export.json",
    ]
)


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    return mixed_lake(tmp_path_factory.mktemp("mixed"), records=5_000)


@pytest.fixture(scope="module")
def site(lake, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    export_site(lake, Settings(), folder)
    return folder


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def unpacked(path):
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def test_its_files_are_these(lake, site):
    run_id = publication.current(lake).run_id
    found = [name.replace(run_id, "RUN") for name in names(site)]
    assert [re.sub(r"(?<=[/-])[0-9a-f]{12}(?=/)", "HASH", name) for name in found] == NAMES
    manifest = json.loads((site / "vitrola-export.json").read_bytes())
    assert manifest["target"] == "site"
    assert sorted(manifest["files"]) == [name for name in names(site) if name != "vitrola-export.json"]


def test_the_same_publication_is_the_same_bytes_and_a_second_export_writes_nothing(lake, site, tmp_path):
    export_site(lake, Settings(), tmp_path / "again")
    assert names(tmp_path / "again") == names(site)
    assert all((tmp_path / "again" / name).read_bytes() == (site / name).read_bytes() for name in names(site))
    assert export_site(lake, Settings(), site).written == 0


def test_the_page_leads_to_its_files_by_relative_addresses_only(site):
    page = (site / "index.html").read_text()
    addresses = re.findall(r'(?:href|src|vitrola-data" content)="([^"]+)"', page)
    assert len(addresses) == 4
    assert all((site / address).exists() for address in addresses)
    assert page.index("Content-Security-Policy") < page.index("<script")


def test_no_user_is_in_it(lake, site):
    ids = published(lake, "user_id_dim").column("user_id").to_pylist()
    users = {f'"{value}"'.encode() for value in ids}
    content = b"".join(unpacked(site / name) for name in names(site))
    assert len(users) > 100
    assert [user for user in users if user in content] == []


def test_its_distinct_users_are_few_enough_numbers_to_hold_no_histories(lake, site):
    """Whatever counts users is by one value of one dimension and one of users: no two picks meet."""
    (path,) = site.glob("data/*/people.json.gz")
    people = json.loads(unpacked(path))
    cube = load_cube(cube_folder(lake, publication.current(lake).run_id))
    for scope in people["scopes"]:
        assert set(scope["dimensions"]) <= {*cube.axes, "genre_resolved"} - {"track", "source", "sex"}
        for name, margins in scope["dimensions"].items():
            axis = cube.axis(name.removesuffix("_resolved"), resolved=name.endswith("_resolved"))
            assert np.shape(margins["users"]) == (len(axis.values), len(people["slots"]))


def test_every_play_is_in_a_cell(lake, site):
    (path,) = site.glob("data/*/members.json.gz")
    members = json.loads(unpacked(path))
    assert members["publication"] == publication.current(lake).run_id
    assert members["cells"]["count"] <= published(lake, "listening_history_fact").num_rows
    assert members["cells"]["least_pairs"] == 0


def test_an_export_that_would_show_what_the_one_before_withheld_is_refused(lake, tmp_path):
    export_site(lake, Settings(), tmp_path, smallest=10)
    with pytest.raises(UsageError, match="withholds numbers about fewer than 10 users"):
        export_site(lake, Settings(), tmp_path, smallest=9)
    assert export_site(lake, Settings(), tmp_path, smallest=10).written == 0
    export_site(lake, Settings(), tmp_path, smallest=12)
    export_site(lake, Settings(), tmp_path, overwrite=True)
    (path,) = tmp_path.glob("data/*/members.json.gz")
    assert json.loads(unpacked(path))["smallest"] == 0


def test_a_folder_with_other_files_and_a_lake_without_a_publication_are_refused(lake, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"notes\.txt"):
        export_site(lake, Settings(), tmp_path)
    with pytest.raises(LakeError, match="Nothing has been published"):
        export_site(create_lake(tmp_path / "new"), Settings(), tmp_path / "out")
