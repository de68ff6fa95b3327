"""The templates and the state machine, checked as they are handed out."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from cloudformation import Loader, load
from vitrola.aws.templates import MACHINE, STACKS, state_machine, template

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
VALIDATOR = ROOT / "web" / "node_modules" / ".bin" / "asl-validator"
BUCKETS = ("LandingBucket", "LakeBucket", "WorkBucket")


def lint(file: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "cfn-lint"), "--include-checks", "I", "--", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def validate(file: Path) -> subprocess.CompletedProcess[str]:
    node = shutil.which("node") or str(Path(sys.executable).parent / "node")
    command = [node, str(VALIDATOR), "--json-path", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("stack", STACKS)
def test_cfn_lint_has_nothing_to_say(stack: str, tmp_path: Path) -> None:
    file = tmp_path / f"{stack}.yaml"
    file.write_text(template(stack).text)
    done = lint(file)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout


def test_cfn_lint_is_told_to_ignore_nothing() -> None:
    assert "cfn-lint" not in "".join(template(stack).text for stack in STACKS)
    assert not list(ROOT.glob(".cfnlintrc*"))


def test_cfn_lint_finds_a_wrong_property(tmp_path: Path) -> None:
    file = tmp_path / "storage.yaml"
    file.write_text(template("storage").text.replace("VersioningConfiguration", "Versions"))
    done = lint(file)
    assert done.returncode
    assert "Versions" in done.stdout


def test_the_validator_finds_the_machine_sound(tmp_path: Path) -> None:
    file = tmp_path / MACHINE
    file.write_text(state_machine())
    done = validate(file)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_validator_finds_a_next_that_leads_nowhere(tmp_path: Path) -> None:
    definition = json.loads(state_machine())
    definition["States"]["Catalogue"]["Next"] = "Nowhere"
    file = tmp_path / MACHINE
    file.write_text(json.dumps(definition))
    done = validate(file)
    assert done.returncode
    assert "Nowhere" in done.stdout + done.stderr


def test_the_stack_fills_in_every_placeholder_and_no_other() -> None:
    properties = load("processing")["Resources"]["Load"]["Properties"]
    assert properties["DefinitionString"] == state_machine()
    assert set(properties["DefinitionSubstitutions"]) == set(re.findall(r"\$\{(\w+)\}", state_machine()))


def test_every_call_is_tried_again_and_none_without_end() -> None:
    states = json.loads(state_machine())["States"]
    for name, state in states.items():
        if state["Type"] == "Task":
            assert [retry["MaxAttempts"] for retry in state["Retry"] if retry["MaxAttempts"] > 6] == [], name
            assert any(retry.get("BackoffRate", 0) > 1 for retry in state["Retry"]), name


def test_whatever_fails_while_the_turn_is_held_is_told() -> None:
    states = json.loads(state_machine())["States"]
    held = ("Read turn", "Count waiting", "Land and run", "Read report", "Read publication", "Notify")
    for name in held:
        last = states[name]["Catch"][-1]
        assert (last["ErrorEquals"], last["Next"]) == (["States.ALL"], "Notify failure"), name


def statements() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each IAM statement with where it stands and the line above it."""
    for stack in STACKS:
        text = template(stack).text
        lines = text.splitlines()
        for node in _mappings(yaml.compose(text, Loader)):
            if "Effect" in [key.value for key, _ in node.value]:
                line = node.start_mark.line
                read = Loader("")
                yield f"{stack}.yaml:{line + 1}", lines[line - 1], read.construct_mapping(node, deep=True)


def _mappings(node: Any) -> Iterator[yaml.MappingNode]:
    if isinstance(node, yaml.MappingNode):
        yield node
        for key, value in node.value:
            yield from _mappings(key)
            yield from _mappings(value)
    elif isinstance(node, yaml.SequenceNode):
        for entry in node.value:
            yield from _mappings(entry)


def test_every_statement_of_a_policy_is_justified_beside_it() -> None:
    found = list(statements())
    assert len(found) > 30
    assert [place for place, above, _ in found if not re.fullmatch(r"\s+# \w.{20,}\.", above)] == []


def test_no_statement_allows_everything_or_everywhere() -> None:
    for place, _, statement in statements():
        if statement["Effect"] == "Deny":
            continue
        actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        assert [action for action in actions if "*" in action] == [], place
        assert statement.get("Principal") != "*", place
        resources = statement.get("Resource", [])
        assert "*" not in (resources if isinstance(resources, list) else [resources]), place


def test_only_refusals_are_for_everybody() -> None:
    denied = [statement for _, _, statement in statements() if statement["Effect"] == "Deny"]
    assert len(denied) == len(BUCKETS)
    for statement in denied:
        assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


@pytest.mark.parametrize("bucket", BUCKETS)
def test_buckets_are_versioned_encrypted_private_and_kept(bucket: str) -> None:
    resource = load("storage")["Resources"][bucket]
    properties = resource["Properties"]
    assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain")
    assert properties["VersioningConfiguration"] == {"Status": "Enabled"}
    assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
    assert properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert properties["LifecycleConfiguration"]["Rules"]


def test_every_parameter_has_a_default_and_says_what_it_is() -> None:
    for stack in STACKS:
        for name, declared in template(stack).parameters.items():
            assert "Default" in declared, name
            assert declared["Description"].endswith("."), name
