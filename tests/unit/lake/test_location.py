"""Names of objects lead nowhere but into the lake."""

import pytest

from vitrola.errors import LakeError
from vitrola.lake.directory import Directory
from vitrola.lake.s3 import MirroredBucket, bucket
from vitrola.lake.s3.bucket import Listed


@pytest.mark.parametrize("name", ["../x", "raw/../../x", "/etc/passwd", "raw//x", "raw/./x"])
def test_a_name_that_leads_out_of_a_lake_is_none(name, tmp_path, monkeypatch):
    monkeypatch.setenv("VITROLA_CACHE", str(tmp_path / "cache"))
    for location in (Directory(tmp_path), MirroredBucket("s3://some-bucket/lake")):
        with pytest.raises(LakeError, match="no name of an object"):
            location.path(name)


def test_keys_that_would_be_files_elsewhere_are_left_out_of_lists(tmp_path, monkeypatch):
    monkeypatch.setenv("VITROLA_CACHE", str(tmp_path / "cache"))
    keys = ["lake/models/../../../evil.sql", "lake/models//evil.sql", "lake/models/good.sql", "lake/models/"]
    monkeypatch.setattr(bucket.Bucket, "below", lambda *_: [Listed(key, 1, 0.0) for key in keys])
    monkeypatch.setattr(bucket.Bucket, "directly_below", lambda *_: keys)
    location = MirroredBucket("s3://some-bucket/lake")
    assert [location.name(entry.path) for entry in location.below("models")] == ["models/good.sql"]
    assert location.children("models") == ["models/good.sql"]
