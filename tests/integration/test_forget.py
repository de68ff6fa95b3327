"""A person's deletion: nothing in any file names the user, and everything else is as it was."""

import gzip
import io
import json
import os
import re
import signal
import subprocess
import sys

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
import zstandard
from typer.testing import CliRunner

from support import FATES, files_below, published, run_lake, totals
from vitrola.cli.main import app
from vitrola.config import Settings
from vitrola.errors import LakeError, NotRetainedError, PublicationConflictError, UsageError
from vitrola.lake import create_lake, publication, raw_files, standing
from vitrola.lake.references import bounds
from vitrola.pipeline.forget import forget, where
from vitrola.pipeline.land import Landing, land
from vitrola.pipeline.publish import rollback
from vitrola.pipeline.query import query
from vitrola.pipeline.record import records
from vitrola.pipeline.run import run
from vitrola.sampledata import generate

HEADER = "track_id,user_id,playcount\n"
USER = "b80344d063b5ccb3212f76538f3d9e43d87dca9e"
LIKE = f"{USER[:-1]}f"
OTHERS = [f"{n:040x}" for n in range(4)]
TRACKS = [f"TRAAAAA{n:011}" for n in range(6)]


def history(user, *plays):
    return "".join(f"{TRACKS[track]},{user},{count}\n" for track, count in plays)


def of_everybody(day):
    """Plays of several users, the one to forget at the beginning, in the middle and at the end."""
    rows = [history(USER, (0, day))]
    rows += [history(other, (place, day + 1)) for place, other in enumerate(OTHERS)]
    rows += [history(USER, (1, day)), history(LIKE, (2, 7)), history(USER, (2, day))]
    return HEADER + "".join(rows)


BROKEN = f"{TRACKS[3]},{USER},many\n{TRACKS[3]},{OTHERS[0]},many\n{TRACKS[4]},{USER}\n{TRACKS[4]},x{USER},1\n"


def deliver(root, text):
    """Writes of a text in every form in which a history can come."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "plain.csv").write_text(text(1))
    (root / "broken.csv").write_text(text(2, BROKEN))
    (root / "quoted.csv").write_text(text(3).replace(f"{TRACKS[1]},", f'"{TRACKS[1]}",'))
    (root / "ends.csv").write_bytes(text(4).replace("\n", "\r\n").encode())
    (root / "wide.csv").write_text(text(5), "utf-16")
    (root / "zipped.csv").write_bytes(gzip.compress(text(6).encode()))
    (root / "packed.csv").write_bytes(zstandard.compress(text(7).encode()))
    columns = pyarrow.csv.read_csv(io.BytesIO(text(8).encode()))
    pq.write_table(columns, root / "columns.parquet", compression="zstd")
    return sorted(root.iterdir())


def with_user(day, more=""):
    return of_everybody(day) + more


def without_user(day, more=""):
    lines = with_user(day, more).splitlines(keepends=True)
    return "".join(line for line in lines if not re.search(rf"\b{USER}\b", line))


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    folder = tmp_path_factory.mktemp("catalogue")
    generate(folder, records=500, seed=3)
    return folder / "Music_Info.csv"


@pytest.fixture
def lake(catalogue, tmp_path):
    """The user in two publications, in quarantine, in a superseded file and in one that never counted."""
    made, _ = run_lake(tmp_path / "lake", [catalogue])
    former = tmp_path / "former.csv"
    former.write_text(with_user(9))
    land(made, former)
    run(made, Settings())
    for place, file in enumerate(deliver(tmp_path / "delivered", with_user)):
        land(made, file, kind="increment", replaces=["former.csv"] if place == 0 else ())
    run(made, Settings(simulate=True))
    unfinished = tmp_path / "unfinished.csv"
    unfinished.write_text(with_user(10))
    Landing(made, kind="increment").add(unfinished)
    copied = made.location.path("raw/.incoming/half")
    copied.write_text(with_user(11)[:200])
    return made


def unpacked(data):
    return zstandard.ZstdDecompressor().stream_reader(data).read()


def text_of(path):
    """A file's content as text, whatever it is."""
    data = path.read_bytes()
    if data.startswith(b"PAR1"):
        return repr(pq.read_table(path).to_pylist()) + repr(pq.read_metadata(path).to_dict())
    if data.startswith(b"\x1f\x8b"):
        data = gzip.decompress(data)
    if data.startswith(b"\x28\xb5\x2f\xfd"):
        data = unpacked(data)
    if data.startswith(b"Obj\x01") and not path.name.startswith("snap-"):
        return repr(bounds(path))
    if data.startswith(b"ARROW1"):
        return repr(pa.ipc.open_file(path).read_all().to_pylist())
    return data.decode("utf-16") if data.startswith(b"\xff\xfe") else data.decode("latin-1")


