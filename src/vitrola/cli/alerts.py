"""``vitrola alerts``."""

from typing import Annotated, Any

import typer

from vitrola.cli.context import LANGUAGES, FormatOption, LakeArgument, open_with_settings
from vitrola.cli.output import Format, out, print_json, print_labelled, print_rows
from vitrola.wording.words import language


def alerts(
    lake: LakeArgument,
    send: Annotated[
        bool, typer.Option("--send", help="Keep what is found and send it, though it was sent before.")
    ] = False,
    lang: Annotated[
        str, typer.Option(parser=language, metavar=LANGUAGES, help="The language of the message.")
    ] = "pt-BR",
    format: FormatOption = Format.TABLE,  # noqa: A002 - the option's name
) -> None:
    """Look at the rules of the lake's alerts.yaml on the current publication; nothing is sent or kept.

    A run does it after its publication and sends what fires. JSON is the message that would be sent.
    """
    from vitrola.pipeline.alerts.after import look, send_again  # noqa: PLC0415 - slow to import
    from vitrola.pipeline.alerts.messages import lines, message, words  # noqa: PLC0415
    from vitrola.pipeline.shown import current_publication  # noqa: PLC0415

    say = words(lang)
    opened, settings = open_with_settings(lake)
    shown = current_publication(opened)
    outcomes, sent = send_again(opened, settings) if send else (look(opened, settings, shown), None)
    if format is Format.JSON:
        rules = [_rule(outcome) for outcome in outcomes]
        print_json({**message(opened, shown, outcomes), "rules": rules, "sent": sent and sent.done})
        return
    if not outcomes:
        out.print(f"There are no rules in {lake}/alerts.yaml.", markup=False)
        return
    print_rows([_rule(outcome) for outcome in outcomes], ["rule", "fires", "looked_at", "fired", "why_not"])
    for text in lines(say, outcomes):
        out.print(text, markup=False)
    if sent:
        print_labelled("Sent", f"by {sent.how}." if sent.done else f"no: {sent.how}.")


def _rule(outcome: Any) -> dict[str, Any]:
    return {
        "rule": outcome.rule.name,
        "fires": outcome.rule.threshold,
        "looked_at": outcome.looked_at,
        "fired": len(outcome.fired),
        "why_not": outcome.why_not,
    }
