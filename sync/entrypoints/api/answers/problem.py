"""A problem, as RFC 9457 has it."""

from pydantic import Field

from sync.entrypoints.api.answers.shape import Answer
from sync.entrypoints.api.language import Said


class WrongField(Answer):
    """One thing of a request that cannot be used."""

    field: str
    """Which: a name of the body or of the query, such as `since`."""
    message: Said
    """What it must be."""


class Problem(Answer):
    """Why a request was not fulfilled (`application/problem+json`)."""

    type: str
    """`urn:runtrack:` and a short name, such as `urn:runtrack:not-found`; what a program tells problems apart by."""
    title: Said
    """The kind of problem in a few words."""
    status: int
    """As the HTTP status."""
    detail: Said
    """A sentence for a person: what is so, and what to do."""
    errors: list[WrongField] = Field(default_factory=list)
    """The fields that are wrong, where it is about fields."""