def naming(lake, user):
    """Files that have a user's identifier, or the part of it that a manifest keeps, in their content."""
    pattern = re.compile(rf"(?<![\w]){user}(?![\w])|'{user[:16]}'")
    paths = [path for path in lake.location.root.rglob("*") if path.is_file()]
    return {str(path.relative_to(lake.location.root)) for path in paths if pattern.search(text_of(path))}


def tables(lake, leave_out=("raw_file",)):
    found = {}
    for name in publication.current(lake).tables:
        rows = published(lake, name)
        rows = rows.drop_columns([column for column in leave_out if column in rows.column_names])
        found[name] = sorted(map(repr, rows.to_pylist()))
    return found


def fates(record):
    return {entry["name"]: [entry[f"rows_{fate}"] for fate in ("read", *FATES)] for entry in record["files"]}


def test_a_user_is_gone_from_every_file_and_the_rest_is_as_if_never_delivered(lake, catalogue, tmp_path):
    first = publication.retained(lake)[0].run_id
    held = [entry.run_id for entry in publication.retained(lake)[1:]]
    assert len(naming(lake, USER)) > 20
    done = forget(lake, Settings(), USER)
    assert naming(lake, USER) == set()
    assert (done.proof.held, done.withdrawn) == ({}, held)
    assert done.rows == 3 * 10 + 2

    assert [entry.run_id for entry in publication.retained(lake)] == [first, done.run_id]
    other, expected = run_lake(tmp_path / "other", [catalogue])
    for file in deliver(tmp_path / "filtered", without_user):
        land(other, file, kind="increment")
    expected = run(other, Settings(simulate=True))
    assert tables(lake) == tables(other)
    record = next(record for record in records(lake) if record["run_id"] == done.run_id)
    assert totals(record) == totals(expected)
    assert {name: counts[0] for name, counts in fates(record).items()} == {
        name: counts[0] for name, counts in fates(expected).items()
    }
    forgotten = {entry["name"]: entry["rows_forgotten"] for entry in record["files"]}
    assert forgotten == dict.fromkeys(forgotten, 3) | {"Music_Info.csv": 0, "broken.csv": 5}
    asked = f"SELECT row FROM quarantine WHERE run_id = '{done.run_id}' AND file = 'broken.csv'"
    quarantine = query(lake, Settings(), asked).to_pylist()
    assert {row["row"] for row in quarantine} == {f"{TRACKS[3]},{OTHERS[0]},many", f"{TRACKS[4]},x{USER},1"}
    for run_id in held:
        with pytest.raises(NotRetainedError):
            rollback(lake, run_id)
    rollback(lake, first)
    assert published(lake, "listening_history_fact").num_rows == 0


def test_all_other_records_of_a_raw_file_keep_their_exact_bytes(lake, tmp_path):
    forget(lake, Settings(), USER)
    stored = {file.name: lake.location.path(file.stored) for file in raw_files(lake)}
    expected = {file.name: file for file in deliver(tmp_path / "filtered", without_user)}
    for name in ("plain.csv", "broken.csv", "quoted.csv", "ends.csv", "wide.csv"):
        assert stored[name].read_bytes() == expected[name].read_bytes(), name
    assert gzip.decompress(stored["zipped.csv"].read_bytes()) == without_user(6).encode()
    assert unpacked(stored["packed.csv"].read_bytes()) == without_user(7).encode()
    assert pq.read_table(stored["columns.parquet"]) == pq.read_table(expected["columns.parquet"])
    assert all(path.stat().st_mode & 0o222 == 0 for path in stored.values())


