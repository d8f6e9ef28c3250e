"""What AWS refuses, in words that name the action, the table or bucket, and the way out."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConfigParseError,
    InvalidConfigError,
    InvalidRegionError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
    ProfileNotFound,
)

from sync.ports import StoreBroken, StoreBusy

Item = dict[str, dict[str, Any]]

_THROTTLED = {
    "ProvisionedThroughputExceededException",
    "ThrottlingException",
    "ThrottledException",
    "Throttling",
    "RequestLimitExceeded",
    "LimitExceededException",
    "SlowDown",
    "TooManyRequestsException",
}
_CREDENTIALS = {
    "ExpiredTokenException",
    "ExpiredToken",
    "UnrecognizedClientException",
    "InvalidClientTokenId",
    "InvalidAccessKeyId",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    "IncompleteSignature",
    "MissingAuthenticationTokenException",
}
_DENIED = {"AccessDeniedException", "AccessDenied", "403"}
_NOT_THERE = {"ResourceNotFoundException", "NoSuchBucket"}


class ConditionFailed(Exception):
    """A condition did not hold. `item` is the row that stands there instead; None when there is none."""

    def __init__(self, item: Item | None) -> None:
        super().__init__()
        self.item = item


class Unsure(Exception):
    """No answer, or a server's error: what was sent may have been carried out."""


@contextmanager
def explained(service: str, action: str, what: str, *, writes: bool = False) -> Iterator[None]:
    """Turn what botocore raises into `StoreBroken`, `ConditionFailed` or (for a write) `Unsure`.

    `service` as a person says it ("DynamoDB"), `action` as IAM names it ("dynamodb:PutItem"), `what` the table or
    bucket. A request that DynamoDB calls invalid is a mistake of ours and comes out as ValueError."""
    try:
        yield
    except ClientError as error:
        raise _answered(service, action, what, error, writes) from error
    except (NoCredentialsError, PartialCredentialsError) as error:
        raise StoreBroken(f"no AWS credentials for {action} on {what}", _log_in()) from error
    except NoRegionError as error:
        way_out = "set AWS_REGION, for example to eu-central-1, or `region` of your profile in ~/.aws/config"
        raise StoreBroken("no AWS region is set", way_out) from error
    except ProfileNotFound as error:
        way_out = "`aws configure list-profiles` shows yours: set AWS_PROFILE to one of them, or unset it"
        raise StoreBroken(f"there is no AWS profile {error.kwargs.get('profile', '')}", way_out) from error
    except (ConfigParseError, InvalidConfigError, InvalidRegionError) as error:
        raise StoreBroken(f"AWS's settings cannot be used: {error}", "correct ~/.aws/config or the variable") from error
    except BotoCoreError as error:
        if "Token" in type(error).__name__ or "Credential" in type(error).__name__ or "SSO" in type(error).__name__:
            raise StoreBroken(f"the AWS login is of no use for {action} on {what}: {error}", _log_in()) from error
        if writes:
            raise Unsure(f"{action} on {what}: {error}") from error
        raise StoreBusy(f"no answer from {service} to {action} on {what}: {error}", _WAIT) from error


def _answered(service: str, action: str, what: str, error: ClientError, writes: bool) -> Exception:
    code = str(error.response.get("Error", {}).get("Code", ""))
    words = str(error.response.get("Error", {}).get("Message", ""))
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    if code == "ConditionalCheckFailedException":
        return ConditionFailed(error.response.get("Item"))
    if code in _THROTTLED:
        reason = f"{service} throttles {action} on {what} ({code}), after several tries"
        return StoreBusy(reason, "nothing is lost and the next tick goes on; if it stays, see the table's metrics")
    if code in _NOT_THERE:
        return StoreBroken(f"{what} does not exist in this AWS account and region", "run `make tf-apply`")
    if code in _CREDENTIALS:
        return StoreBroken(f"AWS does not accept the credentials for {action} on {what} ({code})", _log_in())
    if code in _DENIED:
        return StoreBroken(f"AWS does not allow {action} on {what}", f"give this role or user {action} on {what}")
    if status >= 500:
        if writes:
            return Unsure(f"{action} on {what}: {code}")
        return StoreBusy(f"{service} answered {action} on {what} with {status} {code}", _WAIT)
    if code == "ValidationException":
        return ValueError(f"{service} finds {action} on {what} invalid: {words}")
    return StoreBroken(f"{service} refuses {action} on {what}: {code} {words}", "run `runtrack doctor`")


def _log_in() -> str:
    """The way out, for the profile that was used."""
    profile = os.environ.get("AWS_PROFILE") or os.environ.get("AWS_DEFAULT_PROFILE")
    which = f" --profile {profile}" if profile else ""
    return f"log in to AWS again (`aws sso login{which}` or `aws configure{which}`) and try again"


_WAIT = "nothing is lost and the next tick tries again; https://health.aws.amazon.com shows outages"
