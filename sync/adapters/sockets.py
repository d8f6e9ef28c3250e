"""Sockets that no exchange can wait on for longer than it has left, for requests (urllib3) and httpx2 alike.

Every connect, handshake, send and receive, of headers and of bodies, in clear and under TLS, gets the remaining
seconds of the exchange as its time limit. A name look-up has no time limit in the standard library: it is waited for
in a thread of its own, which is left behind when it hangs (one per host, until the system's resolver gives up).
"""

import ipaddress
import math
import socket
import ssl
import threading
from collections.abc import Iterable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from sync.adapters.bounds import remaining

if TYPE_CHECKING:
    _Base = socket.socket
else:
    _Base = object

type Address = tuple[Any, ...]
_looking_up: dict[tuple[str, int], Future[list[Address]]] = {}
_lock = threading.Lock()


class _Bounded(_Base):
    """`settimeout` is what the library asks for; each wait gets less when the exchange has less."""

    _asked: float | None = None

    def settimeout(self, value: float | None, /) -> None:
        self._asked = value
        super().settimeout(value)

    def _cut(self) -> None:
        left = remaining()
        if left != math.inf:
            super().settimeout(left if self._asked is None else min(left, self._asked))

    def connect(self, address: Any, /) -> None:
        self._cut()
        super().connect(address)

    def recv(self, *args: Any) -> bytes:
        self._cut()
        return super().recv(*args)

    def recv_into(self, *args: Any) -> int:
        self._cut()
        return super().recv_into(*args)

    def send(self, *args: Any) -> int:
        self._cut()
        return super().send(*args)

    def sendall(self, *args: Any) -> None:
        self._cut()
        super().sendall(*args)


class BoundedSocket(_Bounded, socket.socket):
    """In clear."""


class BoundedTls(_Bounded, ssl.SSLSocket):
    """Under TLS. One read or handshake may take several receives: the `ssl` module's time limit is for all of them."""

    def do_handshake(self, block: bool = False) -> None:
        asked = self._asked
        self._cut()
        super().do_handshake(block)
        self._asked = asked


def connected(
    host: str, port: int, seconds: float | None, *, source: Any = None, options: Iterable[tuple[Any, ...]] = ()
) -> BoundedSocket:
    """A connection to the first of the host's addresses that takes one, each tried for `seconds` at most.

    Raises what `socket.create_connection` raises: `socket.gaierror`, TimeoutError, OSError."""
    failure: OSError = OSError(f"no address for {host}")
    for family, kind, protocol, _, address in addresses(host, port):
        made = BoundedSocket(family, kind, protocol)
        try:
            for option in options:
                made.setsockopt(*option)
            made.settimeout(seconds)
            if source:
                made.bind(source)
            made.connect(address)
            return made
        except OSError as error:
            made.close()
            failure = error
    raise failure


def addresses(host: str, port: int) -> list[Address]:
    """`socket.getaddrinfo`, which raises `socket.gaierror` also when there is no answer within the exchange's time."""
    left = remaining()
    if left == math.inf or _is_literal(host):
        return list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    with _lock:
        found = _looking_up.get((host, port))
        if found is None:
            found = _looking_up[host, port] = Future()
            threading.Thread(target=_look_up, args=(host, port, found), daemon=True, name=f"look up {host}").start()
    try:
        return found.result(left)
    except TimeoutError:
        raise socket.gaierror(socket.EAI_AGAIN, "no answer from the name servers within the time limit") from None


def _look_up(host: str, port: int, found: Future[list[Address]]) -> None:
    try:
        answer = list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except BaseException as error:
        with _lock:
            del _looking_up[host, port]
        found.set_exception(error)
    else:
        with _lock:
            del _looking_up[host, port]
        found.set_result(answer)


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