def test_the_original_landed_again_is_known_and_does_not_bring_the_user_back(lake, tmp_path):
    original = next(file for file in raw_files(lake) if file.name == "plain.csv")
    done = forget(lake, Settings(), USER)
    again = land(lake, tmp_path / "delivered" / "plain.csv", kind="increment")
    assert (again.outcome, again.file.sha256) == ("known", original.sha256)
    assert "3 records of forgotten users stay taken out of it" in again.notice
    entry = again.file.rewritten
    assert (entry.records, entry.size, again.file.content) == (3, again.file.size, entry.sha256)
    assert run(lake, Settings(simulate=True))["run_id"] == done.run_id
    assert naming(lake, USER) == set()


def test_identifiers_that_only_contain_the_other_are_another_users(lake):
    before = tables(lake)
    plays = published(lake, "listening_history_fact").filter(pa.compute.field("user_id") == LIKE)
    forget(lake, Settings(), USER)
    after = published(lake, "listening_history_fact").filter(pa.compute.field("user_id") == LIKE)
    columns = ["track_id", "playcount"]
    assert sorted(map(repr, after.select(columns).to_pylist())) == sorted(
        map(repr, plays.select(columns).to_pylist())
    )
    assert before != tables(lake)
    assert naming(lake, LIKE) - {name for name in naming(lake, LIKE) if name.endswith(".avro")}


def test_a_dry_run_says_where_and_an_unknown_user_nowhere_and_nothing_changes(lake):
    before = {str(path): path.lstat().st_mtime_ns for path in lake.location.root.rglob("*")}
    named = {str(path.relative_to(lake.location.root)) for path in where(lake, USER).held}
    assert named == naming(lake, USER)
    for nobody in ("nobody", USER[:-2], f"{USER}0", f"sparkify:{USER}"):
        with pytest.raises(UsageError, match="Nothing in this lake holds the user"):
            where(lake, nobody)
        with pytest.raises(UsageError, match="Nothing in this lake holds the user"):
            forget(lake, Settings(), nobody)
    for impossible in ("", " x", "a\nb"):
        with pytest.raises(UsageError, match="can't be a user's identifier"):
            where(lake, impossible)
    after = {str(path): path.lstat().st_mtime_ns for path in lake.location.root.rglob("*")}
    changed = {name for name in before if before[name] != after.get(name)}
    assert not {name for name in changed if name.endswith((".csv", ".json", ".parquet", ".avro"))}


STEPS = ("rewritten", "rewrite", "forget:raw", "before pointer", "forget:run", "forget:publications")


@pytest.mark.parametrize("step", [*STEPS, "vacuum:data", "forget:files"])
def test_forgetting_killed_at_any_step_goes_on_when_repeated(step, lake):
    command = [sys.executable, "-m", "vitrola.cli.main", "forget", lake.location.root, USER, "--yes"]
    environment = {**os.environ, "VITROLA_FAULT": step}
    killed = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert publication.current(lake) is not None
    assert published(lake, "user_id_dim").num_rows > 0
    forget(lake, Settings(), USER)
    assert naming(lake, USER) == set()
    users = {row["user_id"] for row in published(lake, "user_id_dim").to_pylist()}
    assert users == {*OTHERS, LIKE}
    assert all(file.rewritten is None or file.rewritten.records in (3, 5) for file in raw_files(lake))
    assert standing(lake).unfinished[0].rewritten.records == 3


def test_what_failed_runs_said_of_the_user_is_forgotten_and_what_can_not_be_changed_is_named(lake):
    name = lake.location.path("control/runs/20200101T000000-abcdef.json")
    failed = {"run_id": name.stem, "status": "failed", "engine": "duckdb", "started": "", "seconds": 1.0}
    name.write_text(json.dumps({**failed, "error": f"key {USER} repeats", "files": [], "tables": {}}))
    (lake.model_folder / "mine.sql").write_text(f"SELECT 1 AS one FROM user_id_dim WHERE user_id <> '{USER}'")
    with pytest.raises(LakeError, match=r"1 file\(s\) still name the user: models/mine\.sql"):
        forget(lake, Settings(), USER)
    (lake.model_folder / "mine.sql").unlink()
    assert json.loads(name.read_text())["error"] == "key (forgotten) repeats"
    assert naming(lake, USER) == set()


