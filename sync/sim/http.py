"""A loopback HTTP server per simulated service: named endpoints, a call log with wire bytes, and faults.

A simulator is a subclass of `SimService`: it lists its endpoints as werkzeug rules, has one method per
endpoint, and says how the service words a refusal (`refusal`). Everything else is here:

* every request is logged as a `Call`, with the bytes that really crossed the socket in both directions;
* `inject(endpoint, fault)` arms a fault for the next call(s) of that endpoint. `FAULTS` is the whole list. Each
  happens before the request had its effect or after it. "refused" cannot be played by a server that accepts: the
  client's side of a test asks `take_refused` and sends that one request to a closed port.
"""

import gzip
import select
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, ClassVar

from werkzeug.exceptions import HTTPException
from werkzeug.serving import BaseWSGIServer
from werkzeug.wrappers import Request, Response

from sync.sim.another_host import AnotherHost, Stray
from sync.sim.clock import Now
from sync.sim.endpoints import endpoints_of
from sync.sim.faults import CHALLENGE, CHALLENGE_HEADERS, FAULTS, HTML, Fault
from sync.sim.unbounded import bomb, drip
from sync.sim.wire import Call, answer, loopback_server

__all__ = ["FAULTS", "HTML", "Call", "Fault", "SimService", "Stray", "answer"]


class SimService:
    """Base of every simulated service. Thread-safe: one lock is held while a request has its effect."""

    name: ClassVar[str]
    rules: ClassVar[tuple[tuple[str, str, str], ...]]  # (endpoint, METHOD, werkzeug rule)
    hang_seconds: float = 30.0  # a hanging or dripping call is held until the client leaves, at most this long
    drip_seconds: float = 0.05  # between two bytes of a dripping answer
    bomb_megabytes: int = 300  # what a bomb decodes to

    def __init__(self, now: Now) -> None:
        self.now = now
        self.calls: list[Call] = []
        self.lock = threading.RLock()
        self._faults: dict[str, list[Fault]] = {}
        self._endpoints = endpoints_of(self.rules)
        self._server: BaseWSGIServer | None = None
        self._another = AnotherHost()
        self.address = ""  # a test that calls `wsgi` in process says here where it pretends to be

    # -- what a test or the demo does -------------------------------------------------------------

    def start(self, port: int = 0) -> "SimService":
        """Serve on a loopback port (0: a free one) until `stop`; `url` tells where. Raises `OSError` for one in use."""
        self._server = loopback_server(port, self.wsgi)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True, name=self.name).start()
        return self

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
        self._another.stop()

    @property
    def url(self) -> str:
        assert self._server is not None or self.address, "start() first"
        return self.address or f"http://127.0.0.1:{self._server.port}"  # type: ignore[union-attr]  # it serves

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

    @property
    def strays(self) -> list[Stray]:
        """What reached the other host that the redirects of this service lead to."""
        return self._another.strays

    def take_refused(self, method: str, url: str) -> bool:
        """True once when the next fault of this URL's endpoint is "refused" (which is then used up and logged)."""
        path = url.split("://", 1)[-1].partition("/")[2].partition("?")[0]
        try:
            endpoint = self._endpoints.of_path(method, "/" + path)
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

    def counted(self, index: int, received: int, sent: int) -> None:
        """The bytes of a logged call, known when its connection is closed (see `wire.CallLog`)."""
        with self.lock:
            if index < len(self.calls):  # else the log was cleared meanwhile
                self.calls[index] = replace(self.calls[index], received=received, sent=sent)

    # -- inside -----------------------------------------------------------------------------------

    def wsgi(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        try:
            endpoint, args = self._endpoints.of_request(environ)
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
        if fault.how == "challenge":
            return Response(CHALLENGE, status=fault.status, mimetype="text/html", headers=CHALLENGE_HEADERS)
        if fault.how == "redirect":
            return Response(b"", status=fault.status, headers={"Location": self._another.url + request.full_path})
        if fault.how in ("drip", "bomb"):
            return effect
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
        if fault is not None and fault.how in ("drip", "bomb"):
            self._unbounded(fault, response, body)
        return response(environ, start_response)

    def _unbounded(self, fault: Fault, response: Response, body: bytes) -> None:
        """Give an answer a body without an end."""
        response.headers.pop("Content-Length", None)
        response.headers.pop("Content-Encoding", None)
        if fault.how == "drip":
            response.response = drip(body, self.drip_seconds, self.hang_seconds)
        else:
            response.headers["Content-Encoding"] = "gzip"
            response.response = bomb(self.bomb_megabytes, body)

    def _hold(self, endpoint: str, fault: Fault | None, request: Request, environ: dict[str, Any]) -> Iterable[bytes]:
        """Hang or drip until the client gives up, or reset the connection at once."""
        assert fault is not None
        self._log(endpoint, fault, request, 0, environ)
        connection: socket.socket = environ["werkzeug.socket"]
        if fault.how == "hang":
            select.select([connection], [], [], self.hang_seconds)
        try:
            if fault.how == "drip headers":
                for byte in drip(b"HTTP/1.1 200 OK\r\nX-Long: ", self.drip_seconds, self.hang_seconds):
                    connection.sendall(byte)
            connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # the client was faster
        raise ConnectionAbortedError

    def _log(self, endpoint: str, fault: Fault | None, request: Request, status: int, environ: dict[str, Any]) -> None:
        call = Call(endpoint, request.method, request.path, status, fault.name if fault else None, self.now())
        with self.lock:
            self.calls.append(call)
            environ["sim.handler"].logged = (self, len(self.calls) - 1)
