"""Notices by the real Apprise and the heartbeat by the real HTTP client, to a listener on loopback."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from sync.adapters.notify import AppriseNotifier
from sync.core.time_left import within
from tests.support.adapters.mail_server import mail_server
from tests.support.adapters.raw_server import DRIPS, server
from tests.support.world import closed_port


class Listener(ThreadingHTTPServer):
    """Remembers every request as (method, path, body) and answers with `status`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.heard: list[tuple[str, str, bytes]] = []
        self.status = 200


class _Answering(BaseHTTPRequestHandler):
    def _hear(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.heard.append((self.command, self.path, body))  # type: ignore[attr-defined]  # the server above
        self.send_response(self.server.status)  # type: ignore[attr-defined]  # the server above
        self.end_headers()

    do_GET = do_POST = _hear

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def listener() -> Iterator[Listener]:
    server = Listener()
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_notice_reaches_the_apprise_url(listener: Listener) -> None:
    notifier = AppriseNotifier([f"json://127.0.0.1:{listener.server_port}/problems"], "")
    assert notifier.send("Runtrack needs you", "Strava needs a login")
    ((method, path, body),) = listener.heard
    assert (method, path) == ("POST", "/problems")
    assert json.loads(body)["title"] == "Runtrack needs you"
    assert json.loads(body)["message"] == "Strava needs a login"


def test_a_notice_that_did_not_go_out_is_reported(listener: Listener) -> None:
    listener.status = 500
    assert not AppriseNotifier([f"json://127.0.0.1:{listener.server_port}/"], "").send("a", "b")


def test_in_a_mail_a_notice_is_text_whatever_a_service_calls_a_run() -> None:
    with mail_server() as mails:
        assert AppriseNotifier([mails.url], "").send("Runtrack needs you", 'Run "<img src=x>"\nis & stays')
        assert mails.part("plain") == 'Run "<img src=x>"\nis & stays'
        assert "<img" not in mails.part("html")


def test_an_address_that_apprise_does_not_understand_is_reported() -> None:
    assert not AppriseNotifier(["nonsense://x"], "").send("a", "b")


def test_without_addresses_there_is_nothing_to_fail() -> None:
    assert AppriseNotifier([], "").send("a", "b")


def test_the_heartbeat_is_fetched(listener: Listener) -> None:
    AppriseNotifier([], f"http://127.0.0.1:{listener.server_port}/ping/1").heartbeat()
    assert [(method, path) for method, path, _ in listener.heard] == [("GET", "/ping/1")]


def test_a_heartbeat_that_fails_never_fails_the_tick() -> None:
    AppriseNotifier([], f"http://127.0.0.1:{closed_port()}/ping/1").heartbeat()


def test_a_messenger_that_drips_or_explodes_ends_with_the_tick() -> None:
    for script in (DRIPS["body"][1], DRIPS["headers"][1]):
        with server(script) as port, within(lambda: 1.5):
            begin = time.monotonic()
            assert not AppriseNotifier([f"json://127.0.0.1:{port}/"], "").send("a", "b")
            assert time.monotonic() - begin < 1.5 + 4


def test_in_a_ticks_last_second_no_notice_is_begun(listener: Listener) -> None:
    with within(lambda: 0.5):
        assert not AppriseNotifier([f"json://127.0.0.1:{listener.server_port}/"], "").send("a", "b")
    assert listener.heard == []