def test_a_link_is_refused_and_half_a_file_is_searched_and_removed(lake, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    link = lake.location.path("raw/link")
    link.symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    before = sorted(naming(lake, USER))
    with pytest.raises(LakeError, match="has links, and what is behind them can't be searched: raw/link"):
        forget(lake, Settings(), USER)
    assert sorted(naming(lake, USER)) == before
    link.unlink()
    half = lake.location.path("refined/user_id_dim/data/20200101T000000-abcdef/part-0.parquet")
    half.parent.mkdir()
    half.write_bytes(b"PAR1" + f"({USER}(".encode() * 10)
    assert where(lake, USER).held[half] == 10
    forget(lake, Settings(), USER)
    assert not half.exists()


def test_while_a_user_is_forgotten_no_file_is_landed_and_the_other_way_round(lake, tmp_path):
    file = tmp_path / "late.csv"
    file.write_text(with_user(20))
    with lake.landing(alone=True), pytest.raises(PublicationConflictError, match="no file can be landed"):
        land(lake, file)
    with lake.landing(), pytest.raises(PublicationConflictError, match="A file is being landed"):
        forget(lake, Settings(), USER)


def test_the_only_user_of_a_lake_can_be_forgotten(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text(HEADER + history(USER, (0, 1), (1, 2)))
    lake, _ = run_lake(tmp_path / "lake", [file])
    forget(lake, Settings(), USER)
    assert naming(lake, USER) == set()
    assert published(lake, "user_id_dim").num_rows == 0
    assert lake.location.path(raw_files(lake)[0].stored).read_text() == HEADER


def test_the_command_lists_first_and_prints_the_proof(lake):
    command, root = CliRunner(), str(lake.location.root)
    said = json.loads(command.invoke(app, ["forget", root, USER, "--format", "json"]).stdout)
    assert not said["changed"]
    assert "files name the user. Nothing was changed." in command.invoke(app, ["forget", root, USER]).stdout
    done = command.invoke(app, ["forget", root, USER, "--yes"])
    assert done.exit_code == 0, done.output
    assert re.search(r"Proof  \d+ files searched, 0 occurrences\.", done.output)
    assert "can't be rolled back to any more" in done.output
    runs = json.loads(command.invoke(app, ["runs", root, "--format", "json"]).stdout)
    assert [row["status"] for row in runs] == ["published", "withdrawn", "withdrawn", "published"]


@pytest.fixture(scope="module")
def real(shared_data):
    return {name: files_below(shared_data / name) for name in ("sparkify", "lastfm-2k")}


def filtered(files, root, belongs):
    """The same files without the lines that belong to a user."""
    found = []
    for place, file in enumerate(files):
        lines = file.read_bytes().splitlines(keepends=True)
        target = root / str(place) / file.name
        target.parent.mkdir(parents=True)
        kept = b"".join(line for line in lines if not belongs(file, line))
        target.write_bytes(kept)
        found += [target] if kept else []
    return found


def sparkify_user(_, line):
    return b'"userId": "10"' in line or b'"userId":"10"' in line


def lastfm_user(file, line):
    return file.name.startswith("user") and line.split(b"\t")[0] == b"2"


@pytest.mark.parametrize(
    ("name", "user", "belongs"),
    [("sparkify", "sparkify:10", sparkify_user), ("lastfm-2k", "lastfm-2k:2", lastfm_user)],
)
def test_real_users_with_short_local_identifiers(name, user, belongs, real, tmp_path):
    files = [file for file in real[name] if "song_data" not in str(file) or "/A/A/" in str(file)]
    lake, _ = run_lake(tmp_path / "lake", files)
    held = {file for file in files if any(belongs(file, line) for line in file.read_bytes().splitlines())}
    done = forget(lake, Settings(), user)
    assert held
    assert sorted(done.rewritten) == sorted(file.name for file in held)
    other, expected = run_lake(tmp_path / "other", filtered(files, tmp_path / "filtered", belongs))
    assert tables(lake) == tables(other)
    record = next(record for record in records(lake) if record["run_id"] == done.run_id)
    read = {file: counts for file, counts in fates(record).items() if counts[0]}
    assert read == {file: counts for file, counts in fates(expected).items() if counts[0]}
    assert record["playcount"] == expected["playcount"]


def test_a_short_identifier_without_a_source_says_how_it_is_written(tmp_path):
    with pytest.raises(UsageError, match="sparkify:10"):
        where(create_lake(tmp_path / "lake"), "10")
