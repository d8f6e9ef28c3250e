"""No look-up of a name and no connection beyond loopback: stopped where it happens, and written down.

Python's own sockets are seen by an audit hook, whatever library uses them; curl looks up and connects in C, so that
its easy handle is asked before it performs. Standard library only: child processes load this by `sitecustomize.py`.
"""

import importlib.abc
import importlib.machinery
import ipaddress
import os
import sys
import traceback
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

REPORT = "TEST_NETWORK_GUARD"
"""The variable that names the file in which child processes write what they tried."""
LOOK_UPS = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo")
SENDS = ("socket.connect", "socket.sendto", "socket.sendmsg")
CURL_URL, CURL_PROXY = 10002, 10004  # CURLOPT_URL, CURLOPT_PROXY (curl.h)


class BeyondLoopback(PermissionError):
    """What the code under test gets to see; it may swallow it, the test fails all the same."""


def is_ours(host: Any) -> bool:
    """Whether this host is this machine."""
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    name = name.strip("[]").partition("%")[0].rstrip(".").lower()
    if name == "localhost":
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def install(tell: Callable[[str], None]) -> None:
    """Once for a process. `tell` is given one line for each attempt."""

    def refuse(what: str) -> None:
        where = next(
            (f"{f.filename}:{f.lineno}" for f in reversed(traceback.extract_stack()) if "/sync/" in f.filename), ""
        )
        tell(f"{what} {where}".strip())
        raise BeyondLoopback(f"the tests stay on loopback: {what}")

    def hook(event: str, given: tuple[Any, ...]) -> None:
        if not event.startswith("socket."):
            return
        if event in LOOK_UPS:
            host = given[0][0] if isinstance(given[0], tuple) else given[0]
            if not is_ours(host) and not _is_address(host):
                refuse(f"look-up of {host}")
        elif event in SENDS and isinstance(given[1], tuple) and not is_ours(given[1][0]):
            refuse(f"connection to {given[1][0]}")

    sys.addaudithook(hook)
    sys.meta_path.insert(0, _CurlFinder(refuse))


def for_children(*folders: Path) -> dict[str, str]:
    """The variables with which a child Python is guarded as well, and imports from these folders."""
    kept = {REPORT: os.environ[REPORT]} if REPORT in os.environ else {}
    return kept | {"PYTHONPATH": os.pathsep.join(map(str, (Path(__file__).parent, *folders)))}


def write_down(line: str) -> None:
    """For a child process: into the file that `REPORT` names."""
    with Path(os.environ[REPORT]).open("a") as file:
        file.write(f"{line} (in a child process)\n")


def _is_address(host: Any) -> bool:
    """Nobody has to be asked about an address; a connection to it is another matter."""
    try:
        ipaddress.ip_address(str(host).strip("[]"))
    except ValueError:
        return False
    return True


class _CurlFinder(importlib.abc.MetaPathFinder):
    """Guards `curl_cffi.curl` when, and only when, it is imported."""

    def __init__(self, refuse: Callable[[str], None]) -> None:
        self._refuse = refuse

    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        if name != "curl_cffi.curl":
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def exec_module(module: Any) -> None:
                execute(module)
                _guard(module.Curl, self._refuse)

            spec.loader.exec_module = exec_module  # type: ignore[method-assign]  # of this one loader
        return spec


def _guard(curl: Any, refuse: Callable[[str], None]) -> None:
    setopt, perform = curl.setopt, curl.perform

    def remember(self: Any, option: Any, value: Any) -> Any:
        if int(option) in (CURL_URL, CURL_PROXY):
            known = self.__dict__.setdefault("_guarded", {})
            known[int(option)] = value.decode() if isinstance(value, bytes) else str(value)
        return setopt(self, option, value)

    def guarded(self: Any, *given: Any, **more: Any) -> Any:
        known = self.__dict__.pop("_guarded", {})
        url = urlsplit(known.get(CURL_URL, ""))
        first = known.get(CURL_PROXY) or _proxy(url.scheme, url.hostname or "")
        host = urlsplit(first if "://" in first else f"http://{first}").hostname if first else url.hostname
        if host and not is_ours(host):
            refuse(f"curl to {host}")
        return perform(self, *given, **more)

    curl.setopt, curl.perform = remember, guarded


def _proxy(scheme: str, host: str) -> str:
    """The proxy that curl takes from the environment, "" for none."""
    proxies = urllib.request.getproxies_environment()
    bypassed = urllib.request.proxy_bypass_environment(host, proxies)  # type: ignore[attr-defined]  # not in typeshed
    return "" if bypassed else proxies.get(scheme) or proxies.get("all") or ""
