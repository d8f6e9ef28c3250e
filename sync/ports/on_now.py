"""The port of what plays now. Apart from the others: only some play sources know, and only a run in progress asks."""

from typing import Protocol, runtime_checkable

from sync.core.exchange import OnNow as OnNow


@runtime_checkable
class NowSource(Protocol):
    """A play source that knows as well what plays now, bound to one user and one moment. `scopes`: the permissions that
    this takes besides those of its plays."""

    scopes: tuple[str, ...]

    def on_now(self) -> OnNow:
        """What plays now. Exactly one call. `LoginNeeded` with only these `scopes` where the login does not allow it:
        the plays can be had all the same."""
        ...
