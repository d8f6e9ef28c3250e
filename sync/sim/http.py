"""A loopback HTTP server per simulated service: named endpoints, a call log with wire bytes, and faults.

A simulator is a subclass of `SimService`: it lists its endpoints as werkzeug rules, has one method per
endpoint, and says how the service words a refusal (`refusal`). Everything else is here:

* every request is logged as a `Call`, with the bytes that really crossed the socket in both directions;
* `inject(endpoint, fault)` arms a fault for the next call(s) of that endpoint. `FAULTS` is the whole list. Each
  fault happens either before the request had its effect or after it. "refused" cannot be played by a server
  that accepts: the client's side of a test asks `take_refused` and sends that one request to a closed port.
"""

import gzip
import json
import select
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from sync.sim.clock import Now

HTML = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>cloudflare</body></html>"


@dataclass(frozen=True)
class Fault:
    """What happens to one call. `effect`: whether the service carries the request out first."""

    name: str
    effect: bool = False
    status: int | None = None  # answer with this status in the service's own words
    retry_after: str | None = None
    how: str = "status"  # status | hang | reset | html | truncated | wrong type | empty | refused


FAULTS: dict[str, Fault] = {
    fault.name: fault
    for fault in (
        Fault("refused", how="refused"),
        Fault("timeout before the effect", how="hang"),
        Fault("timeout after the effect", effect=True, how="hang"),
        Fault("reset before the effect", how="reset"),
        Fault("reset after the effect", effect=True, how="reset"),
        Fault("401", status=401),
        Fault("403", status=403),
        Fault("429", status=429),
        Fault("429 with Retry-After", status=429, retry_after="120"),
        Fault("500", status=500),
        Fault("500 after the effect", effect=True, status=500),
        Fault("502 HTML", status=502, how="html"),
        Fault("200 HTML", status=200, how="html"),
        Fault("truncated", effect=True, how="truncated"),
        Fault("wrong type", effect=True, how="wrong type"),
        Fault("204", status=204, how="empty"),
    )
}


@dataclass(frozen=True)
class Call:
    """One request as the service saw it. `received` and `sent` are bytes on the wire, headers included."""

    endpoint: str
    method: str
    path: str
    status: int
    fault: str | None
    at: datetime
    received: int = 0
    sent: int = 0


