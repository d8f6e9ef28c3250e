"""What crosses the socket: a server that counts the bytes of both directions, its log entries, JSON answers."""

import json
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Response


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


class CallLog(Protocol):
    """Where a handler reports its byte counts when the answer is out."""

    def counted(self, index: int, received: int, sent: int) -> None: ...


class CountingHandler(WSGIRequestHandler):
    """HTTP/1.0 (one connection a request), silent, counting the bytes of both directions."""

    logged: tuple[CallLog, int] | None = None

    def setup(self) -> None:
        super().setup()
        self.wfile = self._sent = _CountingFile(self.wfile, self._count)  # type: ignore[assignment]  # a file as far as it is used
        self.rfile = self._received = _CountingFile(self.rfile, lambda: None)  # type: ignore[assignment]  # as above

    def make_environ(self) -> dict[str, Any]:
        environ = super().make_environ()
        environ["sim.handler"] = self
        return environ

    def finish(self) -> None:
        try:
            super().finish()
        except (OSError, ValueError):
            pass  # the fault has closed the socket already
        self._count()

    def _count(self) -> None:
        if self.logged is not None:
            log, index = self.logged
            log.counted(index, self._received.bytes, self._sent.bytes)

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:
            pass  # the client has left, or the fault has cut the connection

    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing is printed: the call log is the record."""

    def log_error(self, format: str, *args: Any) -> None:
        """As above."""


def loopback_server(port: int, app: Any) -> BaseWSGIServer:
    """A server on a loopback port (0: a free one). Raises `OSError` for one in use, where werkzeug ends the process."""
    with socket.create_server(("127.0.0.1", port)) as listening:
        return make_server(
            "127.0.0.1", port, app, threaded=True, request_handler=CountingHandler, fd=listening.fileno()
        )


class _CountingFile:
    """A socket file that counts what passes through it."""

    def __init__(self, file: Any, before_write: Callable[[], None]) -> None:
        """`before_write` is called with the bytes counted already: whoever has read an answer finds it in the log."""
        self._file, self._before_write = file, before_write
        self.bytes = 0

    def read(self, *args: Any) -> Any:
        return self._count(self._file.read(*args))

    def readline(self, *args: Any) -> Any:
        return self._count(self._file.readline(*args))

    def write(self, data: Any) -> Any:
        self.bytes += len(data)
        self._before_write()
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
