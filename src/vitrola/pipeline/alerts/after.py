"""After a publication: look at the rules once, keep what they found, and tell people once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.errors import VitrolaError
from vitrola.pipeline.alerts.evaluating import Evaluation
from vitrola.pipeline.alerts.kept import claim_alerts, failed, keep_alerts, rows_of
from vitrola.pipeline.alerts.messages import message
from vitrola.pipeline.alerts.parsing import read_rules
from vitrola.pipeline.alerts.sending import Sent, send
from vitrola.pipeline.shown import current_publication

if TYPE_CHECKING:
    from collections.abc import Callable

    from vitrola.config import Settings
    from vitrola.lake import Lake, Publication
    from vitrola.pipeline.alerts.evaluating import Outcome


def look(lake: Lake, settings: Settings, shown: Publication) -> list[Outcome]:
    """What every rule finds in a publication; nothing is kept or sent. Raises AlertsError."""
    evaluation = Evaluation(lake, settings, shown)
    return [evaluation.outcome(rule) for rule in read_rules(lake)]


def alert(lake: Lake, settings: Settings, progress: Callable[[str], None] = lambda _: None) -> None:
    """Look at the rules on the current publication and send what fired.

    The publication stands whatever happens here: what goes wrong is kept beside it. What was found is kept
    before it is sent, so that nothing is ever sent twice; what wasn't sent can be sent by ``send_again``.
    """
    shown = current_publication(lake)
    progress("alerts")
    try:
        outcomes = look(lake, settings, shown)
    except Exception as error:
        said = error.message if isinstance(error, VitrolaError) else f"{type(error).__name__}: {error}"
        claim_alerts(lake, shown.run_id, failed(shown, said))
        return
    if claim_alerts(lake, shown.run_id, rows_of(shown, outcomes, None)):
        _send(lake, settings, shown, outcomes)


def send_again(lake: Lake, settings: Settings) -> tuple[list[Outcome], Sent | None]:
    """Look at the rules of the current publication anew, keep and send what fires now."""
    shown = current_publication(lake)
    outcomes = look(lake, settings, shown)
    keep_alerts(lake, shown.run_id, rows_of(shown, outcomes, None))
    return outcomes, _send(lake, settings, shown, outcomes)


def _send(lake: Lake, settings: Settings, shown: Publication, outcomes: list[Outcome]) -> Sent | None:
    fired = [outcome for outcome in outcomes if outcome.fired]
    if not fired:
        return None
    sent = send(settings, message(lake, shown, fired))
    keep_alerts(lake, shown.run_id, rows_of(shown, outcomes, sent))
    return sent
