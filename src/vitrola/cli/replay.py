"""``vitrola replay``."""

from typing import Any

from vitrola.cli.context import FormatOption, LakeArgument, open_with_settings, steps
from vitrola.cli.output import Format, out, print_json, print_rows
from vitrola.cli.summary import print_summary
from vitrola.pipeline.run import run as run_pipeline

COLUMNS = ["source", "file", "rules_before", "fate", "rules_after", "rows"]


def replay(lake: LakeArgument, format: FormatOption = Format.TABLE) -> None:  # noqa: A002 - the option's name
    """Put quarantined rows through again after a source or a rule was mended, and say what became of each.

    Publishes like run does. Every row that was in quarantine is refined, merged, filtered, superseded
    with its file, or quarantined still; each is in the table replay of 'vitrola sql'.
    """
    opened, settings = open_with_settings(lake)
    with steps() as progress:
        task = progress.add_task("plan")
        record = run_pipeline(
            opened, settings, lambda name: progress.update(task, description=name), replay=True
        )
    if format is Format.JSON:
        print_json(record)
        return
    print_summary(opened, record)
    out.print()
    _print_replay(record)


def _print_replay(record: dict[str, Any]) -> None:
    if record["status"] == "nothing to do":
        out.print(
            "Replay Nothing changed since, so that every row would meet the same rules.",
            markup=False,
        )
    elif record["replay"]:
        print_rows(record["replay"], COLUMNS, title="Rows that were in quarantine")
    else:
        out.print("Replay No row was in quarantine.", markup=False)
