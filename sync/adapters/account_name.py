"""Play sources that are connected by an account's name, and perhaps a token: there is nothing to refresh."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from sync.login_field import Field

if TYPE_CHECKING:
    from sync.ports import PlaySource

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""When these logins end: not by the calendar."""


class ByName(Protocol):
    """Such a source, for all users."""

    def for_user(self, user: str, name: str, now: datetime, token: str = "") -> "PlaySource":
        """The plays of the account `name`, as plays of our `user`."""
        ...

    def check(self, name: str, now: datetime, token: str = "") -> str:
        """The account's name as the service writes it. Raises our errors."""
        ...


def name_field(title: str) -> Field:
    """The account's name, as a command takes it."""
    about = f"Your user name at {title}"
    return Field("name", f"{about}: ", about=about, metavar="NAME", kind="argument")
