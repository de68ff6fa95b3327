"""A dashboard published to a bucket: kinds, how long they are kept, and in which order they appear."""

import boto3
import pytest

from s3_server import BUCKET
from support import run_lake
from vitrola.cli.main import app as cli
from vitrola.config import Settings
from vitrola.dashboard.site.export import export_site, publish_site
from vitrola.errors import LakeError, UsageError
from vitrola.lake import create_lake
from vitrola.lake.s3 import Bucket, bucket_and_prefix


@pytest.fixture
def lake(tmp_path, files):
    return run_lake(tmp_path / "lake", files, simulate=True)[0]


def objects(prefix):
    client = boto3.client("s3")
    found = {}
    for entry in client.list_objects_v2(Bucket=BUCKET, Prefix=prefix)["Contents"]:
        answer = client.get_object(Bucket=BUCKET, Key=entry["Key"])
        found[entry["Key"].removeprefix(prefix)] = (
            answer["Body"].read(),
            answer["ContentType"],
            answer["CacheControl"],
        )
    return found


def test_a_bucket_gets_the_files_of_a_folder_as_browsers_want_them(on_s3, lake, tmp_path, capsys):
    where = f"{on_s3}/site"
    cli(["export", "site", str(lake.location), "--to", where], standalone_mode=False)
    assert f"{where}/index.html" in " ".join(capsys.readouterr().out.split())
    export_site(lake, Settings(), tmp_path / "folder")
    found = objects(bucket_and_prefix(where)[1] + "/")
    here = {
        path.relative_to(tmp_path / "folder").as_posix(): path.read_bytes()
        for path in (tmp_path / "folder").rglob("*")
        if path.is_file() and path.name != "vitrola-export.json"
    }
    assert {name: content for name, (content, *_) in found.items()} == here
    kinds = {name.rpartition(".")[2]: kind for name, (_, kind, _) in found.items()}
    text = {"html": "html", "js": "javascript", "css": "css"}
    assert kinds == {
        **{ending: f"text/{kind}; charset=utf-8" for ending, kind in text.items()},
        "svg": "image/svg+xml",
        "png": "image/png",
        "gz": "application/gzip",
        "bin": "application/octet-stream",
    }
    assert found.pop("index.html")[2] == "no-cache"
    assert {kept for *_, kept in found.values()} == {"public, max-age=31536000, immutable"}


def test_the_index_comes_last_and_what_is_there_is_not_sent_again(on_s3, lake, monkeypatch):
    sent = []
    put = Bucket.publish
    monkeypatch.setattr(
        Bucket, "publish", lambda self, key, *a, **k: (sent.append(key), put(self, key, *a, **k))
    )
    name, prefix = bucket_and_prefix(on_s3)
    first = publish_site(lake, Settings(), Bucket(name), prefix)
    assert len(sent) == first.written == first.files
    assert sent[-1] == f"{prefix}/index.html"
    again = publish_site(lake, Settings(), Bucket(name), prefix)
    assert again.written == 1
    assert sent[-1] == f"{prefix}/index.html"


def test_a_site_is_not_published_into_a_lake(on_s3, lake):
    name, prefix = bucket_and_prefix(on_s3)
    create_lake(f"{on_s3}/lake")
    with pytest.raises(UsageError, match="is a lake"):
        publish_site(lake, Settings(), Bucket(name), f"{prefix}/lake")
    assert not any(found.key.endswith("index.html") for found in Bucket(name).below(prefix))


def test_a_failed_write_leaves_the_former_page(on_s3, lake, monkeypatch):
    name, prefix = bucket_and_prefix(on_s3)
    put = Bucket.publish

    def failing(self, key, *args, **named):
        if key.endswith("plays.bin"):
            raise LakeError("S3 is away.")
        put(self, key, *args, **named)

    monkeypatch.setattr(Bucket, "publish", failing)
    with pytest.raises(LakeError, match="away"):
        publish_site(lake, Settings(), Bucket(name), prefix)
    assert not any(found.key.endswith("index.html") for found in Bucket(name).below(prefix))
    monkeypatch.undo()


@pytest.mark.parametrize("where", ["/tmp/x", "s3://", "s3://A"])
def test_what_names_no_bucket_is_refused(where):
    with pytest.raises((LakeError, UsageError)):
        bucket_and_prefix(where)


def test_a_site_in_a_bucket_goes_on_withholding_what_it_withheld(on_s3, lake):
    name, prefix = bucket_and_prefix(f"{on_s3}/withheld")
    publish_site(lake, Settings(), Bucket(name), prefix, smallest=10)
    with pytest.raises(UsageError, match="fewer than 10 users"):
        publish_site(lake, Settings(), Bucket(name), prefix)
    assert publish_site(lake, Settings(), Bucket(name), prefix, overwrite=True).written > 0


def test_a_folder_or_a_bucket_must_be_given(lake):
    with pytest.raises(UsageError, match="A site goes to one place"):
        cli(["export", "site", str(lake.location)], standalone_mode=False)
