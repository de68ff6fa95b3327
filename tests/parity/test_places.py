"""A place where Spark can't run is named in one sentence, in bounded time, and no token is ever shown."""

import pytest

from spark_places import CONNECT, silent_listener, small_lake, vitrola
from vitrola.config import Settings
from vitrola.engines import make_engine
from vitrola.engines.spark.java import check_java
from vitrola.errors import EngineError, SettingError
from vitrola.pipeline.run import run

TOKEN = "eyJhbGciOi.never-show-me"


@pytest.fixture
def lake(tmp_path):
    return small_lake(tmp_path)


def fake_java(folder, said):
    java = folder / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text(f"#!/bin/sh\n{said}\n")
    java.chmod(0o755)
    return folder


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("""echo 'openjdk version "1.8.0_412"' >&2""", "is Java 8."),
        ("""echo 'openjdk version "11.0.25" 2024-10-15' >&2""", "is Java 11."),
        ("""echo 'openjdk version "23.0.2" 2025-01-21' >&2""", "is Java 23."),
        ("""echo 'openjdk version "25" 2025-09-16 LTS' >&2""", "is Java 25."),
        ("""echo 'openjdk version "26-ea" 2026-03-17' >&2""", "is Java 26."),
        ("exit 1", "doesn't say which version it is."),
    ],
)
@pytest.mark.parametrize("variable", ["JAVA_HOME", "PATH"])
def test_another_java_is_named_with_its_version(lake, tmp_path, monkeypatch, said, found, variable):
    home = fake_java(tmp_path / "jdk", said)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv(variable, str(home if variable == "JAVA_HOME" else home / "bin"))
    with pytest.raises(EngineError, match="Spark needs Java 17 or 21, and") as raised:
        run(lake, Settings(engine="spark"))
    assert raised.value.message.endswith(f"{home}/bin/java {found}")
    assert "apt-get install openjdk-17" in raised.value.hint
    assert "export JAVA_HOME=/usr/lib/jvm/java-17" in raised.value.hint


@pytest.mark.parametrize("version", ["17.0.15", "21.0.9", "22.0.2"])
def test_a_java_that_spark_runs_on_is_taken(tmp_path, monkeypatch, version):
    home = fake_java(tmp_path / "jdk", f"""echo 'openjdk version "{version}"' >&2""")
    monkeypatch.setenv("JAVA_HOME", str(home))
    check_java()


def test_no_java_is_named(lake, tmp_path, monkeypatch):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match=r"Spark needs Java 17 or 21, and no java command was found\."):
        run(lake, Settings(engine="spark"))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(EngineError, match=r"and JAVA_HOME is .* which holds no bin/java\."):
        run(lake, Settings(engine="spark"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"master": "spark:/host:7077"},
        {"master": "host:7077"},
        {"master": "spark://host"},
        {"master": f"spark://user:{TOKEN}@host:7077"},
        {"remote": f"sc:/host/;token={TOKEN}"},
        {"remote": f"https://host:15002/;token={TOKEN}"},
        {"remote": f"sc://host:15002/token={TOKEN}"},
    ],
)
def test_what_is_no_address_is_refused_without_being_shown(lake, wrong):
    (name,) = wrong
    with pytest.raises(SettingError, match=f"Setting {name} is no address") as raised:
        run(lake, Settings(engine="spark", **wrong))
    assert TOKEN not in str(raised.value)
    assert raised.value.hint.startswith("It looks like ")
    assert_hidden(lake, "")


def assert_hidden(lake, said):
    assert TOKEN not in said
    for path in lake.location.root.rglob("*"):
        assert not path.is_file() or TOKEN.encode() not in path.read_bytes(), path


@pytest.mark.spark
def test_an_extra_that_is_not_installed_is_named(lake):
    done = vitrola(
        "run", lake.location.root, "--engine", "spark", before="import sys; sys.modules['pyspark'] = None"
    )
    assert done.returncode == 7
    assert done.stderr == "Error: The Spark engine isn't installed. Run: make setup EXTRAS=spark\n"


@pytest.mark.spark
@pytest.mark.parametrize(
    "place", ["--master=spark://127.0.0.1:9", f"--remote=sc://127.0.0.1:9/;token={TOKEN}"]
)
def test_a_place_that_refuses_connections_is_named(lake, place):
    done = vitrola("run", lake.location.root, "--engine", "spark", place, "--debug")
    address = place.partition("=")[2].partition("/;")[0]
    assert done.returncode == 7
    assert f"Error: Spark at {address} can't be reached: " in done.stderr
    assert_hidden(lake, done.stdout + done.stderr)


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
def test_a_master_that_never_answers_is_given_up(lake):
    before = "from vitrola.engines.spark import session; session.SECONDS_TO_REGISTER = 15"
    with silent_listener() as port:
        master = f"spark://127.0.0.1:{port}"
        done = vitrola("run", lake.location.root, "--engine", "spark", "--master", master, before=before)
    assert done.returncode == 7
    assert f"Error: Spark can't start on {master}: its master took no application in 15 s." in done.stderr
    assert "Traceback" not in done.stderr


needs_connect = pytest.mark.skipif(not CONNECT.is_dir(), reason="make test installs what Spark Connect needs")


@needs_connect
@pytest.mark.spark
@pytest.mark.parametrize("options", ["", f"/;token={TOKEN}"])
def test_a_server_that_never_answers_is_given_up(lake, options):
    before = "from vitrola.engines.spark import session; session.SECONDS_TO_ANSWER = 3"
    with silent_listener() as port:
        address = f"sc://127.0.0.1:{port}"
        place = ("--remote", f"{address}{options}", "--debug")
        done = vitrola("run", lake.location.root, "--engine", "spark", *place, before=before)
    assert done.returncode == 7
    assert f"Error: Spark at {address} can't be used: it didn't answer in 3 s." in done.stderr
    assert_hidden(lake, done.stdout + done.stderr)


@needs_connect
@pytest.mark.spark
def test_options_that_the_client_refuses_are_named_without_their_values(lake):
    with silent_listener() as port:
        remote = f"sc://127.0.0.1:{port}/;token={TOKEN};{TOKEN}=;nothing"
        done = vitrola("run", lake.location.root, "--engine", "spark", "--remote", remote, "--debug")
    assert done.returncode == 7
    assert f"Error: Spark at sc://127.0.0.1:{port} can't be used: [INVALID_CONNECT_URL]" in done.stderr
    assert_hidden(lake, done.stdout + done.stderr)


def lose_java(engine):
    from pyspark import SparkContext

    gateway = SparkContext._gateway
    gateway.proc.kill()
    gateway.proc.wait()
    SparkContext._gateway = SparkContext._jvm = SparkContext._active_spark_context = None
    return engine


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
def test_java_that_ends_in_the_middle_is_named():
    with make_engine(Settings(engine="spark", small_rows=0)) as engine:
        assert engine.rows("SELECT 1 AS one") == [{"one": 1}]
        lose_java(engine)
        with pytest.raises(EngineError, match="Spark's Java is gone"):
            engine.rows("SELECT 1 AS one")
