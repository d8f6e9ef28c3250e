"""`make check` looks for known weaknesses where it can, and says where it cannot: it never fails or hangs for that."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from scripts import audit

Answer = Callable[[list[dict[str, Any]]], bytes]


@pytest.fixture
def osv() -> Iterator[Callable[[Answer], str]]:
    """A pretended OSV on loopback that answers as it is told."""
    servers: list[HTTPServer] = []

    def serve(answer: Answer) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                queries = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
                body = answer(queries)
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/v1/querybatch"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def weak(*names: str) -> Answer:
    def answer(queries: list[dict[str, Any]]) -> bytes:
        each = [{"vulns": [{"id": "GHSA-1"}]} if query["package"]["name"] in names else {} for query in queries]
        return json.dumps({"results": each}).encode()

    return answer


def test_every_locked_package_is_asked_about_once(osv: Callable[[Answer], str]) -> None:
    seen: list[dict[str, Any]] = []
    url = osv(lambda queries: seen.extend(queries) or weak()(queries))  # type: ignore[func-returns-value]  # None, and so the second
    assert audit.main(["--url", url]) == 0
    assert len(seen) > 80
    assert {"package": {"name": "garminconnect", "ecosystem": "PyPI"}, "version": "0.3.20"} in seen
    assert len({query["package"]["name"] for query in seen}) >= len(seen) - 5


def test_a_known_weakness_fails_and_is_named(osv: Callable[[Answer], str], capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main(["--url", osv(weak("requests"))]) == 1
    assert "GHSA-1 (https://osv.dev/vulnerability/GHSA-1)" in capsys.readouterr().out


def test_an_accepted_one_is_said_with_its_reason(
    osv: Callable[[Answer], str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(audit.ACCEPTED, "GHSA-1", "we never parse XML with it")
    assert audit.main(["--url", osv(weak("requests"))]) == 0
    assert "accepted: we never parse XML with it" in capsys.readouterr().out


@pytest.mark.parametrize("body", [b"<html>blocked</html>", b"{}", b'{"results": [{}]}', b'{"results": [1, 2]}', b"[]"])
def test_an_answer_of_no_use_is_said_and_fails_nothing(
    osv: Callable[[Answer], str], capsys: pytest.CaptureFixture[str], body: bytes
) -> None:
    assert audit.main(["--url", osv(lambda _: body)]) == 0
    assert "dependencies were NOT audited: " in capsys.readouterr().out


def test_without_a_network_it_is_said_and_fails_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main(["--url", "http://127.0.0.1:9/"]) == 0
    assert "were NOT audited: http://127.0.0.1:9/ cannot be reached from here." in capsys.readouterr().out


def test_one_that_never_answers_is_left_after_the_time(
    osv: Callable[[Answer], str], capsys: pytest.CaptureFixture[str]
) -> None:
    hold = threading.Event()
    url = osv(lambda _: b"late" if hold.wait(20) else b"")
    assert audit.main(["--url", url, "--seconds", "0.2"]) == 0
    assert f"were NOT audited: {url} " in capsys.readouterr().out
    hold.set()


def test_make_check_runs_it() -> None:
    text = (Path(audit.__file__).parents[1] / "Makefile").read_text()
    recipe = text.partition("\ncheck: ")[2].partition("\n\n")[0]
    assert "scripts/audit.py" in recipe
