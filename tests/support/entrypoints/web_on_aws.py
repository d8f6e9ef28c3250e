"""The API's function called in this process, as API Gateway's HTTP API calls it: an installation on AWS (moto)."""

import base64
import gzip
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from sync.core.credential import Word
from sync.core.user_name import ME
from sync.engine.asks.sign_in import make_link
from sync.entrypoints.aws_web import function as web
from tests.support.entrypoints.lambdas import Context, LambdaWorld
from tests.support.entrypoints.on_aws import account
from tests.support.logging_restored import logging_restored

PUBLIC = "https://d111111abcdef8.cloudfront.net"
BEHIND = "abc123.execute-api.eu-central-1.amazonaws.com"
VIEWER, EDGE = "198.51.100.7", "203.0.113.9"
"""Addresses (RFC 5737): of a browser, and of CloudFront's place near it."""


@dataclass(frozen=True)
class Answer:
    """`headers` by their names in small letters; `cookies` as they are set; `body` unpacked."""

    status: int
    headers: dict[str, str]
    cookies: list[str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def event(method: str, path: str, query: str = "", body: str | None = None, **headers: str) -> dict[str, Any]:
    """Payload format 2.0, as CloudFront's request becomes it."""
    cookies = headers.pop("cookie", "")
    given = {
        "host": BEHIND,
        "via": "2.0 abc.cloudfront.net (CloudFront)",
        "x-forwarded-for": f"{VIEWER}, {EDGE}",
        "x-forwarded-proto": "https",
        "content-length": str(len((body or "").encode())),
        "accept-encoding": "gzip, br",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": given,
        **({"cookies": cookies.split("; ")} if cookies else {}),
        "requestContext": {"http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": EDGE}},
        **({"body": body} if body is not None else {}),
        "isBase64Encoded": False,
    }


def answer_of(told: Mapping[str, Any]) -> Answer:
    """What a browser would get of it."""
    headers = {name.lower(): value for name, value in told.get("headers", {}).items()}
    text = told.get("body", "")
    body = base64.b64decode(text) if told.get("isBase64Encoded") else text.encode()
    if headers.get("content-encoding") == "gzip":
        body = gzip.decompress(body)
    return Answer(told["statusCode"], headers, told.get("cookies", []), body)


@dataclass
class Browser:
    """One on our pages: it keeps cookies, and says where its wishes are made."""

    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, given: Any = None, **headers: str) -> Answer:
        path, _, query = path.partition("?")
        sent = {"sec-fetch-site": "same-origin", "user-agent": "Mozilla/5.0 Firefox/140.0", **headers}
        if self.cookies:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if given is not None:
            sent["content-type"], body = "application/json", json.dumps(given)
        answer = answer_of(web.on_request(event(method, path, query, body, **sent), Context(29.0)))
        for cookie in answer.cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)


class WebWorld(LambdaWorld):
    """The world of a deployed function, which here is the API's."""

    def signed_in(self) -> Browser:
        """By a link of `runtrack web-login`, used as the sign-in page does."""
        browser = Browser()
        assert browser.ask("POST", "/api/sign-in", {"link": self.link()}).status == 200
        return browser

    def link(self, secret: str = "s" * 43) -> str:
        make_link(self.wired.app, ME, secret, self.now)
        return Word(ME, secret).text


@contextmanager
def web_on_aws(folder: Path, patch: pytest.MonkeyPatch, out: Any, **settings: str) -> Iterator[WebWorld]:
    """The whole of it; the warm copy is thrown away at the end."""
    patch.setattr(web, "SCRATCH", folder / "scratch")
    with logging_restored(), account(patch) as cloud, WebWorld(folder, patch, cloud, out) as world:
        world.set(APP_URL=PUBLIC, **settings)
        try:
            yield world
        finally:
            web.forget()
