from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from vitrola.cli import main as cli

if TYPE_CHECKING:
    from pathlib import Path


def vitrola(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["vitrola", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_synth_names_what_it_wrote_and_the_next_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert vitrola(monkeypatch, "aws", "synth", str(tmp_path), "--parameter", "LogDays=7") == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"Wrote {tmp_path}/storage.yaml"
    assert said[-1].startswith("Next: aws cloudformation deploy --stack-name vitrola-storage ")


def test_synth_as_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert vitrola(monkeypatch, "aws", "synth", str(tmp_path), "--format", "json") == 0
    written = json.loads(capsys.readouterr().out)
    assert written == [f"{tmp_path}/{name}" for name in (
        "storage.yaml", "storage.parameters.json", "processing.yaml", "processing.parameters.json",
        "load.asl.json",
    )]  # fmt: skip


def test_a_wrong_parameter_is_a_usage_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert vitrola(monkeypatch, "aws", "synth", str(tmp_path / "out"), "--parameter", "LogDay=7") == 2
    assert "Did you mean LogDays?" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_an_archive_that_cannot_be_made_has_an_exit_code_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "wheels").mkdir()
    arguments = ["aws", "package", str(tmp_path / "out"), "--wheels", str(tmp_path / "wheels")]
    assert vitrola(monkeypatch, *arguments) == 8
    assert "The packages of the job can't be had" in capsys.readouterr().err
