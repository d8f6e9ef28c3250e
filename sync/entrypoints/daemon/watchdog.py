"""Tells systemd that the daemon is alive, for as long as its ticks get through (sd_notify(3), WatchdogSec=).

The protocol is one datagram to the socket that NOTIFY_SOCKET names; no library is needed for that."""

import logging
import os
import socket
import time
from collections.abc import Callable, Mapping

FEED_EVERY = 10.0
log = logging.getLogger("runtrack.daemon")


class Watchdog:
    """`within`: the most seconds from the end of one tick to the end of the next."""

    def __init__(
        self,
        within: float,
        hangs: Callable[[float], None],
        *,
        environ: Mapping[str, str] = os.environ,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`hangs` is called once, with the seconds since the last tick got through, when a tick does not end."""
        self._address, self._within, self._hangs, self._clock = environ.get("NOTIFY_SOCKET", ""), within, hangs, clock
        self._through = clock()
        self._fed = -FEED_EVERY
        self._said = False
        self._tell("READY=1")

    def ticked(self) -> None:
        """A tick has got through, whatever came of it."""
        self._through, self._said = self._clock(), False

    def look(self) -> None:
        """Often: tell systemd, unless a tick hangs. Then nothing is told any more, and systemd starts us anew."""
        now = self._clock()
        if now - self._through > self._within:
            if not self._said:
                self._said = True
                self._hangs(now - self._through)
        elif now - self._fed >= FEED_EVERY:
            self._fed = now
            self._tell("WATCHDOG=1")

    def _tell(self, words: str) -> None:
        if not self._address:
            return
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
                out.sendto(words.encode(), address)
        except OSError as error:
            log.warning("systemd could not be told", extra={"error": type(error).__name__})
            self._address = ""
