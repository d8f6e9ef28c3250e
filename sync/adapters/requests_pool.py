"""The connections under requests: bounded sockets, answers read within the exchange's time and size.

One pool serves many sessions, so that many users share a few connections. Names of urllib3 that are used beyond its
documented ones: `_new_conn` and `_dns_host` of a connection; a test holds them.
"""

import socket
from collections.abc import Callable
from typing import Any, cast

import requests
from requests.adapters import HTTPAdapter
from urllib3 import connectionpool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.ssl_ import create_urllib3_context

from sync.adapters.bounds import JSON_BYTES, PIECE, read
from sync.adapters.json_text import parsed
from sync.adapters.sockets import BoundedTls, connected

POOLS, IDLE = 8, 4
"""How many hosts keep connections open, and how many each."""


class Answer(requests.Response):
    """A response whose JSON is read by the standard library. Plain requests takes simplejson where that is installed
    (as it is beside AWS's runtime), which refuses the NaN of a strange activity and with it the whole list."""

    def json(self, **kwargs: Any) -> Any:
        try:
            return parsed(self.content, **kwargs)
        except ValueError as error:
            raise requests.JSONDecodeError(str(error), self.text[:200], 0) from None


class Pool(HTTPAdapter):
    """Sends for any number of sessions. An answer has been read to its end when it comes out."""

    def __init__(self, most: Callable[[str], int] = lambda url: JSON_BYTES) -> None:
        """`most`: how many bytes the answer of a URL may have."""
        self._most = most
        super().__init__(pool_connections=POOLS, pool_maxsize=IDLE)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, ssl_context=_context(), **kwargs)
        self.poolmanager.pool_classes_by_scheme = _CLASSES

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(proxy, ssl_context=_context(), **kwargs)
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = _CLASSES
        return manager

    def build_response(self, req: Any, resp: Any) -> Answer:
        response = super().build_response(req, resp)
        response.__class__ = Answer
        return cast(Answer, response)

    def send(self, request: Any, *args: Any, **kwargs: Any) -> requests.Response:
        response = super().send(request, *args, **kwargs)
        try:
            body = read(response.iter_content(PIECE), self._most(str(request.url)))
        except BaseException:
            response.close()
            raise
        response._content = body  # as `Response.content` would have left it
        return response


class _Connecting(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        """As urllib3's, by a bounded socket."""
        seconds = self.timeout if isinstance(self.timeout, int | float) else None
        options = self.socket_options or ()
        try:
            return connected(self._dns_host, self.port, seconds, source=self.source_address, options=options)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(self, f"Connection to {self.host} timed out") from error
        except OSError as error:
            raise NewConnectionError(self, f"Failed to establish a new connection: {error}") from error


class _ConnectingTls(_Connecting, HTTPSConnection):
    pass


class HTTPConnectionPool(connectionpool.HTTPConnectionPool):
    ConnectionCls = _Connecting


class HTTPSConnectionPool(connectionpool.HTTPSConnectionPool):
    ConnectionCls = _ConnectingTls


_CLASSES = {"http": HTTPConnectionPool, "https": HTTPSConnectionPool}


def _context() -> Any:
    context = create_urllib3_context()
    context.sslsocket_class = BoundedTls
    return context
