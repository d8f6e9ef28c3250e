"""Errors named by what we do about them. Adapters raise them; for rows only `engine/step_runner.py` catches them.

| raised | the row | the service |
|---|---|---|
| `Unavailable` | tries again, `failed` after many tries over 72 h in which ticks ran | noted; one row asks for all |
| `OutOfTime` | untouched, still due | fine |
| `NotThere` | untouched, still due | noted |
| `RateLimited` | untouched, costs no attempt | blocked until then |
| `LoginNeeded` | untouched | blocked until a person logs in; one notice |
| `AppInactive` | untouched | blocked for every user of that client id; operator notice |
| `Missing` | looked for 4 times more, then `skipped` (source) or, by the list too, `deleted` (target) | fine |
| `Rejected` | `failed` with the reason, at once where it is `certain`, else after the same looks | fine |
| `Unclear` | stays in its "-ing" state, settled later | fine |

Of a messenger besides, for its chats: `ChatGone`, `ChatMoved` and `WindowOver`, which `engine/outbox.py` catches.
"""

from datetime import datetime


class SyncError(Exception):
    """Base of every error that the tick knows what to do about. Carries facts, never advice and never secrets.
    `reason` may hold a service's own words, and is cut to `MOST` signs."""

    MOST = 500

    def __init__(self, reason: str, *, service: str = "") -> None:
        reason = reason if len(reason) <= self.MOST else reason[: self.MOST - 1] + "…"
        super().__init__(reason)
        self.reason = reason
        self.service = service
        self.detail = ""  # in a library's or a machine's words: for the log alone


class Unavailable(SyncError):
    """Network, timeout, 5xx or HTML on a call that may be repeated."""


class OutOfTime(Unavailable):
    """The tick has too little time left for the call, and nothing was sent: nobody's fault, the next tick does it."""


class NotThere(Unavailable):
    """The place of a source's files is not there, such as a disk that is not mounted. Nothing was asked that could have
    said anything of one run, so none is given up for it, however long it takes."""


class RateLimited(SyncError):
    """The service (or our own budget) asks us to wait until `until` (aware UTC).

    `doubling`: the service did not say how long, and each further refusal in a row doubles the wait."""

    def __init__(self, reason: str, until: datetime, *, service: str = "", doubling: bool = False) -> None:
        super().__init__(reason, service=service)
        self.until, self.doubling = until, doubling


class LoginNeeded(SyncError):
    """A person has to log in again: revoked, expired for good, MFA, or the named scopes are missing."""

    def __init__(self, reason: str, *, service: str = "", scopes: tuple[str, ...] = ()) -> None:
        super().__init__(reason, service=service)
        self.scopes = scopes


UNOPENED = "its stored tokens cannot be opened"


class Unopened(LoginNeeded):
    """The sealing key is not the one that these tokens were sealed with. Over by itself when that key is back."""

    def __init__(self, why: str, *, service: str) -> None:
        super().__init__(f"{UNOPENED}: {why}", service=service)


class AppInactive(SyncError):
    """The application itself is refused (inactive, wrong client secret): no user of this client id can go on."""


class Missing(SyncError):
    """404, 204 or an empty file: what was asked for is not there. One such answer is no proof of it."""


class Rejected(SyncError):
    """The service has looked at it and said no; the same request would get the same answer.

    `certain`: False where that is not so sure after one refusal (a 403 on one download)."""

    def __init__(self, reason: str, *, service: str = "", certain: bool = True) -> None:
        super().__init__(reason, service=service)
        self.certain = certain


class Unclear(SyncError):
    """A write that may have been carried out: its answer was lost, so it must not be repeated blindly."""


class ChatGone(SyncError):
    """A chat cannot be written to any more: blocked, deleted, or the bot was removed from it. Nothing was sent."""


class ChatMoved(SyncError):
    """A chat has another id now, `to`. Nothing was sent."""

    def __init__(self, reason: str, to: str, *, service: str = "") -> None:
        super().__init__(reason, service=service)
        self.to = to


class WindowOver(SyncError):
    """A messenger lets nobody write there until the person has written again. Nothing was sent."""


DEFINITELY_NOT_SENT = (Unavailable, RateLimited, LoginNeeded, AppInactive)
"""What a POST raises when it was certainly not carried out (refused, DNS, TLS, 401, 403, 429)."""
