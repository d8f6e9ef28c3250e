"""Services without sockets: what urllib3, httpx2 and curl would put on the wire is handed to the simulators' WSGI.

The real libraries run down to the call that sends; only that call is another one, and only for the made-up ports of
a `Network`. Time passes on the world's clock: a request that is never answered takes as long as it was given.
"""

import io
import itertools
import os
import socket
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from unittest import mock
from urllib.parse import unquote_to_bytes, urlencode

import curl_cffi.requests as curl
import httpx2
import urllib3
from curl_cffi.const import CurlECode
from curl_cffi.requests.models import Response as CurlResponse
from requests.adapters import HTTPAdapter
from requests.models import PreparedRequest
from urllib3 import HTTPHeaderDict
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import MaxRetryError, NameResolutionError, NewConnectionError, ProtocolError, ReadTimeoutError

from sync.adapters import requests_pool
from sync.sim.clock import HandClock
from sync.sim.garmin import SimGarmin
from sync.sim.http import SimService
from sync.stores.sqlite_file import SqliteFile
from tests.support import shortcuts

Errors = dict[str, Callable[[], Exception]]
PIECE = 64 * 1024
BOMB_MEGABYTES = 40  # more than any bound
_ports = itertools.count(1)  # on none of the first of them does anybody listen
_known: dict[str, "Network"] = {}  # "127.0.0.1:7" -> whose it is
_wires = ExitStack()


@dataclass(frozen=True)
class Answer:
    """What came back. The body of one that was cut is shorter than its header says."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Lost(Exception):
    """No answer. `how`: "refused", "name" (not found), "hang" (until the patience ended) or "reset"."""

    def __init__(self, how: str) -> None:
        self.how = how
        super().__init__(how)


@dataclass(frozen=True)
class Outage:
    """Until then (POSIX seconds) every request to these services (none named: to all) ends so."""

    how: str
    until: float
    services: tuple[str, ...] = ()


class Network:
    """The services of one world. A context manager."""

    def __init__(self, services: Sequence[SimService], clock: HandClock) -> None:
        self._clock, self.outages = clock, list[Outage]()
        self._at: dict[str, SimService] = {}
        self._behind: dict[str, list[SimService]] = {}
        for service in services:
            address = f"127.0.0.1:{next(_ports)}"
            service.address = f"http://{address}"
            service.bomb_megabytes = BOMB_MEGABYTES
            self._at[address] = service

    def put_behind(self, first: SimService, account: SimService) -> None:
        """Another account at the address of the first: whose token a request carries says which of them it is about."""
        account.address, account.bomb_megabytes = first.address, BOMB_MEGABYTES
        self._behind.setdefault(first.address.partition("://")[2], []).append(account)

    def __enter__(self) -> "Network":
        if not _known:
            _replace_the_wires()
        _known.update(dict.fromkeys(self._at, self))
        return self

    def __exit__(self, *_: object) -> None:
        for address in self._at:
            del _known[address]
        if not _known:
            _wires.close()

    def exchange(
        self, address: str, method: str, target: str, headers: dict[str, str], body: bytes, seconds: float
    ) -> Answer:
        """One request and its answer; `seconds` is the patience of whoever asks. Raises `Lost`."""
        service = self._whose(address, headers, body)
        if (outage := self._outage(service.name)) is not None:
            raise self._lost(outage.how, seconds)
        if service.armed() and service.take_refused(method, service.address + target):
            raise Lost("refused")
        connection, start = _Connection(), _Start()
        environ = _environ(method, target, headers, body, address) | {
            "sim.handler": connection,
            "werkzeug.socket": connection,
        }
        try:
            parts = service.wsgi(environ, start)
        except ConnectionAbortedError:
            raise self._lost("hang" if connection.slow else "reset", seconds) from None
        if service.calls[-1].fault == "drip":
            raise self._lost("hang", seconds)
        return Answer(start.status, start.headers, b"".join(parts))

    def _whose(self, address: str, headers: dict[str, str], body: bytes) -> SimService:
        if not (others := self._behind.get(address)):
            return self._at[address]
        said = " ".join(value for name, value in headers.items() if name.lower() == "authorization")
        said += body[:4000].decode("latin-1")
        return next((one for one in others if any(token in said for token in issued_by(one))), self._at[address])

    def _lost(self, how: str, seconds: float) -> Lost:
        if how == "hang":
            self._clock.advance(seconds)
        return Lost(how)

    def _outage(self, name: str) -> Outage | None:
        now = self._clock.now().timestamp()
        self.outages = [outage for outage in self.outages if now < outage.until]
        return next((outage for outage in self.outages if not outage.services or name in outage.services), None)


class _Connection:
    """What a simulator knows of the connection, which there is not: whether it would be kept open without an end."""

    logged: Any = None
    slow = False

    def fileno(self) -> int:
        """Asked for by who waits until the client leaves. It has left: there is something to read."""
        self.slow = True
        return _ended()

    def sendall(self, _: bytes) -> None:
        """Asked for by who drips headers."""
        self.slow = True
        raise BrokenPipeError

    def shutdown(self, _: int) -> None:
        """Nothing to shut."""


def issued_by(account: Any) -> list[str]:
    """Every token that an account's simulator has ever handed out."""
    tokens: list[str] = account.issued if isinstance(account, SimGarmin) else account.grants.issued
    return tokens


