"""Which region is asked, before any client is made."""

import pytest

from vitrola.config import Settings
from vitrola.lake.aws import client, region


@pytest.fixture(autouse=True)
def nowhere(monkeypatch, tmp_path):
    """No region from this machine."""
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))


@pytest.mark.parametrize(
    ("setting", "environment", "asked"),
    [
        ("sa-east-1", {"AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-2"}, "sa-east-1"),
        ("", {"AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-2"}, "us-east-2"),
        ("", {"AWS_REGION": "us-east-1"}, "us-east-1"),
    ],
)
def test_the_setting_comes_before_the_environment(monkeypatch, setting, environment, asked):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert client("glue", Settings(region=setting)).meta.region_name == asked


def test_no_region_is_none():
    assert region(Settings()) is None