class SimService:
    """Base of every simulated service. Thread-safe: one lock is held while a request has its effect."""

    name: ClassVar[str]
    rules: ClassVar[tuple[tuple[str, str, str], ...]]  # (endpoint, METHOD, werkzeug rule)
    hang_seconds: float = 30.0  # a hanging call is held until the client leaves, at most this long

    def __init__(self, now: Now) -> None:
        self.now = now
        self.calls: list[Call] = []
        self.lock = threading.RLock()
        self._faults: dict[str, list[Fault]] = {}
        self._map = Map([Rule(rule, methods=[m], endpoint=e) for e, m, rule in self.rules], strict_slashes=False)
        self._server: BaseWSGIServer | None = None

    # -- what a test or the demo does -------------------------------------------------------------

    def start(self) -> "SimService":
        """Serve on a free loopback port until `stop`; `url` tells where."""
        self._server = make_server("127.0.0.1", 0, self._wsgi, threaded=True, request_handler=_Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True, name=self.name).start()
        return self

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    @property
    def url(self) -> str:
        assert self._server is not None, "start() first"
        return f"http://127.0.0.1:{self._server.server_port}"

    def inject(self, endpoint: str, fault: str | Fault, times: int = 1) -> None:
        """The next `times` calls of `endpoint` (a short name such as "list") meet `fault`."""
        assert endpoint in {e for e, _, _ in self.rules}, f"{self.name} has no endpoint {endpoint!r}"
        wanted = FAULTS[fault] if isinstance(fault, str) else fault
        with self.lock:
            self._faults.setdefault(endpoint, []).extend([wanted] * times)

    def clear_faults(self) -> None:
        with self.lock:
            self._faults.clear()

    def armed(self) -> int:
        """How many injected faults have not happened yet."""
        with self.lock:
            return sum(map(len, self._faults.values()))

    def take_refused(self, method: str, url: str) -> bool:
        """True once when the next fault of this URL's endpoint is "refused" (which is then used up and logged)."""
        path = url.split("://", 1)[-1].partition("/")[2].partition("?")[0]
        try:
            endpoint, _ = self._map.bind("sim").match("/" + path, method=method)
        except HTTPException:
            return False
        with self.lock:
            waiting = self._faults.get(endpoint, [])
            if not waiting or waiting[0].how != "refused":
                return False
            waiting.pop(0)
            self.calls.append(Call(endpoint, method, "/" + path, 0, "refused", self.now()))
            return True

    def count(self, *endpoints: str) -> int:
        """Calls of these endpoints so far (all endpoints when none is named)."""
        with self.lock:
            return sum(1 for call in self.calls if not endpoints or call.endpoint in endpoints)

    def counts(self) -> Counter[str]:
        with self.lock:
            return Counter(call.endpoint for call in self.calls)

    def forget_calls(self) -> None:
        with self.lock:
            self.calls.clear()

    # -- what a service overrides -----------------------------------------------------------------

    def refusal(self, status: int, endpoint: str, request: Request) -> Response:
        """The service's own words for a refusal with this status."""
        return answer({"message": f"status {status}"}, status)

    def wrong_type(self, endpoint: str) -> Response:
        """Well-formed JSON that is not what the endpoint promises."""
        return answer("unexpected", 200)

    def finish(self, response: Response, endpoint: str, request: Request) -> Response:
        """Last touch on every answer, refusals included (rate-limit headers and the like)."""
        return response

    # -- inside -----------------------------------------------------------------------------------

    def _wsgi(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        try:
            endpoint, args = self._map.bind_to_environ(environ).match()
        except HTTPException as error:
            return self._respond("unknown", None, request, error.get_response(), environ, start_response)
        request.get_data(cache=True, parse_form_data=False)  # the body has arrived before anything is decided
        with self.lock:
            waiting = self._faults.get(endpoint, [])
            fault = waiting.pop(0) if waiting else None
            effect: Response | None = None
            if fault is None or fault.effect:
                effect = self._served_by(endpoint)(request, **args)
                if fault is not None and fault.status is None and effect.status_code >= 400:
                    fault = None  # the service refuses anyway: that answer stands
            response = effect if fault is None else self._broken(fault, endpoint, request, effect)
        if response is None:
            return self._hold(endpoint, fault, request, environ)
        response = self.finish(response, endpoint, request)
        return self._respond(endpoint, fault, request, response, environ, start_response)

    def _served_by(self, endpoint: str) -> Callable[..., Response]:
        """The method of an endpoint: `on_<name>` (where the name itself is taken, as `count` is) or its name."""
        name = endpoint.replace(".", "_")
        found: Callable[..., Response] = getattr(self, f"on_{name}", None) or getattr(self, name)
        return found

    def _broken(self, fault: Fault, endpoint: str, request: Request, effect: Response | None) -> Response | None:
        """The answer a fault gives; None when the connection itself is the fault."""
        if fault.how == "html":
            return Response(HTML, status=fault.status, mimetype="text/html")
        if fault.how == "empty":
            return Response(b"", status=fault.status or 204)
        if fault.how == "wrong type":
            return self.wrong_type(endpoint)
        if fault.how == "truncated":
            assert effect is not None
            body = effect.get_data()
            cut = Response(body[: len(body) // 2], status=effect.status_code, mimetype=effect.mimetype)
            cut.headers["X-Sim-Truncated"] = str(max(len(body), 2))
            return cut
        if fault.status is not None:
            refused = self.refusal(fault.status, endpoint, request)
            if fault.retry_after:
                refused.headers["Retry-After"] = fault.retry_after
            return refused
        return None

    def _respond(
        self,
        endpoint: str,
        fault: Fault | None,
        request: Request,
        response: Response,
        environ: dict[str, Any],
        start_response: Any,
    ) -> Iterable[bytes]:
        cut = response.headers.pop("X-Sim-Truncated", None)
        body = response.get_data()
        if "gzip" in request.headers.get("Accept-Encoding", "") and response.mimetype == "application/json":
            response.set_data(gzip.compress(body, mtime=0))
            response.headers["Content-Encoding"] = "gzip"
        if cut is not None:
            response.headers["Content-Length"] = str(int(cut) + 64)
        self._log(endpoint, fault, request, response.status_code, environ)
        return response(environ, start_response)

    def _hold(self, endpoint: str, fault: Fault | None, request: Request, environ: dict[str, Any]) -> Iterable[bytes]:
        """Hang until the client gives up, or reset the connection at once."""
        assert fault is not None
        self._log(endpoint, fault, request, 0, environ)
        connection: socket.socket = environ["werkzeug.socket"]
        if fault.how == "hang":
            select.select([connection], [], [], self.hang_seconds)
        try:
            connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # the client was faster
        raise ConnectionAbortedError

    def _log(self, endpoint: str, fault: Fault | None, request: Request, status: int, environ: dict[str, Any]) -> None:
        call = Call(endpoint, request.method, request.path, status, fault.name if fault else None, self.now())
        with self.lock:
            self.calls.append(call)
            environ["sim.handler"].logged = (self, len(self.calls) - 1)


class _Handler(WSGIRequestHandler):
    """HTTP/1.0 (one connection a request), silent, counting the bytes of both directions."""

    logged: tuple[SimService, int] | None = None

    def setup(self) -> None:
        super().setup()
        self.wfile = self._sent = _CountingFile(self.wfile)  # type: ignore[assignment]
        self.rfile = self._received = _CountingFile(self.rfile)  # type: ignore[assignment]

    def make_environ(self) -> dict[str, Any]:
        environ = super().make_environ()
        environ["sim.handler"] = self
        return environ

    def finish(self) -> None:
        try:
            super().finish()
        except (OSError, ValueError):
            pass  # the fault has closed the socket already
        if self.logged is not None:
            service, index = self.logged
            with service.lock:
                if index < len(service.calls):
                    call = service.calls[index]
                    service.calls[index] = Call(
                        call.endpoint, call.method, call.path, call.status, call.fault, call.at,
                        self._received.bytes, self._sent.bytes,
                    )  # fmt: skip

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:
            pass  # the client has left, or the fault has cut the connection

    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing is printed: the call log is the record."""

    def log_error(self, format: str, *args: Any) -> None:
        """As above."""


class _CountingFile:
    """A socket file that counts what passes through it."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self.bytes = 0

    def read(self, *args: Any) -> Any:
        return self._count(self._file.read(*args))

    def readline(self, *args: Any) -> Any:
        return self._count(self._file.readline(*args))

    def write(self, data: Any) -> Any:
        self.bytes += len(data)
        return self._file.write(data)

    def _count(self, data: Any) -> Any:
        self.bytes += len(data)
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def answer(value: Any, status: int = 200, **headers: str) -> Response:
    """A JSON answer; header names are written with underscores."""
    response = Response(json.dumps(value), status=status, mimetype="application/json")
    for name, text in headers.items():
        response.headers[name.replace("_", "-")] = text
    return response
