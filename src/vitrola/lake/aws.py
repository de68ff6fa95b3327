"""Clients of AWS, and what their errors mean for a user.

Credentials are found as AWS's own tools find them: no setting holds them, and no message repeats them.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, TypeVar

from vitrola.errors import UsageError, VitrolaError

if TYPE_CHECKING:
    from vitrola.config import Settings

Kind = TypeVar("Kind", bound=VitrolaError)

EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"}
UNKNOWN = {"InvalidClientTokenId", "UnrecognizedClientException", "InvalidSignatureException", "AuthFailure"}
DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AccessDeniedError"}
SIGN_IN = "Sign in again, for example: aws sso login"


def region(settings: Settings) -> str | None:
    """The region to ask: the setting's, or where boto3 finds none in its own variable, that of AWS_REGION."""
    own = os.environ.get("AWS_DEFAULT_REGION")
    return settings.region or (None if own else os.environ.get("AWS_REGION")) or None


def client(service: str, settings: Settings) -> Any:
    """A client of an AWS service; raises UsageError where the extra isn't installed or no region is set."""
    try:
        import boto3  # noqa: PLC0415 - an extra, and slow to import
        from botocore.config import Config  # noqa: PLC0415
        from botocore.exceptions import BotoCoreError  # noqa: PLC0415
    except ImportError as error:
        raise UsageError(
            "Glue, Athena and SNS need the AWS SDK, which isn't installed.", hint="Run: make setup EXTRAS=aws"
        ) from error
    patience = Config(
        connect_timeout=5, read_timeout=30, retries={"mode": "standard", "total_max_attempts": 4}
    )
    try:
        return boto3.client(service, region_name=region(settings), config=patience)
    except BotoCoreError as error:
        raise UsageError(
            f"AWS can't be asked: {type(error).__name__}.",
            hint="Set region in vitrola.toml or AWS_REGION, or check: aws configure list",
        ) from error


def aws_errors() -> tuple[type[Exception], ...]:
    """What boto3's calls raise."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - an extra

    return BotoCoreError, ClientError


def code(error: Exception) -> str:
    """The code of an error that AWS answered with; else the name of what went wrong on the way."""
    answer = getattr(error, "response", None) or {}
    return str(answer.get("Error", {}).get("Code") or type(error).__name__)


def unanswered(error: Exception) -> bool:
    """Whether a request may have been carried out although it failed: nothing, or no clear no, came back."""
    answer = getattr(error, "response", None)
    if answer is None:
        return type(error).__name__ not in ("NoCredentialsError", "PartialCredentialsError", "NoRegionError")
    return int(answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)) >= 500


def failure(kind: type[Kind], error: Exception, doing: str) -> Kind:
    """The error to raise for one of boto3's, in words of ours; ``doing`` is such as 'glue:UpdateTable'."""
    said = code(error)
    if said in EXPIRED:
        return kind(f"The AWS credentials have expired ({doing}: {said}).", hint=SIGN_IN)
    if said in UNKNOWN:
        return kind(f"AWS doesn't know the credentials ({doing}: {said}).", hint="Check: aws configure list")
    if said in ("NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError"):
        return kind(f"There are no AWS credentials ({doing}: {said}).", hint=SIGN_IN)
    if said in DENIED:
        return kind(
            f"AWS denies {doing} ({said}).",
            hint="Ask whoever keeps the AWS account for this permission; docs/athena.md lists those needed.",
        )
    if getattr(error, "response", None) is None:
        return kind(f"AWS can't be reached ({doing}: {said}).", hint="Check the network, then run again.")
    return kind(
        f"AWS failed ({doing}: {said}).", hint="Run again; if it stays, see the AWS Health Dashboard."
    )
