"""How the answer of a consent page comes back: to a loopback server, or pasted; whichever is first.

OAuth 2.0 for native apps (RFC 8252, section 7.3): the server listens on the loopback address only, for one answer.
"""

import os
import queue
import secrets
import select
import sys
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from sync.entrypoints.cli.screen import say
from sync.login import Given, NotConnected, NotOurs, granted, parsed, query_of

REQUEST_SECONDS = 10.0  # browsers also open connections that they never use
LOOK_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, by name."""

    given: Given


class AwaitedAnswer:
    """Takes the one answer that carries `state`, whoever brings it first."""

    def __init__(self, service: str, state: str) -> None:
        self.service, self.state = service, state
        self.taken: queue.SimpleQueue[Answer | NotConnected] = queue.SimpleQueue()
        self._lock, self._open = threading.Lock(), True

    def judge(self, query: str) -> Answer | NotConnected:
        """A callback's query. Raises `NotOurs` for another state, and for everything after the first answer."""
        given = parsed(query)
        with self._lock:
            state = self.state if self._open else secrets.token_urlsafe(16)  # one that nobody knows
            try:
                granted(self.service, state, given)
            except NotConnected as error:
                self._open = False
                return error
            self._open = False
            return Answer(given)

    def judge_pasted(self, text: str) -> Answer | NotConnected:
        """The address that the browser ended at, its query alone, or just code and state. Raises `NotOurs`."""
        query = query_of(text)
        if query:
            return self.judge(query)
        raise NotOurs(f"that is not {self.service}'s answer: paste the whole address that the browser ended at")


def listening(port: int, awaited: AwaitedAnswer, path: str = "/callback") -> ThreadingHTTPServer:
    """A server for the callback on `port` of the loopback address. Raises `OSError` when the port is taken."""

    class Callback(BaseHTTPRequestHandler):
        timeout = REQUEST_SECONDS

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path != path:
                self._page(404, "There is nothing here.")
                return
            try:
                answer = awaited.judge(parts.query)
            except NotOurs as error:
                self._page(400, f"Runtrack: {error}.")
                return
            said = "has answered" if isinstance(answer, Answer) else "is not connected"
            try:
                self._page(200, f"{awaited.service} {said}. You can close this page and go back to the terminal.")
            finally:
                awaited.taken.put(answer)  # last, because the program may end once it has it

        def _page(self, status: int, text: str) -> None:
            body = (
                f"<!DOCTYPE html><html><head><title>Runtrack</title></head><body><p>{text}</p></body></html>".encode()
            )
            self.send_response(status)
            for name, value in (("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing: the request line holds the code."""

    return _Loopback(("127.0.0.1", port), Callback)


class _Loopback(ThreadingHTTPServer):
    timeout = LOOK_SECONDS

    def handle_error(self, *_: object) -> None:
        """Nothing: a browser that hangs up is no matter for the person."""


def wait(awaited: AwaitedAnswer, server: ThreadingHTTPServer | None, pasting: int | None, seconds: float) -> Answer:
    """The first answer from `server` or the file descriptor `pasting`. Raises `NotConnected`, also after `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        watched = [source for source in (server, pasting) if source is not None]
        if not watched:
            raise NotConnected(f"{awaited.service} is not connected: its answer was not pasted. Nothing was stored.")
        ready, _, _ = select.select(watched, [], [], LOOK_SECONDS)
        if server is not None and server in ready:
            server.handle_request()
        if pasting is not None and pasting in ready:
            text = os.read(pasting, 65536)
            pasting = pasting if text else None
            _take_lines(awaited, text.decode(errors="replace"))
        if not awaited.taken.empty():
            answer = awaited.taken.get()
            if isinstance(answer, NotConnected):
                raise answer
            return answer
    raise NotConnected(
        f"{awaited.service} is not connected: no answer within {seconds / 60:g} min. Nothing was stored; start again."
    )


def standard_input(*, terminal_only: bool) -> int | None:
    """Where answers may be pasted, None when nothing can be read there."""
    try:
        number = sys.stdin.fileno()
        return number if os.isatty(number) or not terminal_only else None
    except (AttributeError, OSError, ValueError):
        return None


def _take_lines(awaited: AwaitedAnswer, text: str) -> None:
    for line in filter(str.strip, text.splitlines()):
        try:
            awaited.taken.put(awaited.judge_pasted(line))
        except NotOurs as error:
            say(f"Not taken: {error}.")
