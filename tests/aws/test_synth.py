from __future__ import annotations

import json
import re
import subprocess
import zipfile
from pathlib import Path

import pytest

from vitrola.aws.parameters import assigned, parameter_files
from vitrola.aws.synth import synthesise
from vitrola.aws.templates import STACKS, template
from vitrola.errors import ParameterError

COMMITTED = Path(__file__).parents[2] / "deploy" / "aws"
LINE = "      DefinitionS3Location: load.asl.json\n"


def test_what_is_handed_out_is_what_is_committed(tmp_path: Path) -> None:
    written = synthesise(tmp_path / "out", {})
    assert [path.name for path in written] == [
        "storage.yaml",
        "storage.parameters.json",
        "processing.yaml",
        "processing.parameters.json",
        "load.asl.json",
    ]
    assert written[0].read_text() == (COMMITTED / "storage.yaml").read_text()
    assert written[4].read_text() == (COMMITTED / "load.asl.json").read_text()
    before, after = (COMMITTED / "processing.yaml").read_text().split(LINE)
    processing = written[2].read_text()
    assert processing.startswith(before)
    assert processing.endswith(after)
    assert "\n".join(line[8:] for line in processing[len(before) : -len(after)].splitlines()[1:]) == (
        (COMMITTED / "load.asl.json").read_text().rstrip("\n")
    )


def test_templates_of_an_earlier_time_are_written_over_and_values_stay(tmp_path: Path) -> None:
    synthesise(tmp_path, {"LogDays": "30", "ResultDays": "9"})
    (tmp_path / "storage.yaml").write_text("of an earlier time")
    written = synthesise(tmp_path, {"ResultDays": "11"})
    values = {entry["ParameterKey"]: entry["ParameterValue"] for entry in json.loads(written[1].read_text())}
    assert values == {"LandingDays": "90", "NoncurrentDays": "30", "ResultDays": "11", "LogDays": "30"}
    assert written[0].read_text() == (COMMITTED / "storage.yaml").read_text()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "isn't a list of ParameterKey"),
        ('["LogDays"]', "isn't a list of ParameterKey"),
        ('[{"ParameterKey": "LogDayz", "ParameterValue": "30"}]', "no parameter 'LogDayz'"),
        ('[{"ParameterKey": "LogDays", "ParameterValue": "thirty"}]', "LogDays is 'thirty'"),
    ],
)
def test_a_parameter_file_that_says_something_else_is_left_and_told(
    tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "storage.parameters.json"
    file.write_text(text)
    with pytest.raises(ParameterError, match=re.escape(said)):
        synthesise(tmp_path, {})
    assert file.read_text() == text
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("address", ["bi", "bi@example", "bi @example.com"])
def test_an_address_that_no_mail_reaches_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(ParameterError, match="AlarmEmail"):
        synthesise(tmp_path / "out", {"AlarmEmail": address})


def test_a_parameter_goes_to_the_stack_that_has_it() -> None:
    given = assigned(["LogDays=30", "AlarmEmail=bi@example.com", "ScheduleExpression=rate(1 day)"])
    storage, processing = parameter_files([template(stack) for stack in STACKS], given).values()
    assert json.loads(storage) == [
        {"ParameterKey": "LandingDays", "ParameterValue": "90"},
        {"ParameterKey": "NoncurrentDays", "ParameterValue": "30"},
        {"ParameterKey": "ResultDays", "ParameterValue": "7"},
        {"ParameterKey": "LogDays", "ParameterValue": "30"},
    ]
    values = {entry["ParameterKey"]: entry["ParameterValue"] for entry in json.loads(processing)}
    assert values["AlarmEmail"] == "bi@example.com"
    assert values["ScheduleExpression"] == "rate(1 day)"
    assert values["Release"] == "emr-spark-8.1.0"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("LogDays", "'LogDays' gives no value. Write --parameter Name=value."),
        ("LogDay=3", "Did you mean LogDays?"),
        ("LogDays=many", "Parameter LogDays is 'many'; it must be a number."),
        ("LogDays=0", "Parameter LogDays is 0; it must be at least 1."),
        ("SettleSeconds=4000", "Parameter SettleSeconds is 4000; it must be from 0 to 3600."),
        ("Architecture=arm", "Parameter Architecture is 'arm'; it must be one of X86_64, ARM64."),
        ("DatabaseName=My-Lake", "Parameter DatabaseName is 'My-Lake'; it must match [a-z0-9_]{1,255}."),
    ],
)
def test_a_wrong_parameter_is_named_and_nothing_written(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ParameterError) as caught:
        synthesise(tmp_path / "out", assigned([text]))
    assert said in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_the_wheel_carries_the_templates_and_the_job(tmp_path: Path) -> None:
    from uv import find_uv_bin

    command = [find_uv_bin(), "build", "--quiet", "--wheel", "--out-dir", str(tmp_path)]
    subprocess.run(command, cwd=COMMITTED.parents[1], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
        for file in COMMITTED.iterdir():
            assert packed.read(f"vitrola/aws/templates/{file.name}") == file.read_bytes()
    assert "vitrola/job.py" in names
