"""AWS for the tests that ask for it."""

import pytest

from aws_services import server, services


@pytest.fixture(scope="session")
def address():
    with server() as found:
        yield found


@pytest.fixture
def aws(address):
    with services(address) as found:
        yield found
