"""The job's archive: made once, with the wheels of this machine's platform, and used as EMR uses it."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import vitrola
from vitrola.aws import package as packaging
from vitrola.aws.package import package
from vitrola.errors import DeploymentError

if TYPE_CHECKING:
    from vitrola.aws.package import Packaged

pytestmark = pytest.mark.xdist_group("package")

IMPORTED = (
    "vitrola.cli.run, vitrola.cli.land, vitrola.job, boto3, duckdb, numba, numpy, pyarrow, pyiceberg, sqlglot"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Packaged]:
    folder = tmp_path_factory.mktemp("package")
    return folder, package(folder, python="3.11", architecture="X86_64")


@pytest.fixture(scope="module")
def unpacked(made: tuple[Path, Packaged], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("job") / "packages"
    with tarfile.open(made[0] / "packages.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    return folder


@pytest.mark.skipif(
    sys.version_info[:2] != (3, 11) or sys.platform != "linux",
    reason="the archive is for Python 3.11 on Linux, and another interpreter can't import it",
)
def test_another_interpreter_imports_all_that_the_job_needs(unpacked: Path) -> None:
    """Isolated: neither this environment nor the checkout is seen."""
    program = f"import sys; sys.path.insert(0, {str(unpacked)!r}); import {IMPORTED}; print(vitrola.__file__)"
    base = Path(sys.base_prefix) / "bin" / "python3"
    done = subprocess.run(
        [str(base), "-I", "-c", program], capture_output=True, text=True, check=False, cwd=unpacked.parent
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(unpacked / "vitrola" / "__init__.py")


def test_the_command_works_from_the_archive(unpacked: Path, tmp_path: Path) -> None:
    program = f"import sys; sys.path.insert(0, {str(unpacked)!r}); from vitrola.cli.main import main; main()"
    base = Path(sys.base_prefix) / "bin" / "python3"
    for verb in (["init"], ["land"]):
        arguments = [str(base), "-I", "-c", program, *verb, str(tmp_path / "lake")]
        if verb == ["land"]:
            sample = tmp_path / "data"
            subprocess.run(
                [str(base), "-I", "-c", program, "sample", str(sample), "--records", "500"], check=True
            )
            arguments.append(str(sample))
        subprocess.run(arguments, check=True, capture_output=True)


def test_the_archive_holds_the_job_but_not_spark_nor_what_names_this_machine(
    made: tuple[Path, Packaged],
) -> None:
    with tarfile.open(made[0] / "packages.tar.gz") as archive:
        entries = archive.getmembers()
    names = [entry.name for entry in entries]
    assert names == sorted(names, key=lambda name: Path(name).parts)
    assert {"vitrola/job.py", "vitrola/contracts/control.yaml"} <= set(names)
    assert not {name.split("/")[0] for name in names} & {"pyspark", "bin", ".lock"}
    ends = {Path(name).name for name in names if ".dist-info/" in name}
    assert not ends & {"RECORD", "direct_url.json", "uv_cache.json"}
    assert not [name for name in names if "__pycache__" in name]
    assert {(entry.uid, entry.gid, entry.uname, entry.mtime) for entry in entries} == {(0, 0, "", 0)}


def test_the_script_beside_it_is_the_package_s_own(made: tuple[Path, Packaged]) -> None:
    assert (made[0] / "job.py").read_bytes() == (Path(vitrola.__file__).parent / "job.py").read_bytes()


def test_the_listing_says_what_is_in_it(made: tuple[Path, Packaged], unpacked: Path) -> None:
    folder, packaged = made
    listed = json.loads((folder / "packages.json").read_text())
    assert listed["sha256"] == hashlib.sha256((folder / "packages.tar.gz").read_bytes()).hexdigest()
    assert listed["size"] == packaged.size == (folder / "packages.tar.gz").stat().st_size
    assert (listed["vitrola"], listed["python"], listed["architecture"]) == (
        vitrola.__version__, "3.11", "X86_64",
    )  # fmt: skip
    infos = {path.name.split("-")[0].lower() for path in unpacked.glob("*.dist-info")}
    names = {name.replace("-", "_").replace(".", "_").lower() for name in listed["distributions"]}
    assert names == infos
    assert {"duckdb", "pyarrow", "pyiceberg", "boto3"} <= set(listed["distributions"])


def test_the_versions_are_those_installed_here(made: tuple[Path, Packaged]) -> None:
    from importlib.metadata import version

    assert {name: version(name) for name in made[1].distributions} == made[1].distributions


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name / "inner").mkdir(parents=True)
    for name, order in (("one", "ab"), ("two", "ba")):
        for file in order:
            (tmp_path / name / "inner" / file).write_text(file)
        (tmp_path / name / "bin").mkdir()
        (tmp_path / name / "bin" / "f2py").write_text(f"#!{tmp_path}/{name}")
        (tmp_path / name / "a-1.dist-info").mkdir()
        (tmp_path / name / "a-1.dist-info" / "RECORD").write_text(f"{tmp_path}/{name}")
        (tmp_path / name / "a-1.dist-info" / "METADATA").write_text("Name: a")
        packaging._pack(tmp_path / name, tmp_path / f"{name}.tar.gz")
    assert (tmp_path / "one.tar.gz").read_bytes() == (tmp_path / "two.tar.gz").read_bytes()
    with tarfile.open(tmp_path / "one.tar.gz") as archive:
        assert archive.getnames() == ["a-1.dist-info/METADATA", "inner/a", "inner/b"]


def test_without_a_network_the_way_out_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    with pytest.raises(DeploymentError) as caught:
        package(tmp_path / "out", python="3.11", architecture="X86_64")
    said = str(caught.value)
    assert "the network was disabled" in said
    assert said.endswith("or name a folder that holds them: --wheels DIR")
    assert not (tmp_path / "out").exists()


def test_wheels_that_cannot_be_had_are_named_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "wheels").mkdir()
    with pytest.raises(DeploymentError) as caught:
        package(tmp_path / "out", python="3.13", architecture="ARM64", wheels=tmp_path / "wheels")
    assert str(caught.value).startswith("The packages of the job can't be had: ")
    assert "not found in the provided package locations" in str(caught.value)
    assert "--wheels DIR" in str(caught.value)
    assert not (tmp_path / "out").exists()
