"""How ``alerts.yaml`` is read, with the line of whatever is wrong in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from vitrola.errors import AlertsError, UsageError, did_you_mean
from vitrola.lake.zones import ALERTS
from vitrola.metrics.definitions import dimensions
from vitrola.metrics.measuring import MEASURED, check_measured
from vitrola.metrics.state import State, parse_state
from vitrola.pipeline.alerts.rules import MOST_TOLD, PERIOD, Against, Direction, Rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vitrola.lake import Lake

KEYS = {
    "name": "what the rule is called",
    "measure": "a measure, such as streams",
    "by": "a dimension, or two: each of its values is looked at",
    "where": "filters by dimension",
    "genres": "delivered or resolved",
    "period": "month, full month, a number of days such as 28 days, or all",
    "against": "period before or publication before",
    "down": "by how much: 20% or an amount",
    "up": "by how much: 20% or an amount",
    "below": "a number",
    "above": "a number",
    "least": "what the measure must have been before",
    "most": "values that are told at most",
    "smallest_cell": "users that a value must be about",
}
"""The keys of a rule and what each is."""
DIRECTIONS: tuple[Direction, ...] = ("down", "up", "below", "above")
AGAINST = ("period before", "publication before")
_PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*%")


def read_rules(lake: Lake) -> list[Rule]:
    """The rules of a lake, none where it has no file of them; raises AlertsError."""
    data = lake.location.read(ALERTS)
    return parse_rules(data) if data is not None else []


def parse_rules(data: bytes) -> list[Rule]:
    """Rules from the file's bytes; raises AlertsError with the line and what is wrong there."""
    try:
        node = yaml.compose(data.decode("utf-8-sig"), yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise AlertsError(f"{ALERTS} is not UTF-8.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{ALERTS}, line {mark.line + 1}" if mark else ALERTS
        raise AlertsError(f"{where}: this is not YAML ({getattr(error, 'problem', error)}).") from error
    if node is None:
        return []
    if not isinstance(node, yaml.SequenceNode):
        raise _wrong(node, "the file must be a list of rules, each beginning with '- name:'")
    found: dict[str, Rule] = {}
    for entry in node.value:
        rule = _rule(entry)
        if rule.name in found:
            raise _wrong(entry, f"two rules are called {rule.name!r}")
        found[rule.name] = rule
    return list(found.values())


def _wrong(node: Any, said: str) -> AlertsError:
    return AlertsError(f"{ALERTS}, line {node.start_mark.line + 1}: {said}.")


def _known(node: Any, kind: str, name: Any, known: Mapping[str, Any] | tuple[str, ...]) -> None:
    if name not in known:
        said = f"there is no {kind} {str(name)[:50]!r}; known are {', '.join(known)}"
        raise AlertsError(f"{_wrong(node, said).message}{did_you_mean(str(name), known)}")


def _rule(node: Any) -> Rule:
    if not isinstance(node, yaml.MappingNode):
        raise _wrong(node, "a rule must have keys such as name, measure and down")
    nodes: dict[str, Any] = {}
    for key, value in node.value:
        _known(key, "key", key.value, KEYS)
        if key.value in nodes:
            raise _wrong(key, f"{key.value} is given twice")
        nodes[key.value] = value
    for needed in ("name", "measure"):
        if needed not in nodes:
            raise _wrong(node, f"the rule has no {needed}")
    name = _text(nodes["name"], "name")
    directions = [each for each in DIRECTIONS if each in nodes]
    if len(directions) != 1:
        raise _wrong(node, f"rule {name!r} must have one of {', '.join(DIRECTIONS)}, not {len(directions)}")
    direction = directions[0]
    amount, relative = _amount(nodes[direction], direction)
    measure, by = _text(nodes["measure"], "measure"), _by(nodes.get("by"))
    _known(nodes["measure"], "measure", measure, MEASURED)
    try:
        check_measured(measure, by)
    except UsageError as error:
        raise _wrong(nodes["by"], error.message.rstrip(".")) from error
    return Rule(
        name=name,
        measure=measure,
        direction=direction,
        amount=amount,
        relative=relative,
        by=by,
        state=_state(nodes),
        period=_period(nodes),
        against=_against(nodes, direction),
        least=_number(nodes["least"], "least") if "least" in nodes else 1.0,
        most=int(_number(nodes["most"], "most")) if "most" in nodes else MOST_TOLD,
        smallest_cell=int(_number(nodes["smallest_cell"], "smallest_cell"))
        if "smallest_cell" in nodes
        else 0,
    )


def _text(node: Any, key: str) -> str:
    if (
        not isinstance(node, yaml.ScalarNode)
        or not 0 < len(node.value) <= 200
        or not node.value.isprintable()
    ):
        raise _wrong(node, f"{key} must be a text of 1 to 200 characters")
    return str(node.value)


def _number(node: Any, key: str) -> float:
    text = node.value.replace("_", "") if isinstance(node, yaml.ScalarNode) else ""
    if not re.fullmatch(r"[0-9]{1,15}(\.[0-9]{1,9})?", text):
        raise _wrong(node, f"{key} must be a number of 0 or more")
    return float(text)


def _amount(node: Any, direction: Direction) -> tuple[float, bool]:
    text = str(node.value).strip() if isinstance(node, yaml.ScalarNode) else ""
    if direction in ("down", "up") and (percent := _PERCENT.fullmatch(text)):
        return float(percent[1]) / 100, True
    amount = _number(
        node, f"{direction}, but for a percentage such as 20%," if direction in ("down", "up") else direction
    )
    return amount, False


def _by(node: Any) -> tuple[str, ...]:
    if node is None:
        return ()
    each = node.value if isinstance(node, yaml.SequenceNode) else [node]
    names = tuple(part.strip() for one in each for part in _text(one, "by").split(","))
    for name in names:
        _known(node, "dimension", name, dimensions())
    return names


def _period(nodes: dict[str, Any]) -> str:
    if "period" not in nodes:
        return "all" if "against" in nodes and nodes["against"].value == "publication before" else "month"
    text = _text(nodes["period"], "period")
    if not PERIOD.fullmatch(text):
        raise _wrong(nodes["period"], f"period must be {KEYS['period']}, not {text[:50]!r}")
    if text == "all" and "against" in nodes and nodes["against"].value == "period before":
        raise _wrong(nodes["period"], "there is no period before all of the data")
    return text


def _against(nodes: dict[str, Any], direction: Direction) -> Against:
    fixed = direction in ("above", "below")
    if "against" not in nodes:
        if not fixed and "period" in nodes and nodes["period"].value == "all":
            raise _wrong(nodes["period"], "with all of the data, against must be publication before")
        return "nothing" if fixed else "period before"
    if fixed:
        raise _wrong(nodes["against"], f"{direction} is a number of its own and compares with nothing")
    text = _text(nodes["against"], "against")
    _known(nodes["against"], "comparison", text, AGAINST)
    return "publication before" if text == "publication before" else "period before"


def _state(nodes: dict[str, Any]) -> State:
    pairs: list[tuple[str, str]] = []
    where = nodes.get("where")
    if where is not None and not isinstance(where, yaml.MappingNode):
        raise _wrong(where, "where must have dimensions and values, such as {genre: Rock}")
    for key, value in where.value if where is not None else ():
        _known(key, "dimension", key.value, dimensions())
        if dimensions()[key.value].side == "day" and key.value != "weekday":
            raise _wrong(key, f"a rule's days come from its period, so it can't filter by {key.value}")
        each = value.value if isinstance(value, yaml.SequenceNode) else [value]
        pairs += [(key.value, _filtered(key, one)) for one in each]
    if "genres" in nodes:
        pairs.append(("genres", _text(nodes["genres"], "genres")))
    try:
        return parse_state(pairs)
    except UsageError as error:
        raise _wrong(where if where is not None else nodes["genres"], error.message.rstrip(".")) from error


def _filtered(key: Any, node: Any) -> str:
    """A value as a filter has it: null is "not informed"."""
    if isinstance(node, yaml.ScalarNode):
        return "" if node.tag == "tag:yaml.org,2002:null" else str(node.value)
    raise _wrong(node, f"{key.value} must be a value, or a list of them")
