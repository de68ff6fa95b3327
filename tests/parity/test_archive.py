"""Spark starts from the archive of Java's classes that the set-up writes, and starts without one too."""

import subprocess
import sys

import pytest

from spark_places import small_lake, vitrola
from vitrola.engines.spark.archive import archive_of, options_of
from vitrola.engines.spark.java import check_java

pytestmark = [pytest.mark.spark, pytest.mark.xdist_group("spark")]


@pytest.fixture(scope="module")
def java():
    """The version of the Java whose archive is there."""
    subprocess.run([sys.executable, "-m", "tools.spark_archive"], check=True, capture_output=True)
    return check_java()


def classes_from(folder, prefix):
    """Where the Java of a run on Spark has Spark's sessions' class from, in an environment of this prefix."""
    log = folder / "classes.log"
    done = vitrola(
        "run",
        small_lake(folder).location.root,
        before=f"import sys; sys.prefix = {str(prefix)!r}",
        VITROLA_ENGINE="spark",
        VITROLA_THREADS="2",
        SPARK_SUBMIT_OPTS=f"-Xlog:class+load:file={log}",
    )
    assert done.returncode == 0, done.stderr
    assert "[warning]" not in done.stdout + done.stderr
    (session,) = (
        line for line in log.read_text().splitlines() if " org.apache.spark.sql.SparkSession " in line
    )
    return session.partition("source: ")[2]


def test_spark_starts_from_the_archive(java, tmp_path, monkeypatch):
    """Wherever the environment is: below a folder whose name has a space, here."""
    archive, elsewhere = archive_of(java), tmp_path / "com espaço"
    with monkeypatch.context() as here:
        here.setattr(sys, "prefix", str(elsewhere))
        archive_of(java).parent.mkdir(parents=True)
        archive_of(java).symlink_to(archive)
    assert classes_from(tmp_path, elsewhere) == "shared objects file (top)"


def test_an_archive_that_does_not_fit_is_left_aside(java, tmp_path, monkeypatch):
    with monkeypatch.context() as here:
        here.setattr(sys, "prefix", str(tmp_path))
        assert options_of(java) == ()
        archive_of(java).parent.mkdir(parents=True)
        archive_of(java).write_bytes(b"no archive")
        assert options_of(java)[0] == f'"-XX:SharedArchiveFile={archive_of(java)}"'
    assert classes_from(tmp_path, tmp_path).startswith("file:")
