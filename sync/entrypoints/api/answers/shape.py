"""What all answers have in common."""

import os
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

DESCRIBED = "AWS_LAMBDA_FUNCTION_NAME" not in os.environ
"""Whether what stands below a field is read as its description, which takes a tenth of a function's start: it says
nothing of its own form."""


def _utc(at: datetime) -> datetime:
    """Raises ValueError for a time of the first or the last year that there is, which is none in UTC."""
    try:
        return at.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("must be a time that there is") from error


Time = Annotated[datetime, AfterValidator(_utc)]
"""ISO 8601 in UTC, such as `2026-03-14T09:00:00Z`."""


class Answer(BaseModel):
    """A JSON object that is sent. Each field is always there; null says that nothing is known."""

    model_config = ConfigDict(
        frozen=True, use_attribute_docstrings=DESCRIBED, json_schema_serialization_defaults_required=True
    )


class Question(BaseModel):
    """A JSON object that is received. What it does not know is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=DESCRIBED)
