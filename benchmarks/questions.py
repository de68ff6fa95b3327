"""How long questions in words take to answer: ``python -m benchmarks.questions LAKE [RECORDED]``.

Each question is asked of the API's own code (understanding, numbers, chips and JSON), on a warm process, in
turn and with no answer kept; wall and processor time are medians over the rounds.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from vitrola.config import Settings
from vitrola.dashboard.desk import Desk
from vitrola.lake import open_lake
from vitrola.metrics.answer import answer
from vitrola.questions.reply import reply_to

ROUNDS = 3
EXAMPLES = (
    "top 10 artistas de rock em março",
    "streams by release year for Radiohead",
    "which month grew most?",
    "usuários por sexo e faixa etária",
)
OPEN = Path(__file__).parents[1] / "tests" / "questions" / "open.yaml"


def measured(folder: str) -> dict[str, Any]:
    """Milliseconds of each question, and their distribution."""
    desk = Desk(open_lake(folder), Settings())
    began = time.perf_counter()
    desk.warm()
    warm = time.perf_counter() - began
    shown = desk.shown()
    began = time.perf_counter()
    lexicon = shown.lexicon
    built = time.perf_counter() - began
    questions = [*EXAMPLES, *(item["text"] for item in yaml.safe_load(OPEN.read_text("utf-8")))]
    scan = partial(answer, shown.cube)
    rows: list[dict[str, Any]] = []
    for text in dict.fromkeys(questions):
        walls, spent, kind = [], [], ""
        for _ in range(ROUNDS):
            wall, processor = time.perf_counter(), time.process_time()
            reply = reply_to(text, lexicon, scan)
            json.dumps(reply, ensure_ascii=False)
            walls.append(1e3 * (time.perf_counter() - wall))
            spent.append(1e3 * (time.process_time() - processor))
            kind = reply["kind"]
        rows.append(
            {
                "question": text,
                "kind": kind,
                "ms": statistics.median(walls),
                "processor_ms": statistics.median(spent),
            }
        )
    times: list[float] = sorted(row["ms"] for row in rows)
    spending: list[float] = sorted(row["processor_ms"] for row in rows)
    return {
        "warm_seconds": warm,
        "lexicon_seconds": built,
        "questions": len(rows),
        "answers": sum(row["kind"] == "answer" for row in rows),
        "ms": _spread(times),
        "processor_ms": _spread(spending),
        "within_50_ms": sum(time <= 50 for time in times),
        "slowest": sorted(rows, key=lambda row: -row["ms"])[:12],
        "examples": rows[: len(EXAMPLES)],
    }


def _spread(times: list[float]) -> dict[str, float]:
    return {"p50": times[len(times) // 2], "p95": times[int(len(times) * 0.95)], "max": times[-1]}


def main() -> None:
    """Print what was measured as JSON, and keep it in a file where one is named."""
    text = json.dumps(measured(sys.argv[1]), ensure_ascii=False, indent=1)
    print(text)
    if len(sys.argv) > 2:
        Path(sys.argv[2]).write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
