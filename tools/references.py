"""Write the reference pages that come from the code: ``python -m tools.references``."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from tools import api_page, assistants_page, source_page
from tools.markdown import rows
from vitrola import errors
from vitrola.cli.main import VERBS, app
from vitrola.config import Settings
from vitrola.contracts import Reason, contracts, control_contracts
from vitrola.handover.powerbi.dax import measure_dax
from vitrola.metrics.definitions import measures
from vitrola.metrics.statements import statement
from vitrola.pipeline.describing import rules as rules_of
from vitrola.sources.expectations import MEANING

if TYPE_CHECKING:
    from vitrola.contracts import Column, Contract

FOLDER = Path(__file__).parents[1] / "docs" / "reference"
GENERATED = "<!-- written by `make references`; change the code instead -->\n"


def pages() -> dict[str, str]:
    """The text of every page by file name."""
    return {
        "api.md": _page(api_page.page()),
        "assistants.md": _page(assistants_page.page()),
        "cli.md": _cli(),
        "codes.md": _codes(),
        "measures.md": _measures(),
        "settings.md": _settings(),
        "sources.md": _page(source_page.page()),
        "tables.md": _tables(),
    }


def _cli() -> str:
    group = typer.main.get_command(app)
    parts = ["# Commands"]
    for name in sorted(VERBS):
        command = group.get_command(typer.Context(group), name)  # type: ignore[attr-defined]
        parts += [_help(path, each) for path, each in _commands(name, command)]
    return _page(parts)


def _commands(name: str, command: Any) -> list[tuple[str, Any]]:
    """A verb, and those below it."""
    if not isinstance(command, TyperGroup):
        return [(name, command)]
    context = typer.Context(command)
    below = ((each, command.get_command(context, each)) for each in command.list_commands(context))
    return [(name, command), *((f"{name} {each}", verb) for each, verb in below)]


def _help(name: str, command: Any) -> str:
    context = command.make_context(name, [], resilient_parsing=True)
    context.info_name = f"vitrola {name}"
    context.terminal_width = 100
    return f"## {name}\n```text\n{command.get_help(context).strip()}\n```"


def _codes() -> str:
    unexpected = "Something unexpected: the system refused, or a bug. `--debug` shows the traceback."
    branches = errors.VitrolaError.__subclasses__()
    exits = [["0", "Done."], ["1", unexpected]]
    exits += [[str(branch.exit_code), branch.__doc__ or ""] for branch in branches]
    reasons = [[f"`{reason}`", MEANING[reason]] for reason in Reason]
    return _page(
        [
            "# Codes",
            "## Exit codes\n" + rows(["code", "when"], exits),
            "## Reason codes of quarantine\n" + rows(["rule", "what was expected"], reasons),
            "## Patterns\nWhat `bad_pattern` measures identifiers against, by source. Ranges and values that "
            "are allowed stand beside each column in [tables](tables.md), and all that a source expects in "
            "[sources](sources.md).",
            rows(["source", "layout", "column", "pattern"], source_page.patterns()),
        ]
    )


def _measures() -> str:
    intro = (
        "What a measure is stands once, in `metrics/definitions/measures.yaml`. The SQL below is Spark SQL "
        "over the published tables; the DAX is what `vitrola export powerbi` writes. Both are made from it. "
        "DAX answers under whatever is selected in the report, and is blank where SQL counts zero."
    )
    parts = ["# Measures", intro]
    for name, measure in measures().items():
        head = f"## {name}\n**{measure.label['en']}** ({measure.unit['en']}). {measure.description['en']}"
        portuguese = f"*{measure.label['pt']} ({measure.unit['pt']}). {measure.description['pt']}*"
        facts = f"Adds up over groups: {'yes' if measure.additive else 'no'}. Definition: `{measure.sql}`"
        sql, dax = f"```sql\n{statement(name)}\n```", f"```text\n{measure_dax(name)}\n```"
        parts.append("\n\n".join([head, portuguese, facts, sql, dax]))
    return _page(parts)


def _settings() -> str:
    found = [[f"`{entry.name}`", f"`{entry.default}`", entry.metadata["help"]] for entry in fields(Settings)]
    intro = "In the lake's `vitrola.toml`; `VITROLA_<NAME>` wins over it, and a flag over both."
    return _page(["# Settings", intro, rows(["setting", "default", "what it says"], found)])


def _tables() -> str:
    control = [_table(contract, level=3) for contract in control_contracts().values()]
    promised = (
        "What each published table promises: columns, types, rules, meanings. The contracts are YAML of the "
        "Open Data Contract Standard in `src/vitrola/contracts/definitions`; typing, rules, comments in "
        "Glue, the dictionary and the Power BI model come from them."
    )
    recorded = (
        "The tables below are of the control zone: what runs wrote down. They are told apart by `run_id`."
    )
    return _page(
        [
            "# Tables and their contracts",
            promised,
            *map(_table, contracts().values()),
            f"## Control tables\n{recorded}",
            *control,
        ]
    )


def _table(contract: Contract, *, level: int = 2) -> str:
    head = f"{'#' * level} {contract.table}\n{contract.description['en']}\n\n*{contract.description['pt']}*\n"
    references = {entry.column: f"→ `{entry.table}.{entry.target}`" for entry in contract.references}
    columns = [
        [
            f"`{column.name}`",
            column.kind.value,
            ", ".join(filter(None, [_facts(column), references.get(column.name, "")])),
            column.description["en"],
            column.description["pt"],
        ]
        for column in contract.columns
    ]
    return f"{head}\n{rows(['column', 'type', 'rules', 'meaning', 'significado'], columns)}"


def _facts(column: Column) -> str:
    return ", ".join([*(["key"] if column.primary_key else []), *rules_of(column)])


def _page(parts: list[str]) -> str:
    return GENERATED + "\n\n".join(parts) + "\n"


def main() -> None:
    """Write all pages anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
