"""What a call of CloudFront's API needs: its actions are those of its operations, which AWS's own description names."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from botocore.session import get_session

Need = tuple[str, str]
"""(action, ARN): one right that a call needs."""
TAGGED = "CreateDistributionWithTags"  # as the one operation is called that IAM knows as two actions


def edge_needs(method: str, uri: str, account: str) -> tuple[str, tuple[Need, ...]]:
    """(operation, needs); without needs where AWS describes no such call."""
    url = urlsplit(uri)
    asked = parse_qs(url.query, keep_blank_values=True)
    for operation, verb, path, query in _described():
        found = path.fullmatch(url.path)
        if found is None or verb != method or any(asked.get(name) != [text] for name, text in query):
            continue
        return operation, tuple(_needs(operation, url.path, unquote("".join(asked.get("Resource", ()))), account))
    return f"{method} {uri}", ()


def _needs(operation: str, path: str, resource: str, account: str) -> Iterator[Need]:
    kind, _, id = path.split("/", 2)[2].partition("/")
    arn = resource or f"arn:aws:cloudfront::{account}:{kind}/{id.partition('/')[0] or '*'}"
    if operation == TAGGED:
        yield "cloudfront:CreateDistribution", arn
        yield "cloudfront:TagResource", arn
    else:
        yield f"cloudfront:{operation}", arn


@cache
def _described() -> tuple[tuple[str, str, re.Pattern[str], tuple[tuple[str, str], ...]], ...]:
    """(operation, method, path, what stands in the query); those with a query first, which are the narrower ones."""
    model: Any = get_session().get_service_model("cloudfront")
    found = []
    for name in model.operation_names:
        http = model.operation_model(name).http
        path, _, query = http["requestUri"].partition("?")
        asked = tuple((key, text) for key, _, text in (each.partition("=") for each in query.split("&") if each))
        found.append((name, http["method"], re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))), asked))
    return tuple(sorted(found, key=lambda each: -len(each[3])))
