"""Telling a person: Apprise for problems (80 services by URL), a plain GET for the heartbeat. Neither ever raises."""

import logging
from collections.abc import Sequence

from sync.adapters.bounds import LEAST_SECONDS
from sync.core.time_left import seconds_left

log = logging.getLogger("runtrack.notify")
HEARTBEAT_SECONDS, NOTICE_SECONDS = 5.0, 20.0


class AppriseNotifier:
    """See `ports.Notifier`. Apprise sends from a child process, which has bounds (`notify_child.py`)."""

    def __init__(self, urls: Sequence[str], heartbeat_url: str, *, verify: str | None = None) -> None:
        """`verify`: the CA bundle to trust, None for the default."""
        self._urls, self._heartbeat_url, self._verify = urls, heartbeat_url, verify

    def send(self, title: str, body: str) -> bool:
        """False when at least one address could not be reached: the message is tried again later."""
        log.warning("notice", extra={"title": title, "body": body})
        if not self._urls:
            return True
        from sync.adapters import notify_child

        seconds = min(NOTICE_SECONDS, seconds_left())
        if seconds < LEAST_SECONDS or not notify_child.send(self._urls, title, body, seconds):
            log.warning("the notice could not be sent")
            return False
        return True

    def heartbeat(self) -> None:
        if not self._heartbeat_url:
            return
        try:
            from sync.adapters import httpx2_client

            with httpx2_client.client(self._verify) as client:
                httpx2_client.send(client, "GET", self._heartbeat_url, patience=HEARTBEAT_SECONDS, least=LEAST_SECONDS)
        except Exception as error:  # whatever it is, the tick was fine
            log.warning("the heartbeat could not be sent", extra={"error": type(error).__name__})
