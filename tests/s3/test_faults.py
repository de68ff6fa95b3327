"""What S3, networks and other machines do: a clear error or a correct retry, nothing lost or doubled."""

import os
import signal
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace

import pytest

from faulty_proxy import proxy_to
from s3_server import BUCKET, KEYS, s3_server
from support import make_lake, published_rows
from vitrola.config import Settings
from vitrola.errors import LakeError, PublicationConflictError
from vitrola.lake import create_lake, open_lake, publication, raw_files
from vitrola.lake.s3 import Bucket, bucket
from vitrola.pipeline.land import land
from vitrola.pipeline.record import records
from vitrola.pipeline.run import run

pytestmark = pytest.mark.xdist_group("s3")

TABLES = ("listening_history_fact", "music_info_dim", "user_id_dim", "genre_mart", "track_alias")
POINTER = "control/publication.json"


@pytest.fixture
def proxy(on_s3, server, monkeypatch):
    with proxy_to(server.address) as (running, address):
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", address)
        yield running


@pytest.fixture(scope="session")
def expected(files, tmp_path_factory):
    lake = make_lake(tmp_path_factory.mktemp("uninterrupted") / "lake", files)
    run(lake, Settings())
    return tables_of(lake)


def tables_of(lake):
    return {table: published_rows(lake, table) for table in TABLES}


def once(fault, method, part):
    """The fault for the first request of that kind only."""
    left = [fault]
    return lambda asked, path: left.pop() if left and asked == method and part in path else None


def always(fault, method, part):
    return lambda asked, path: fault if asked == method and part in path else None


@contextmanager
def another_machine(monkeypatch, tmp_path, address):
    with monkeypatch.context() as environment:
        environment.setenv("VITROLA_CACHE", str(tmp_path / "another machine"))
        yield open_lake(address)


@pytest.mark.parametrize("fault", ["InternalError", "SlowDown", "lost"])
def test_what_fails_once_is_done_again(fault, proxy, on_s3, files, expected):
    seen = Counter()

    def first_of_each_kind(method, path):
        kind = (method, path.split("?")[0].rpartition("lake/")[2].partition("/")[0], path.endswith(".json"))
        seen[kind] += 1
        return fault if seen[kind] == 1 else None

    proxy.fault = first_of_each_kind
    lake = make_lake(on_s3, files)
    record = run(lake, Settings(cube=False))
    assert len(seen) > 8
    assert publication.current(lake).run_id == record["run_id"]
    assert len(raw_files(lake)) == len(files)
    assert [entry["status"] for entry in records(lake)] == ["published"]
    assert tables_of(lake) == expected


def test_a_publication_whose_confirmation_is_lost_counts_as_published(proxy, on_s3, files):
    lake = make_lake(on_s3, files)
    proxy.fault = once("lost", "PUT", POINTER)
    record = run(lake, Settings())
    assert publication.current(lake).run_id == record["run_id"]
    puts = [path for method, path in proxy.asked if method == "PUT" and POINTER in path]
    assert len(puts) == 2


@pytest.mark.parametrize(
    ("fault", "said", "method", "part"),
    [
        ("InternalError", "S3 answered InternalError (500)", "PUT", "/refined/"),
        ("SlowDown", "S3 answered SlowDown (503)", "GET", "/control/ledger/"),
        ("AccessDenied", "S3 denies it", "PUT", POINTER),
        ("ExpiredToken", "the credentials have expired", "PUT", "/refined/"),
        ("silence", "timeout", "PUT", POINTER),
    ],
)
def test_what_goes_on_failing_ends_the_run_and_the_next_completes_it(
    fault, said, method, part, proxy, on_s3, files, expected, monkeypatch, capfd
):
    monkeypatch.setattr(bucket, "READ_SECONDS", 0.5)
    monkeypatch.setattr(bucket, "ATTEMPTS", 2)
    lake = make_lake(on_s3, files)
    proxy.fault = always(fault, method, part)
    with pytest.raises(LakeError, match="failed") as told:
        run(lake, Settings(cube=False))
    assert said in str(told.value).replace("timed out", "timeout")
    assert publication.current(lake) is None
    proxy.fault = lambda _method, _path: None
    lake = open_lake(on_s3)
    run(lake, Settings(cube=False))
    assert tables_of(lake) == expected
    texts = [str(told.value), *map(str, records(lake)), *capfd.readouterr()]
    assert not [text for text in texts if KEYS["AWS_SECRET_ACCESS_KEY"] in text]


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"AWS_SECRET_ACCESS_KEY": "another"}, "the secret key is wrong"),
        ({"AWS_ACCESS_KEY_ID": "nobody"}, "S3 doesn't know the access key"),
        ({"AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9"}, "Could not connect"),
        ({"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}, "no AWS credentials were found"),
    ],
)
def test_a_bucket_that_cant_be_used_is_said_why(environment, said, on_s3, monkeypatch, tmp_path):
    monkeypatch.setattr(bucket, "ATTEMPTS", 2)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    for name, value in environment.items():
        monkeypatch.setenv(name, value) if value else monkeypatch.delenv(name)
    with pytest.raises(LakeError) as told:
        open_lake(on_s3)
    assert said in str(told.value)
    for secret in (*KEYS.values(), "another", "nobody"):
        assert secret not in str(told.value)


