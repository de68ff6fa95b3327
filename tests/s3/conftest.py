import itertools

import pytest

from s3_server import BUCKET, s3_server
from vitrola.sampledata import generate

_PREFIXES = itertools.count()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """One S3 server for all tests of a worker; each lake has a prefix of its own."""
    with s3_server(tmp_path_factory.mktemp("s3")) as running:
        yield running


@pytest.fixture
def on_s3(server, tmp_path, monkeypatch):
    """The client's environment; returns a prefix that nobody used before."""
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("VITROLA_CACHE", str(tmp_path / "this machine"))
    for name in ("VITROLA_LAKE", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    return f"s3://{BUCKET}/test {next(_PREFIXES)}/lake"


@pytest.fixture(scope="session")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("delivered")
    generate(folder, records=600, seed=3)
    return [folder / "User_Listening_History.csv", folder / "Music_Info.csv"]
