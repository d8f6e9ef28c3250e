"""`make smoke`: is what was deployed really there? Asks the pages' address as a stranger's browser would.

    terraform output -json | python -m layer.smoke

Changes nothing, so it may run as often as one likes. A new distribution takes minutes until every place answers for it:
what is not so yet is asked again until the patience is over.
"""

import argparse
import http.client
import json
import re
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping

Ask = Callable[[str, str], tuple[int, Mapping[str, str], bytes]]
"""(method, path) to (status, headers by their names in small letters, body). Raises `OSError` for no answer."""
PATIENCE, PAUSE, ANSWER_WITHIN = 900.0, 15.0, 35.0
LARGEST = 5_000_000  # bytes that are read of an answer
POLICY = "script-src 'self'"


def wrong(ask: Ask) -> Iterator[str]:
    """What is not as it should be, a line each."""
    status, headers, page = ask("GET", "/")
    yield from _unless(status == 200 and b'id="app"' in page, f"/ is no page of ours: {status}")
    yield from _unless("no-cache" in headers.get("cache-control", ""), "the page may be kept by caches")
    yield from _unless(POLICY in headers.get("content-security-policy", ""), "the page has no policy for browsers")
    yield from _unless("strict-transport-security" in headers, "browsers are not told to keep to https")
    scripts = re.findall(r'(?:src|href)="(/assets/[^"]+)"', page.decode("utf-8", "replace"))
    yield from _unless(bool(scripts), "the page names no script")
    for script in scripts:
        status, headers, _ = ask("GET", script)
        kept = "immutable" in headers.get("cache-control", "")
        yield from _unless(status == 200 and kept, f"{script}: {status}, {headers.get('cache-control')}")
    status, _, other = ask("GET", "/runs/1")
    yield from _unless((status, other) == (200, page), f"an address of a page leads elsewhere: {status}")
    for method, path, wanted, kind in (
        ("GET", "/api/me", 401, "sign-in"),
        ("GET", "/api/sign-in", 200, ""),
        ("POST", "/api/sign-out", 403, "made-elsewhere"),
        ("GET", "/api/shared/none", 404, "not-found"),
    ):
        status, headers, body = ask(method, path)
        said = _type_of(body)
        fine = (status, said) == (wanted, kind)
        yield from _unless(fine, f"{method} {path}: {status} {said or 'no problem of ours'}")
        yield from _unless("no-" in headers.get("cache-control", ""), f"{path} may be kept by caches")


def _unless(fine: bool, said: str) -> Iterator[str]:
    if not fine:
        yield said


def _type_of(body: bytes) -> str:
    """Of a problem; "" for what is none."""
    try:
        told = json.loads(body)
    except ValueError:
        return "no JSON"
    return str(told.get("type", "")).removeprefix("urn:runtrack:") if isinstance(told, dict) else ""


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """None: an answer that leads elsewhere is looked at as it is."""


def over_the_network(address: str) -> Ask:
    """Raises `OSError` in `ask` for no answer."""
    opener = urllib.request.build_opener(_Stay)

    def ask(method: str, path: str) -> tuple[int, Mapping[str, str], bytes]:
        request = urllib.request.Request(address + path, method=method, data=b"" if method == "POST" else None)  # noqa: S310
        request.add_header("User-Agent", "runtrack-smoke")
        try:
            with opener.open(request, timeout=ANSWER_WITHIN) as answer:
                return _read(answer.status, answer)
        except urllib.error.HTTPError as error:
            with error:
                return _read(error.code, error)
        except http.client.HTTPException as error:
            raise OSError(f"no HTTP: {error!r}") from error

    return ask


def _read(
    status: int, answer: "http.client.HTTPResponse | urllib.error.HTTPError"
) -> tuple[int, dict[str, str], bytes]:
    return status, {name.lower(): text for name, text in answer.headers.items()}, answer.read(LARGEST)


def until_fine(
    ask: Ask,
    patience: float,
    *,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> list[str]:
    """What is still wrong when the patience is over; [] as soon as nothing is."""
    began = clock()
    while True:
        try:
            found = list(wrong(ask))
        except OSError as error:
            found = [f"no answer: {error}"]
        if not found or clock() - began + PAUSE > patience:
            return found
        pause(PAUSE)


def main(arguments: list[str] | None = None, *, network: Callable[[str], Ask] = over_the_network) -> int:
    parser = argparse.ArgumentParser(prog="python -m layer.smoke", description=__doc__.splitlines()[0])
    parser.add_argument("--patience", type=float, default=PATIENCE, help="seconds until it is given up")
    patience = parser.parse_args(arguments).patience
    told = json.loads(sys.stdin.read() or "{}")
    address = told.get("web_address", {}).get("value")
    if not address:
        print("Pages: none are deployed (web = false).")
        return 0
    found = until_fine(network(address), patience)
    print("\n".join(f"Not so: {each}" for each in found) or f"{address}: the pages and their API are there.")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
