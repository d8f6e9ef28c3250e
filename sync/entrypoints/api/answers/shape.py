"""What all answers have in common."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


Time = Annotated[datetime, AfterValidator(_utc)]
"""ISO 8601 in UTC, such as `2026-03-14T09:00:00Z`."""


class Answer(BaseModel):
    """A JSON object that is sent. Each field is always there; null says that nothing is known."""

    model_config = ConfigDict(
        frozen=True, use_attribute_docstrings=True, json_schema_serialization_defaults_required=True
    )


class Question(BaseModel):
    """A JSON object that is received. What it does not know is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)