@cache
def _ended() -> int:
    """A file at whose end one always is."""
    return os.open(os.devnull, os.O_RDONLY)


class _Start:
    """WSGI's `start_response`."""

    status: int
    headers: list[tuple[str, str]]

    def __call__(self, status: str, headers: list[tuple[str, str]], _: Any = None) -> Callable[[bytes], None]:
        self.status, self.headers = int(status[:3]), headers
        return lambda _: None


def _environ(method: str, target: str, headers: dict[str, str], body: bytes, address: str) -> dict[str, Any]:
    path, _, query = target.partition("?")
    host, _, port = address.partition(":")
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in headers.items():
        environ["HTTP_" + name.upper().replace("-", "_")] = value
    environ["HTTP_ACCEPT_ENCODING"] = "identity"  # packing and unpacking would be a tenth of the time
    environ["CONTENT_TYPE"], environ["CONTENT_LENGTH"] = environ.pop("HTTP_CONTENT_TYPE", ""), str(len(body))
    return environ


# -- the three libraries, each at the call that sends ---------------------------------------------


def _replace_the_wires() -> None:
    for where, name, ours in (
        (HTTPConnectionPool, "urlopen", _urllib3),
        (HTTPAdapter, "get_connection_with_tls_context", _pool),
        (requests_pool, "_context", cache),  # of TLS, which nobody speaks here: one for all worlds
        (PreparedRequest, "prepare_url", shortcuts.addresses),
        (SqliteFile, "_connected", shortcuts.one_process),
        (httpx2.HTTPTransport, "handle_request", _httpx2),
        (curl.Session, "request", _curl),
    ):
        _wires.enter_context(mock.patch.object(where, name, ours(getattr(where, name))))


def _pool(find: Any) -> Any:
    """requests finds its pool of connections by ten qualities of each; of ours there is one for each address."""

    def found(adapter: Any, request: Any, verify: Any, proxies: Any = None, cert: Any = None) -> Any:
        address = request.url.split("/", 3)[2]
        return _pool_of(address) if address in _known else find(adapter, request, verify, proxies, cert)

    return found


@lru_cache(maxsize=16)
def _pool_of(address: str) -> HTTPConnectionPool:
    host, _, port = address.partition(":")
    return HTTPConnectionPool(host, int(port))


def _urllib3(send: Any) -> Any:
    def urlopen(
        pool: Any, method: str, url: str, body: Any = None, headers: Any = None, *args: Any, **how: Any
    ) -> urllib3.HTTPResponse:
        network = _known.get(address := f"{pool.host}:{pool.port}")
        if network is None:
            answered: urllib3.HTTPResponse = send(pool, method, url, body, headers, *args, **how)
            return answered
        told = {name: value if isinstance(value, str) else value.decode() for name, value in (headers or {}).items()}
        seconds = how["timeout"].read_timeout or 30.0
        try:
            answer = network.exchange(address, method, url, told, _bytes(body), seconds)
        except Lost as lost:
            errors: Errors = {
                "refused": lambda: MaxRetryError(pool, url, NewConnectionError(pool, "refused")),
                "name": lambda: MaxRetryError(
                    pool, url, NameResolutionError(pool.host, pool, socket.gaierror("unknown"))
                ),
                "hang": lambda: ReadTimeoutError(pool, url, "timed out"),
                "reset": lambda: ProtocolError("aborted", ConnectionResetError()),
            }
            raise errors[lost.how]() from None
        return urllib3.HTTPResponse(
            io.BytesIO(answer.body),
            headers=HTTPHeaderDict(answer.headers),
            status=answer.status,
            preload_content=False,
            request_method=method,
        )

    return urlopen


