"""Messages to people by Amazon SNS."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from vitrola.errors import LakeError
from vitrola.lake.aws import aws_errors, client, failure

if TYPE_CHECKING:
    from vitrola.config import Settings

LARGEST = 100_000
"""Bytes of either form of a message; SNS takes 262,144 in all."""


def notify(settings: Settings, topic: str, subject: str, text: str, data: str) -> None:
    """Publish a message: mails get ``text``, machines ``data``; raises LakeError or UsageError."""
    region = topic.split(":")[3]
    asked = client("sns", replace(settings, region=region))
    if len(data.encode()) > LARGEST:
        data = json.dumps({"text": text[: LARGEST // 8], "cut": True})
    forms = {"default": data, "email": text.encode()[:LARGEST].decode(errors="ignore")}
    try:
        asked.publish(
            TopicArn=topic, Subject=subject[:100], Message=json.dumps(forms), MessageStructure="json"
        )
    except aws_errors() as error:
        raise failure(LakeError, error, "sns:Publish") from error
