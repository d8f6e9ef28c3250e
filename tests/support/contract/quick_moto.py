"""moto, told what it otherwise finds out anew for each request: the same answers in half the time.

It goes through the patterns of 200 services for DynamoDB's address, through all members of its handler for one method,
and, for each of the ten types that a value may have, through nine spellings of the type's name.
"""

from functools import cache
from typing import Any


def hasten() -> None:
    """Once moto runs. Safe to repeat."""
    from moto.core import responses, serialize, utils
    from moto.core.botocore_stubber import backend_index  # type: ignore[attr-defined]  # moto does not export it
    from moto.dynamodb.responses import DynamoHandler

    DynamoHandler.use_raw_body = True  # a request's JSON is no query string, and is not read as one first
    responses.method_names_from_class = cache(utils.method_names_from_class)  # type: ignore[attr-defined]  # cached in its place
    backend_index.backend_url_patterns.sort(key=lambda pattern: pattern[0] != "dynamodb")
    if not hasattr(serialize.JSONSerializer, "guessed"):
        serialize.JSONSerializer.guessed = serialize.JSONSerializer.get_value  # type: ignore[attr-defined]  # a name of ours on their class
        serialize.JSONSerializer.get_value = _exactly  # type: ignore[method-assign]  # in its place


def _exactly(self: Any, value: Any, key: str, shape: Any) -> Any:
    """A stored value says itself of which type it is."""
    if type(value) is dict and getattr(shape, "parent", None) is not None and shape.parent.name == "AttributeValue":
        return value.get(key)
    return self.guessed(value, key, shape)
