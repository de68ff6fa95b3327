"""``vitrola drivers``."""

from functools import partial
from typing import Annotated, Any
from urllib.parse import parse_qsl

import typer

from vitrola.cli.context import FormatOption, LakeArgument, open_with_settings
from vitrola.cli.output import Format, out, print_json, print_rows, told_filters
from vitrola.errors import UsageError

NOT_INFORMED = "Not informed"


def drivers(
    lake: LakeArgument,
    by: Annotated[str, typer.Option(help="A dimension, or two with a comma between.")] = "genre",
    measure: Annotated[str, typer.Option(help="What changed, such as streams or users.")] = "streams",
    month: Annotated[str | None, typer.Option(help="The month that is explained, such as 2020-03.")] = None,
    first: Annotated[str | None, typer.Option("--from", help="First day of what is explained.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day of what is explained.")] = None,
    where: Annotated[
        list[str] | None, typer.Option(help="A filter such as genre=Rock; repeat it for more.")
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(help="What is compared with, such as month=2020-01; else the period before."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Values that are told singly at most.")] = 20,
    smallest_cell: Annotated[int, typer.Option(min=0, help="Tell no value about fewer users than this.")] = 0,
    format: FormatOption = Format.TABLE,  # noqa: A002 - the option's name
) -> None:
    """Say what a change between two periods is made of: each value's contribution, adding up exactly to it.

    Without a period it is the last full month of the data, against the one before.
    """
    from vitrola.metrics.answer import answer  # noqa: PLC0415 - slow to import
    from vitrola.metrics.drivers import Asked, explained  # noqa: PLC0415
    from vitrola.metrics.periods import last_full_month, played_days  # noqa: PLC0415
    from vitrola.metrics.state import parse_state  # noqa: PLC0415
    from vitrola.pipeline.shown import current_publication, shown_cube  # noqa: PLC0415

    asked = Asked(tuple(by.split(",")), measure, limit, smallest_cell)
    pairs = [_pair(text) for text in where or ()]
    pairs += [(name, text) for name, text in (("month", month), ("from", first), ("to", last)) if text]
    other = parse_state(parse_qsl(against, keep_blank_values=True)) if against is not None else None
    parse_state(pairs)
    opened, settings = open_with_settings(lake)
    shown = current_publication(opened)
    cube = shown_cube(opened, settings, shown)
    if not {"month", "date", "from", "to"} & {name for name, _ in pairs} and other is None:
        period = last_full_month(played_days(cube, parse_state(pairs)))
        pairs += [("from", str(period[0])), ("to", str(period[1]))] if period else []
    found = explained(partial(answer, cube), parse_state(pairs), other, asked)
    if found["against"] is None:
        raise UsageError(
            "The data has no period before the one asked for, so there is no change to explain.",
            hint="Give another with --month or --from and --to, or what to compare with by --against.",
        )
    if format is Format.JSON:
        print_json({"publication": shown.run_id, **found})
    else:
        _print(found)


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise UsageError(f"--where must be a filter such as genre=Rock, not {text[:50]!r}.")
    return name, value


def _print(found: dict[str, Any]) -> None:
    if found.get("suppressed"):
        out.print("Withheld: one of the two periods is about too few users.", markup=False)
        return
    print_rows(
        [
            *({_label(found): _name(row), **_numbers(row)} for row in found["rows"]),
            *(
                [{_label(found): f"{found['others']['values']:,} others", **_numbers(found["others"])}]
                if found["others"]
                else []
            ),
            {_label(found): "Change", **_numbers({**found, "contribution": found["change"], "share": 1.0})},
        ],
        [_label(found), "before", "now", "contribution", "% of change"],
        title=f"{found['measure']}, {_side(found, 'now')} against {_side(found, 'before')}",
    )
    if found["per_day"]:
        before, now, change = (found["per_day"][side] for side in ("before", "now", "change"))
        out.print(
            f"The two differ in days: a day had {before:,.1f} streams before and {now:,.1f} now "
            f"({change:+,.1f}, {change / before:+.1%}).",
            markup=False,
        )


def _side(found: dict[str, Any], side: str) -> str:
    """One of the two states compared: its filters but for dates, its days and how many they are."""
    filters = found["filters" if side == "now" else "against"]
    period = found["period" if side == "now" else "period_before"]
    told = told_filters(filters, but=("month", "date", "source"))
    if period["first"]:
        days = found["days"][side]
        told.append(f"{period['first']} to {period['last']} ({days:,} {'day' if days == 1 else 'days'})")
    return ", ".join(told) or "everything"


def _label(found: dict[str, Any]) -> str:
    return ", ".join(found["by"])


def _name(row: dict[str, Any]) -> str:
    if "label" in row:
        return f"{row['label']} ({row['artist'] or NOT_INFORMED})"
    return ", ".join(NOT_INFORMED if value is None else str(value) for value in row["values"])


def _numbers(row: dict[str, Any]) -> dict[str, Any]:
    share = row["share"]
    return {
        **{name: row[name] for name in ("before", "now", "contribution")},
        "% of change": None if share is None else f"{share:.1%}",
    }
