"""An event of an HTTP API (API Gateway, payload format 2.0) as the application has to see the request.

Where browsers know the HTTP API by its own name, API Gateway says who asked. Where they know another one, that is
CloudFront's, which leaves `Host` out and says last in `X-Forwarded-For` who asked it; API Gateway puts CloudFront's
address behind that. Whoever goes past CloudFront can make up the address by which strangers are counted, and no more:
sessions, tokens and where a wish was made are looked at all the same.
"""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

OTHERS_SAY = frozenset({"forwarded", "host", "via", "x-forwarded-host", "x-forwarded-port", "x-real-ip"})
"""Headers of which nothing is believed."""


class NotOurs(ValueError):
    """An event of something else: the function is called by its HTTP API alone."""


def arrived(event: Mapping[str, Any], host: str) -> dict[str, Any]:
    """The event under our own name, by TLS, from the address of whoever asked. Raises `NotOurs`."""
    try:
        version, context, http = event["version"], event["requestContext"], event["requestContext"]["http"]
        headers = {str(name).lower(): str(value) for name, value in (event.get("headers") or {}).items()}
        via = http["sourceIp"]
        asked = {**http, "path": str(http["path"]), "method": str(http["method"])}
    except (KeyError, TypeError, AttributeError) as error:
        raise NotOurs(str(error)) from None
    if version != "2.0":
        raise NotOurs(f"payload format {version}")
    kept = {name: value for name, value in headers.items() if name not in OTHERS_SAY}
    if context.get("domainName") != host:
        asked["sourceIp"] = address_of(headers.get("x-forwarded-for", ""), via)
    given = {"host": host, "x-forwarded-proto": "https"}
    return {**event, "headers": {**kept, **given}, "requestContext": {**context, "http": asked}}


def address_of(forwarded: str, via: str) -> str:
    """Of whoever asked: the last but one, which CloudFront has written; the one that came to API Gateway where nobody
    stands between. What is no address is not believed."""
    known = [each.strip() for each in forwarded.split(",")]
    if len(known) > 1:
        try:
            return str(ip_address(known[-2]))
        except ValueError:
            return via
    return via
