"""AWS for the tests that ask for it."""

import pytest

from aws_services import server, services


@pytest.fixture(scope="session")
def address():
    with server() as found:
        yield found


@pytest.fixture
def aws(address, tmp_path, monkeypatch):
    monkeypatch.setenv("VITROLA_CACHE", str(tmp_path / "this machine"))
    with services(address) as found:
        yield found