def test_without_the_bucket_or_a_bucket_at_all_it_is_said(on_s3):
    with pytest.raises(LakeError, match="there is no such bucket"):
        create_lake("s3://no-such-bucket-of-ours/lake")
    with pytest.raises(LakeError, match="names no S3 bucket"):
        create_lake("s3://UPPER_case/lake")


def test_of_two_machines_that_publish_at_once_one_wins_and_the_other_says_so(
    on_s3, files, expected, monkeypatch, tmp_path
):
    lake = make_lake(on_s3, files)
    won = []

    def meanwhile(step):
        if step == "publish" and not won:
            with another_machine(monkeypatch, tmp_path, on_s3) as other:
                before = {entry.path.name for entry in lake.location.below("refined")}
                won.append(run(other, Settings(simulate=True)))
                assert before <= {entry.path.name for entry in lake.location.below("refined")}

    with pytest.raises(PublicationConflictError):
        run(lake, Settings(), meanwhile)
    assert publication.current(lake).run_id == won[0]["run_id"]
    assert Counter(entry["status"] for entry in records(lake)) == {"published": 1, "failed": 1}
    run(lake, Settings())
    assert tables_of(lake) == expected


def test_of_two_landings_of_one_file_one_lands_it(on_s3, files, monkeypatch, tmp_path):
    lake = create_lake(on_s3)
    with another_machine(monkeypatch, tmp_path, on_s3) as other:
        assert land(other, files[1]).outcome == "new"
    assert land(lake, files[1]).outcome == "known"
    assert len(raw_files(lake)) == 1


@pytest.mark.parametrize("step", ["write:user_id_dim", "commit", "before pointer", "after pointer"])
def test_a_killed_run_changes_nothing_and_the_next_on_any_machine_converges(
    step, on_s3, files, expected, monkeypatch, tmp_path
):
    lake = make_lake(on_s3, files[:1])
    first = run(lake, Settings())["run_id"]
    land(lake, files[1])
    command = [sys.executable, "-m", "vitrola.cli.main", "run", on_s3]
    killed = subprocess.run(
        command, env={**os.environ, "VITROLA_FAULT": step}, capture_output=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    shown = publication.current(lake).run_id
    assert (shown == first) is (step != "after pointer")
    with another_machine(monkeypatch, tmp_path, on_s3) as other:
        run(other, Settings())
        assert tables_of(other) == expected


def test_a_server_that_goes_away_in_the_middle_loses_nothing(files, expected, monkeypatch, tmp_path):
    folder = tmp_path / "server"
    folder.mkdir()
    monkeypatch.setattr(bucket, "ATTEMPTS", 2)
    monkeypatch.setenv("VITROLA_CACHE", str(tmp_path / "cache"))
    with s3_server(folder) as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        lake = make_lake(f"s3://{BUCKET}/lake", files)

        def gone(step):
            if step == "accounting":
                server.kill()

        with pytest.raises(LakeError):
            run(lake, Settings(), gone)
        server.start()
        assert publication.current(lake) is None
        run(lake, Settings())
        assert tables_of(lake) == expected


def test_an_upload_that_ends_half_way_leaves_no_object(proxy, server, tmp_path, monkeypatch):
    monkeypatch.setattr(bucket, "ATTEMPTS", 2)
    large = tmp_path / "large"
    large.write_bytes(os.urandom(20 << 20))
    proxy.fault = always("InternalError", "PUT", "partNumber=2")
    with pytest.raises(LakeError, match="Writing s3://lake/half failed"):
        Bucket(BUCKET).upload(large, "half")
    assert Bucket(BUCKET).size("half") is None
    assert "Uploads" not in server.client().list_multipart_uploads(Bucket=BUCKET, Prefix="half")
    proxy.fault = lambda _method, _path: None
    Bucket(BUCKET).upload(large, "half")
    assert Bucket(BUCKET).size("half") == 20 << 20


def test_a_download_that_ends_half_way_leaves_no_file(proxy, tmp_path, monkeypatch):
    monkeypatch.setattr(bucket, "ATTEMPTS", 2)
    large = tmp_path / "large"
    large.write_bytes(os.urandom(20 << 20))
    Bucket(BUCKET).upload(large, "whole")
    proxy.fault = always("InternalError", "GET", "whole")
    with pytest.raises(LakeError, match="Reading s3://lake/whole failed"):
        Bucket(BUCKET).download("whole", tmp_path / "folder" / "copy")
    assert list((tmp_path / "folder").iterdir()) == []


def test_a_lake_in_a_bucket_has_no_lock_that_a_dead_machine_could_hold(on_s3, files, monkeypatch, tmp_path):
    lake = make_lake(on_s3, files)
    with lake.exclusive() as held:
        assert held == replace(lake, held=True)
        with another_machine(monkeypatch, tmp_path, on_s3) as other:
            assert run(other, Settings())["status"] == "published"
