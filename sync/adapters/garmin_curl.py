"""The bounds of curl_cffi, which garminconnect signs in and refreshes with, for a browser's TLS fingerprint.

curl's own time limit is for the whole exchange, look-up, handshake and headers included; it decodes by itself and
hands out pieces, which are counted. Redirects are followed here and not by curl, and never to another host: a post
would take the password or the refresh token along.
"""

from typing import Any
from urllib.parse import urljoin, urlsplit

from sync.adapters.bounds import JSON_BYTES, TooLarge, exchange, remaining

PATIENCE = 30.0
REDIRECTS = 5
WRITE_FAILED = 0xFFFFFFFF  # curl's CURL_WRITEFUNC_ERROR: end the transfer


class BoundedCurl:
    """In the place of the module `curl_cffi.requests` as garminconnect uses it: `Session` and `post`."""

    def __init__(self, module: Any) -> None:
        self.original = module

        class Session(module.Session):  # type: ignore[misc]  # the module is a parameter
            def request(self, method: str, url: str, **kwargs: Any) -> Any:
                return _within(super().request, method, url, **kwargs)

        self.Session = Session

    def post(self, url: str, *, impersonate: str, **kwargs: Any) -> Any:
        with self.Session(impersonate=impersonate) as session:
            return session.request("POST", url, **kwargs)


def bound(library: Any) -> None:
    """Put bounds on the curl of garminconnect's client module, once. The library reads it there for every session."""
    if library.HAS_CFFI and not isinstance(library.cffi_requests, BoundedCurl):
        library.cffi_requests = BoundedCurl(library.cffi_requests)


def _within(send: Any, method: str, url: str, **kwargs: Any) -> Any:
    """One exchange, with the redirects within its host. Raises what curl_cffi raises, `TooLarge` and `NoTimeLeft`."""
    patience = float(kwargs.pop("timeout", PATIENCE))
    kwargs |= {"allow_redirects": False}
    with exchange(patience):
        for _ in range(REDIRECTS):
            answer = _once(send, method, url, **kwargs)
            target = urljoin(url, answer.headers.get("Location") or url)
            if not 301 <= answer.status_code <= 308 or answer.status_code == 304 or target == url:
                return answer
            if _origin(target) != _origin(url):
                return answer  # a status that nobody takes for a success
            if answer.status_code in (301, 302, 303) and method != "GET":
                method = "GET"
                kwargs = {name: given for name, given in kwargs.items() if name not in ("data", "json", "params")}
            kwargs.pop("params", None)  # they are part of where the redirect leads
            url = target
        return answer


def _once(send: Any, method: str, url: str, **kwargs: Any) -> Any:
    pieces, size = list[bytes](), 0

    def take(piece: bytes) -> int:
        nonlocal size
        size += len(piece)
        if size > JSON_BYTES:
            return WRITE_FAILED
        pieces.append(piece)
        return len(piece)

    try:
        answer = send(method, url, timeout=remaining(), content_callback=take, **kwargs)
    except Exception as error:
        if size > JSON_BYTES:
            raise TooLarge(JSON_BYTES) from error
        raise
    answer.content = b"".join(pieces)
    return answer


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)
