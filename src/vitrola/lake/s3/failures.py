"""Say in a sentence what S3 refused, without anything secret."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from vitrola.errors import LakeError
from vitrola.lake.aws import DENIED, EXPIRED, SIGN_IN, code

if TYPE_CHECKING:
    from collections.abc import Iterator

GONE = {"NoSuchKey", "404", "NotFound"}
CHANGED = {"PreconditionFailed", "412"}
BUSY = {"ConditionalRequestConflict", "409"}
_DENIED = ("S3 denies it", "Give the credentials in use the rights that docs/s3.md lists.")
_SAID = {
    **dict.fromkeys((*DENIED, "403"), _DENIED),
    **dict.fromkeys(EXPIRED, ("the credentials have expired", SIGN_IN)),
    "InvalidAccessKeyId": ("S3 doesn't know the access key", "Check AWS_ACCESS_KEY_ID or AWS_PROFILE."),
    "SignatureDoesNotMatch": ("the secret key is wrong", "Check AWS_SECRET_ACCESS_KEY or AWS_PROFILE."),
    "NoSuchBucket": ("there is no such bucket", "Check its name, or make it: aws s3 mb s3://BUCKET"),
}
_TRANSIENT = "Nothing was lost: run the same again when it answers."


@contextmanager
def told(what: str) -> Iterator[None]:
    """Turn what the SDK raises into a LakeError about ``what`` was being done."""
    from boto3.exceptions import Boto3Error  # noqa: PLC0415 - slow to import
    from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError  # noqa: PLC0415

    try:
        yield
    except ClientError as error:
        raise _refused(what, error) from error
    except NoCredentialsError as error:
        raise LakeError(
            f"{what} failed: no AWS credentials were found.",
            hint="Set AWS_PROFILE, or sign in, for example: aws sso login",
        ) from error
    except Boto3Error as error:
        cause = error.__cause__ or error.__context__
        if isinstance(cause, ClientError):
            raise _refused(what, cause) from error
        raise LakeError(f"{what} failed: {error}.", hint=_TRANSIENT) from error
    except BotoCoreError as error:
        raise LakeError(f"{what} failed: {error}", hint=_TRANSIENT) from error


def _refused(what: str, error: Any) -> LakeError:
    found = code(error)
    if found in _SAID:
        said, hint = _SAID[found]
        return LakeError(f"{what} failed: {said}.", hint=hint)
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", "no status")
    return LakeError(f"{what} failed: S3 answered {found} ({status}).", hint=_TRANSIENT)
