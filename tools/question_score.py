"""Score the reading of questions against what is expected: ``python -m tools.question_score FILE``.

A reading counts where measure, dimensions (in either order), filters, order, limit and change are all as
expected and the corrections too; an ambiguous question where the readings offered are the same ones; an
unknown one where the same words are named, and the value to suggest, if any, is offered first.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from question_lake import question_lake
from vitrola.lake import publication
from vitrola.metrics.cube import load_cube
from vitrola.pipeline.cube import cube_folder
from vitrola.questions.calendar import known_of
from vitrola.questions.grammar import understand
from vitrola.questions.names import names_of
from vitrola.questions.reading import reading
from vitrola.questions.tokens import folded

KIND = re.compile(r"^- id: (\S+)\s+# kind: (\S+)", re.MULTILINE)


def loaded(path: Path) -> list[dict[str, Any]]:
    """The questions of a file, each with its kind."""
    text = path.read_text("utf-8")
    kinds = dict(KIND.findall(text))
    items: list[dict[str, Any]] = yaml.safe_load(text)
    return [{"kind": kinds.get(str(item["id"]), "other"), **item} for item in items]


def expected(item: dict[str, Any]) -> Any:
    """What a question should be, in a form that compares."""
    if "unknown" in item:
        return ("unknown", folded(str(item["unknown"])), item.get("suggests"))
    if "ambiguous" in item:
        return ("ambiguous", frozenset(map(_expected_reading, item["ambiguous"])))
    told = item["reading"].get("corrected") or {}
    corrections = frozenset((folded(str(a)), folded(str(b))) for a, b in told.items())
    return ("reading", _expected_reading(item["reading"]), corrections)


def found(item: dict[str, Any], names: Any, known: Any) -> Any:
    """What a question is taken for, in the same form."""
    lang = "en" if item["lang"] == "en" else "pt"
    answer = understand(item["text"], names, known, lang)
    if answer.unknown:
        offered = answer.unknown[0].suggests
        words = folded(" ".join(each.words for each in answer.unknown))
        return ("unknown", words, offered[0] if "suggests" in item and offered else None)
    readings = frozenset(map(_comparable, answer.readings))
    if len(readings) > 1:
        return ("ambiguous", readings)
    corrections = frozenset((folded(each.typed), folded(each.value)) for each in answer.corrections)
    return ("reading", next(iter(readings)), corrections)


def score(path: Path) -> list[tuple[dict[str, Any], Any, Any]]:
    """Each question with what was expected and what was found, on a small lake."""
    with tempfile.TemporaryDirectory() as folder:
        lake = question_lake(Path(folder))
        shown = publication.current(lake)
        cube = load_cube(cube_folder(lake, shown.run_id))  # type: ignore[union-attr]
        names, known = names_of(cube), known_of(cube)
        return [(item, expected(item), found(item, names, known)) for item in loaded(path)]


def main() -> None:
    """Print the score by language and kind, and every miss."""
    results = score(Path(sys.argv[1]))
    for item, wanted, got in results:
        if wanted != got:
            print(f"{item['id']} ({item['lang']}, {item['kind']}): {item['text']}")
            print(f"   expected {_shown(wanted)}\n   found    {_shown(got)}")
    for part in ("lang", "kind"):
        count = Counter(item[part] for item, *_ in results)
        hits = Counter(item[part] for item, wanted, got in results if wanted == got)
        print(part + ": " + ", ".join(f"{name} {hits[name]}/{count[name]}" for name in sorted(count)))
    print(f"all: {sum(wanted == got for _, wanted, got in results)}/{len(results)}")


def _expected_reading(entry: dict[str, Any]) -> Any:
    by = entry["by"] or []
    made = reading(
        entry["measure"],
        [by] if isinstance(by, str) else by,
        {
            name: [None if each is None else str(each) for each in values]
            for name, values in entry["filters"].items()
        },
        entry["order"],
        entry["limit"],
        entry["change"],
    )
    return _comparable(made)


def _comparable(made: Any) -> Any:
    return (made.measure, tuple(sorted(made.by)), made.filters, made.order, made.limit, made.change)


def _shown(entry: Any) -> str:
    if entry[0] == "ambiguous":
        return "ambiguous\n" + "\n".join(f"      {each}" for each in sorted(entry[1], key=str))
    return " ".join(map(str, entry))


if __name__ == "__main__":
    main()
