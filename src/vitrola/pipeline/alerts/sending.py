"""Tell people: by a command of the user's choice, by SNS, or both."""

from __future__ import annotations

import shlex
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vitrola.errors import VitrolaError
from vitrola.lake.notices import notify
from vitrola.pipeline.alerts.messages import encoded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vitrola.config import Settings

NOBODY = "alert_command and alert_topic are not set"


@dataclass(frozen=True)
class Sent:
    """Whether a message reached everyone it is for, and by what, or why it didn't."""

    done: bool
    how: str


def send(settings: Settings, told: dict[str, Any]) -> Sent:
    """Send a message by every way that is set; never raises."""
    tried = list(_tried(settings, told))
    if not tried:
        return Sent(done=False, how=NOBODY)
    return Sent(all(each.done for each in tried), "; ".join(each.how for each in tried))


def _tried(settings: Settings, told: dict[str, Any]) -> Iterator[Sent]:
    if settings.alert_command:
        yield _by_command(settings, encoded(told))
    if settings.alert_topic:
        yield _by_topic(settings, told)


def _by_command(settings: Settings, data: bytes) -> Sent:
    """Run the command without a shell, with the message on its standard input; what it prints is not kept."""
    try:
        words = shlex.split(settings.alert_command)
        done = subprocess.run(  # noqa: S603 - the lake's owner names the command; no value is part of it
            words,
            input=data,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=settings.alert_timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Sent(done=False, how=f"alert_command took longer than {settings.alert_timeout} s")
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error)
        return Sent(done=False, how=f"alert_command can't be run: {said}")
    if done.returncode:
        return Sent(done=False, how=f"alert_command ended with exit code {done.returncode}")
    return Sent(done=True, how="alert_command")


def _by_topic(settings: Settings, told: dict[str, Any]) -> Sent:
    text = "\n".join(
        [told["text"]["pt"], "", told["text"]["en"], "", f"{told['lake']} {told['publication']}"]
    )
    try:
        notify(settings, settings.alert_topic, told["subject"]["en"], text, encoded(told).decode())
    except VitrolaError as error:
        return Sent(done=False, how=f"alert_topic: {error}")
    return Sent(done=True, how="alert_topic")
