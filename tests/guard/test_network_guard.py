"""The guard itself: whoever tries to leave this machine fails, although the code under test swallows the error."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.guard.network_guard import REPORT, is_ours

ROOT = Path(__file__).resolve().parents[2]
CONFTEST = """
from tests.guard.plugin import Guard
def pytest_configure(config):
    config.pluginmanager.register(Guard(config))
"""
PLANTED = """
import socket, subprocess, sys
from sync.adapters.http import Hosts, HttpSession, refuse
from sync.adapters.music_http import MusicHttp


def swallowed(call):
    try:
        call()
    except Exception:
        pass


def curl(url):
    from curl_cffi import requests
    return requests.post(url, timeout=2)


def test_look_up(): swallowed(lambda: socket.getaddrinfo("service.example", 443))
def test_connection(): swallowed(lambda: socket.create_connection(("192.0.2.1", 443), timeout=1))
def test_requests(): swallowed(lambda: HttpSession(Hosts({}), 2, refuse).get("https://service.example/"))
def test_httpx2(): swallowed(lambda: MusicHttp("x", Hosts({}), seconds=2).get("https://service.example/"))
def test_curl(): swallowed(lambda: curl("https://service.example/"))
def test_curl_by_address(): swallowed(lambda: curl("https://192.0.2.1/"))
def test_child(): subprocess.run([sys.executable, "-c", "import socket; socket.getaddrinfo('service.example', 443)"])
def test_childs_curl():
    subprocess.run([sys.executable, "-c", "from curl_cffi import requests; requests.get('http://service.example')"])


def test_loopback_is_fine():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1])).close()
        swallowed(lambda: curl(f"http://127.0.0.1:{server.getsockname()[1]}/"))
"""


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost", b"localhost", None, "0.0.0.0"])
def test_loopback_is_ours(host: object) -> None:
    assert is_ours(host)


@pytest.mark.parametrize("host", ["192.0.2.1", "10.0.0.1", "2001:db8::1", "www.strava.com", "localhost.example.org"])
def test_everything_else_is_not(host: str) -> None:
    assert not is_ours(host)


def test_every_planted_attempt_fails_its_test_and_no_other(tmp_path: Path) -> None:
    planted = tmp_path / "test_planted.py"
    planted.write_text(PLANTED)
    (planted.parent / "conftest.py").write_text(CONFTEST)
    environ = {name: value for name, value in os.environ.items() if name not in (REPORT, "PYTHONPATH")}
    apart = (
        f"--rootdir={tmp_path}",
        f"--basetemp={tmp_path / 'written'}",
    )  # pytest removes old ones from the shared one
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n0", "-q", "-p", "no:cacheprovider", *apart, planted],
        cwd=tmp_path,
        env=environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    said = done.stdout
    assert "8 failed, 1 passed" in said, said + done.stderr
    assert said.count("beyond loopback: look-up of service.example") >= 3
    assert "beyond loopback: connection to 192.0.2.1" in said
    assert "beyond loopback: curl to service.example" in said
    assert "beyond loopback: curl to 192.0.2.1" in said
    assert "curl to service.example (in a child process)" in said
