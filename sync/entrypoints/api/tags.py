"""Whether an answer is still the one that a browser has (RFC 9110, `If-None-Match`)."""

from fastapi import Request


def is_known(request: Request, tag: str) -> bool:
    """`tag`: the answer's ETag, with its quotation marks."""
    return tag in (each.strip() for each in request.headers.get("if-none-match", "").split(","))
