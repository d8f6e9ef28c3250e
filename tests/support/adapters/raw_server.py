"""A loopback server that answers byte by byte as a test writes it, where HTTP servers would be too well-behaved."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sync.sim.unbounded import bomb

type Script = Callable[[socket.socket], None]
EVERY = 0.02
JSON = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
TLS_RECORD = b"\x16\x03\x03\x40\x00"  # the head of a handshake record of 16 KB


@contextmanager
def server(script: Script) -> Iterator[int]:
    """Its port. Each connection meets `script` in a thread of its own, and is closed afterwards."""
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def one(connection: socket.socket) -> None:
        with connection:
            try:
                while not over.is_set():
                    script(connection)
                    return
            except OSError:
                pass  # the client has left

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return  # closed: the test is over
            threading.Thread(target=one, args=(connection,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def dripping(beginning: bytes, then: bytes) -> Script:
    """Read a little, send `beginning` at once, and `then` a byte at a time, over and over for ten seconds."""

    def script(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(beginning)
        for number in range(int(10 / EVERY)):
            time.sleep(EVERY)
            connection.sendall(then[number % len(then) :][:1])

    return script


def silent(connection: socket.socket) -> None:
    """Take everything and never answer."""
    connection.settimeout(10)
    while connection.recv(65536):
        pass


def deaf(connection: socket.socket) -> None:
    """Never read: the client cannot even send what it has."""
    time.sleep(10)


def exploding(megabytes: int) -> Script:
    def script(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(JSON + b"Content-Encoding: gzip\r\nConnection: close\r\n\r\n")
        for piece in bomb(megabytes, b"[]"):
            connection.sendall(piece)

    return script


DRIPS = {
    "body": ("http", dripping(JSON + b"Content-Length: 999999\r\n\r\n", b" ")),
    "chunked body": ("http", dripping(JSON + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n")),
    "headers": ("http", dripping(b"HTTP/1.1 200 OK\r\nX-Long: ", b"a")),
    "status line": ("http", dripping(b"", b"HTTP/1.1 200 OK")),
    "silence": ("http", silent),
    "silence instead of a handshake": ("https", silent),
    "handshake": ("https", dripping(TLS_RECORD, b"\x02")),
}
"""Answers without an end, each with the scheme of the URL that meets it."""
