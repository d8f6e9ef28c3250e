"""moto, told what it otherwise finds out anew for each request: the same answers in half the time.

It makes a web request of what botocore has made, and takes that apart by rules for every service. It goes through the
patterns of 200 services for DynamoDB's address, through all members of its handler for one method, and, for each of
the ten types that a value may have, through nine spellings of the type's name.
"""

import re
from functools import cache
from typing import Any

ADDRESS = re.compile(r"https://dynamodb\.([a-z0-9-]+)\.amazonaws\.com/")


def hasten() -> None:
    """Once moto runs. Safe to repeat."""
    from moto.core import responses, serialize, utils
    from moto.core.botocore_stubber import BotocoreStubber, backend_index  # type: ignore[attr-defined]  # moto does not export it
    from moto.dynamodb.responses import DynamoHandler

    DynamoHandler.use_raw_body = True  # a request's JSON is no query string, and is not read as one first
    responses.method_names_from_class = cache(utils.method_names_from_class)  # type: ignore[attr-defined]  # cached in its place
    backend_index.backend_url_patterns.sort(key=lambda pattern: pattern[0] != "dynamodb")
    if not hasattr(serialize.JSONSerializer, "guessed"):
        serialize.JSONSerializer.guessed = serialize.JSONSerializer.get_value  # type: ignore[attr-defined]  # a name of ours on their class
        serialize.JSONSerializer.get_value = _exactly  # type: ignore[method-assign]  # in its place
        BotocoreStubber.process_request = _straight(BotocoreStubber.process_request)  # type: ignore[method-assign]  # in its place


def _exactly(self: Any, value: Any, key: str, shape: Any) -> Any:
    """A stored value says itself of which type it is."""
    if type(value) is dict and getattr(shape, "parent", None) is not None and shape.parent.name == "AttributeValue":
        return value.get(key)
    return self.guessed(value, key, shape)


def _straight(usual: Any) -> Any:
    """A request to DynamoDB goes to moto's handler as it is, with what that asks of a web request."""
    from moto.core import DEFAULT_ACCOUNT_ID  # type: ignore[attr-defined]  # moto does not export it
    from moto.core.parse import PROTOCOL_PARSERS
    from moto.core.utils import get_service_model
    from moto.dynamodb.responses import DynamoHandler

    def process_request(stubber: Any, request: Any) -> Any:
        found = ADDRESS.fullmatch(request.url)
        if found is None:
            return usual(stubber, request)
        told = {name.lower(): _text(value) for name, value in request.headers.items()}
        handler: Any = DynamoHandler()
        handler.headers = {"X-Amz-Target": told["x-amz-target"], "Content-Type": told["content-type"]}
        handler.querystring, handler.response_headers = {}, {"server": "amazon.com"}
        handler.region, handler.partition, handler.current_account = found[1], "aws", DEFAULT_ACCOUNT_ID
        operation = get_service_model("dynamodb").operation_model(handler._get_action())
        body = request.body.encode() if isinstance(request.body, str) else request.body
        asked: Any = {"method": "POST", "values": {}, "headers": told, "body": body, "url_path": "/", "url_params": {}}
        handler.params = PROTOCOL_PARSERS["json"](operation, map_type=handler.PROTOCOL_PARSER_MAP_TYPE).parse(asked)
        return handler.call_action()

    return process_request


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
