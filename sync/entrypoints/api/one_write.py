"""An answer in one write: its head and the first of its body leave together.

uvicorn writes one after the other, and either is sent at once: a system call more, and whoever reads is woken twice.
"""

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.auto import AutoHTTPProtocol


class OneWrite(AutoHTTPProtocol):  # type: ignore[valid-type, misc]  # whichever of its two parsers uvicorn has found
    """uvicorn's protocol of a connection, with a transport that holds what is written first."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(cast(asyncio.Transport, Joined(cast(asyncio.Transport, transport))))


class Joined:
    """A transport that holds a write until the next one, or until the event loop has its turn."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport, self._held = transport, b""

    def write(self, data: bytes) -> None:
        if self._held:
            self._held += data
            self._send()
        else:
            self._held = data
            asyncio.get_running_loop().call_soon(self._send)

    def close(self) -> None:
        """Once what was written is sent."""
        self._send()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def _send(self) -> None:
        held, self._held = self._held, b""
        if held and not self._transport.is_closing():
            self._transport.write(held)