def _httpx2(send: Any) -> Any:
    def handle_request(transport: Any, request: httpx2.Request) -> httpx2.Response:
        network = _known.get(address := f"{request.url.host}:{request.url.port or 80}")  # the usual port is left out
        if network is None:
            answered: httpx2.Response = send(transport, request)
            return answered
        seconds = request.extensions.get("timeout", {}).get("read") or 30.0
        target = request.url.raw_path.decode()
        try:
            answer = network.exchange(address, request.method, target, dict(request.headers), request.read(), seconds)
        except Lost as lost:
            errors: Errors = {
                "refused": lambda: httpx2.ConnectError("refused"),
                "name": lambda: httpx2.ConnectError("name not known"),
                "hang": lambda: httpx2.ReadTimeout("timed out"),
                "reset": lambda: httpx2.RemoteProtocolError("Server disconnected without sending a response."),
            }
            raise errors[lost.how]() from None
        return httpx2.Response(answer.status, headers=answer.headers, stream=_Promised(answer))

    return handle_request


class _Promised(httpx2.SyncByteStream):
    """The body, which h11 refuses when it is shorter than its header promises."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield self._answer.body
        if _cut(self._answer):
            raise httpx2.RemoteProtocolError("peer closed connection without sending complete message body")


def _curl(send: Any) -> Any:
    def request(session: Any, method: str, url: str, **how: Any) -> Any:
        address, _, target = url.partition("://")[2].partition("/")
        network = _known.get(address)
        if network is None:
            return send(session, method, url, **how)
        data, headers = how.get("data"), dict(how.get("headers") or {})
        if isinstance(data, dict):
            data = urlencode(data)
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        try:
            answer = network.exchange(address, method, f"/{target}", headers, _bytes(data), float(how["timeout"]))
            if _cut(answer):
                raise Lost("cut")
        except Lost as lost:
            errors: Errors = {
                "refused": lambda: curl.exceptions.ConnectionError("refused", CurlECode.COULDNT_CONNECT),
                "name": lambda: curl.exceptions.DNSError("name not known", CurlECode.COULDNT_RESOLVE_HOST),
                "hang": lambda: curl.exceptions.Timeout("timed out", CurlECode.OPERATION_TIMEDOUT),
                "reset": lambda: curl.exceptions.ConnectionError("reset", CurlECode.GOT_NOTHING),
                "cut": lambda: curl.exceptions.IncompleteRead("cut", CurlECode.PARTIAL_FILE),
            }
            raise errors[lost.how]() from None
        response = CurlResponse()
        response.url, response.status_code, response.ok = url, answer.status, 200 <= answer.status < 400
        response.headers.update(dict(answer.headers))
        take = how["content_callback"]
        for piece in _decoded(answer, response.headers.get("Content-Encoding") == "gzip"):
            if take(piece) != len(piece):
                raise curl.exceptions.RequestException("failed writing received data")
        return response

    return request


def _decoded(answer: Answer, packed: bool) -> Iterator[bytes]:
    """The body as curl hands it out: decoded, in pieces."""
    if not packed:
        yield answer.body
        return
    opener, left = zlib.decompressobj(zlib.MAX_WBITS | 16), answer.body
    while left:
        yield opener.decompress(left, PIECE)
        left = opener.unconsumed_tail


def _cut(answer: Answer) -> bool:
    promised = next((int(value) for name, value in answer.headers if name.lower() == "content-length"), 0)
    return promised > len(answer.body)


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    return body.encode() if isinstance(body, str) else body if isinstance(body, bytes) else bytes(body.read())
