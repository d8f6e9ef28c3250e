"""What a failure without an answer means, in plain words that name the variable which may mend it.

Three HTTP libraries word the same trouble in three ways. Those of httpx2 and curl_cffi are told by class name and by
curl's number (`curl.h`, CURLcode), so that neither is imported only to be compared with.
"""

import os
import ssl
from collections.abc import Iterator, Mapping
from pathlib import Path

import requests
from requests.exceptions import ConnectTimeout
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError, ProxyError

from sync.adapters.bounds import NoTimeLeft, TooLarge
from sync.core.errors import OutOfTime, SyncError, Unavailable, Unclear

CA_VARIABLES = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE")
PROXY_VARIABLES = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "http_proxy", "HTTP_PROXY")
_NO_NAME, _NO_CONNECTION, _LATE, _UNTRUSTED, _BAD_BUNDLE = (5, 6), (7,), (28,), (60,), (77,)  # of curl
_PROXY = (5, 97)


def network_error(error: BaseException, *, service: str, write: bool) -> SyncError:
    """A failure without an answer: `OutOfTime` when the tick was over, `Unclear` for a write that may have arrived,
    else `Unavailable`."""
    words = f"{service}: {plain(error, os.environ)}"
    kind: type[SyncError] = Unavailable
    if write and not never_sent(error):
        kind = Unclear
    if any(isinstance(cause, NoTimeLeft) for cause in causes(error)):
        kind = OutOfTime
    met = kind(words, service=service)
    met.detail = " < ".join(dict.fromkeys(type(cause).__name__ for cause in causes(error)))  # texts may hold a URL
    return met


def never_sent(error: BaseException) -> bool:
    """Whether no byte of the request can have arrived: name not found, refused, connect timeout, bad certificate."""
    sure = (NewConnectionError, NameResolutionError, ConnectTimeoutError, ConnectTimeout, ssl.SSLCertVerificationError)
    return any(isinstance(cause, sure) or _is_of_connecting(cause) for cause in causes(error))


def _is_of_connecting(error: BaseException) -> bool:
    """As httpx2 says it: the handshake is a part of it, and so is waiting for a free connection."""
    kind = type(error)
    return kind.__module__.partition(".")[0] in ("httpx2", "httpcore2") and kind.__name__ in (
        "ConnectError",
        "ConnectTimeout",
        "PoolTimeout",
    )


def causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and everything inside it; requests and urllib3 nest by `args` and `reason` as well."""
    queue, seen = [error], set[int]()
    while queue:
        current = queue.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        inner = (current.__cause__, current.__context__, getattr(current, "reason", None), *current.args)
        queue += [cause for cause in inner if isinstance(cause, BaseException)]


def ca_bundle(environ: Mapping[str, str]) -> str | None:
    """The certificates to trust: requests, httpx2 and curl each know only some of these variables."""
    name = _set(CA_VARIABLES, environ)
    return environ[name] if name else None


def plain(error: BaseException, environ: Mapping[str, str]) -> str:
    """What went wrong, and the variable that has to do with it. Shows no value of a variable but a file's name."""
    found = list(causes(error))
    for cause in found:
        match cause:
            case NoTimeLeft() | TooLarge():
                return str(cause)
            case ssl.SSLCertVerificationError():
                return _untrusted(cause.verify_message, environ)
    code = next((int(code) for cause in found if (code := getattr(cause, "code", None)) and str(code).isdigit()), 0)
    names = {kind.__name__ for cause in found for kind in type(cause).__mro__}
    if code in _UNTRUSTED:
        return _untrusted("curl could not verify it", environ)
    bundle = ca_bundle(environ)
    if code in _BAD_BUNDLE or (bundle and not Path(bundle).exists()):
        return f"{_set(CA_VARIABLES, environ)} names {bundle}, which cannot be read: correct it, or unset it"
    words = _connecting(found, names, code) or _broken(error, names, code)
    proxy = _set(PROXY_VARIABLES, environ)
    if proxy and (
        any(isinstance(c, ProxyError) for c in found)
        or "ProxyError" in names
        or code in _PROXY
        or _connecting(found, names, code)
    ):
        return f"{words}, by way of the proxy in {proxy}: correct it, unset it, or name the host in NO_PROXY"
    return words


def _connecting(found: list[BaseException], names: set[str], code: int) -> str:
    """The words for what failed before anything was sent, "" when it was later."""
    if "NameResolutionError" in names or code in _NO_NAME or "gaierror" in names:
        return "its name could not be resolved"
    if any(type(cause) is NewConnectionError for cause in found) or code in _NO_CONNECTION:
        return "connection refused"
    if names & {"ConnectTimeoutError", "ConnectTimeout"}:
        return "no connection within the time limit"
    return "connection refused" if "ConnectionRefusedError" in names else ""


def _broken(error: BaseException, names: set[str], code: int) -> str:
    late = any(isinstance(cause, requests.Timeout | TimeoutError) for cause in causes(error))
    if late or code in _LATE or names & {"ReadTimeoutError", "TimeoutException"}:
        return "no answer within the time limit"
    return "the connection broke off"


def _untrusted(why: str, environ: Mapping[str, str]) -> str:
    words = f"its certificate is not trusted ({why})"
    if name := _set(CA_VARIABLES, environ):
        return f"{words}: the authorities in {environ[name]} ({name}) did not sign it"
    return f"{words}: where a network has an authority of its own, REQUESTS_CA_BUNDLE names its file"


def _set(names: tuple[str, ...], environ: Mapping[str, str]) -> str:
    """The first of these variables that is set, or ""."""
    return next((name for name in names if environ.get(name)), "")
