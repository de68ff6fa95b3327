"""Server time of a question in words: read, answered, JSON out, nothing kept.

``python -m benchmarks.dashboard.asking LAKE`` prints it alone, with the slowest questions.
"""

from __future__ import annotations

import json
import re
import sys
import time
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml

from benchmarks.figures import Figure, percentile
from vitrola.lake import open_lake, publication
from vitrola.metrics.answer import answer
from vitrola.metrics.cube import load_cube
from vitrola.pipeline.cube import cube_folder
from vitrola.questions.reply import lexicon_of, reply_to, warm_lexicon

if TYPE_CHECKING:
    from vitrola.metrics.cube import Cube

BAR = 50
SLOWEST = 10
QUESTIONS = Path(__file__).parents[2] / "tests" / "questions" / "open.yaml"


def questions_of(cube: Cube) -> list[str]:
    """The open questions of the tests, about the most played artists of this cube instead of their own."""
    items = yaml.safe_load(QUESTIONS.read_text("utf-8"))
    named = dict.fromkeys(name for item in items for name in _artists(item))
    axis = cube.axes["artist"]
    rows = np.bincount(axis.codes, weights=cube.orders.by["track"].rows, minlength=len(axis.values))
    most = [str(axis.values[code]) for code in np.argsort(-rows) if code]
    by_name = {name.casefold(): other for name, other in zip(named, most, strict=False)}
    anyone = re.compile("|".join(re.escape(name) for name in sorted(named, key=len, reverse=True)), re.I)
    return [anyone.sub(lambda found: by_name[found[0].casefold()], item["text"]) for item in items]


def _artists(item: dict[str, Any]) -> list[str]:
    readings = item.get("ambiguous") or [item.get("reading") or {"filters": {}}]
    return [name for read in readings for name in read["filters"].get("artist", ())]


def timed(folder: Path) -> list[tuple[float, str, str]]:
    """Milliseconds of each question, what kind of reply it got, and the question; each was asked before."""
    cube = load_cube(folder)
    lexicon, scan = lexicon_of(cube), partial(answer, cube)
    warm_lexicon(lexicon)
    found = []
    for text in questions_of(cube):
        for _ in range(2):
            started = time.perf_counter()
            reply = reply_to(text, lexicon, scan)
            json.dumps(reply, ensure_ascii=False)
            taken = (time.perf_counter() - started) * 1_000
        found.append((taken, reply["kind"], text))
    return found


def question_figures(folder: Path) -> list[Figure]:
    """Median, 95th percentile and how many are within the bar."""
    found = timed(folder)
    taken = [milliseconds for milliseconds, *_ in found]
    answered = sum(kind == "answer" for _, kind, _ in found)
    count = f"{len(found)} questions, {answered} answered with numbers"
    within = sum(milliseconds <= BAR for milliseconds in taken) / len(taken)
    return [
        Figure(f"a question in words, median ({count})", median(taken), "ms", BAR),
        Figure("… p95", percentile(taken, 0.95), "ms", BAR),
        Figure(f"… share within {BAR} ms", 100 * within, "%"),
    ]


def main() -> None:
    """Print the figures of a published lake and its slowest questions."""
    lake = open_lake(sys.argv[1])
    shown = publication.current(lake)
    if shown is None:
        sys.exit("Nothing is published.")
    folder = cube_folder(lake, shown.run_id)
    for figure in question_figures(folder):
        print(f"{figure.name}: {figure.value:.1f} {figure.unit}")
    for milliseconds, kind, text in sorted(timed(folder), reverse=True)[:SLOWEST]:
        print(f"{milliseconds:6.1f} ms  {kind:9}  {text}")


if __name__ == "__main__":
    main()
