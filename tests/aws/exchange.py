"""A request and its answer as bytes, on their way between a browser, CloudFront and the HTTP API."""

from dataclasses import dataclass

from tests.support.entrypoints.web_on_aws import VIEWER


@dataclass(frozen=True)
class Sent:
    """`path` and `query` as they were written; `headers` by their names in small letters; `address`: whose."""

    method: str
    path: str
    query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    address: str = VIEWER


@dataclass(frozen=True)
class Answered:
    """`headers`: each as it is sent, `Set-Cookie` several times. `kept`: it came out of the cache."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    kept: bool = False

    def header(self, name: str) -> str:
        """By its name in small letters; "" where there is none."""
        return next((text for each, text in self.headers if each.lower() == name), "")

    @property
    def cookies(self) -> list[str]:
        return [text for each, text in self.headers if each.lower() == "set-cookie"]
