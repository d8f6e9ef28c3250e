"""The httpx2 client on bounded sockets: music services, their consent and the heartbeat are called by it.

Of httpx2 and httpcore2, names beyond the documented ones are used to put our sockets under a client, through a proxy
as well: `Client._transport` and `_mounts`, `HTTPTransport._pool`, its `_network_backend`, and `SyncStream`. A test
holds them. Importing httpx2 takes 0.1 s, so that this file is imported by the first call.
"""

import logging
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpcore2
import httpx2
from httpcore2._backends.sync import SyncStream

from sync.adapters.bounds import CONNECT_SECONDS, JSON_BYTES, PIECE, exchange, read
from sync.adapters.sockets import BoundedTls, connected

IDLE = 2
AGENT = "Runtrack/0.1 (self-hosted)"


@dataclass(frozen=True, slots=True)
class Received:
    """An answer, read to its end."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def client(bundle: str | None) -> httpx2.Client:
    """`bundle`: the file with the authorities to trust, None for certifi's. Follows no redirect."""
    for name in ("httpx2", "httpcore2"):  # they would log addresses and headers, and Last.fm's key is in an address
        logging.getLogger(name).setLevel(logging.WARNING)
    made = httpx2.Client(
        verify=_trust(bundle),
        follow_redirects=False,
        limits=httpx2.Limits(max_keepalive_connections=IDLE),
        headers={"User-Agent": AGENT},
    )
    for transport in (made._transport, *made._mounts.values()):
        if isinstance(transport, httpx2.HTTPTransport):
            transport._pool._network_backend = _Backend()
    return made


def send(
    client: httpx2.Client, method: str, url: str, *, patience: float, least: float, most: int = JSON_BYTES, **what: Any
) -> Received:
    """One exchange of at most `patience` seconds; `least` as of `bounds.exchange`, `most` of `bounds.read`. Raises what
    httpx2 raises, and what those two do."""
    with exchange(patience, least=least) as seconds:
        limits = httpx2.Timeout(seconds, connect=min(CONNECT_SECONDS, seconds))
        with client.stream(method, url, timeout=limits, **what) as answer:
            body = read(answer.iter_bytes(PIECE), most)
            return Received(answer.status_code, answer.headers, body)


class _Backend(httpcore2.SyncBackend):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore2.NetworkStream:
        """As httpcore2's, by a bounded socket."""
        source = None if local_address is None else (local_address, 0)
        options = [*(socket_options or ()), (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)]
        try:
            return SyncStream(connected(host, port, timeout, source=source, options=options))
        except TimeoutError as error:
            raise httpcore2.ConnectTimeout(str(error)) from error
        except OSError as error:
            raise httpcore2.ConnectError(str(error)) from error


@cache
def _trust(bundle: str | None) -> ssl.SSLContext:
    """The certificates to trust, read once for all services."""
    import certifi

    context = ssl.create_default_context(cafile=bundle or certifi.where())
    context.sslsocket_class = BoundedTls
    return context
