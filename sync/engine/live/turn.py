"""What runs in progress take of a person's turn: nothing, not even an import, where that is switched off for them."""

from collections.abc import Callable
from datetime import datetime

from sync.app import App
from sync.core.role import Role
from sync.engine.own import app_of


def in_turn(app: App, user: str, now: datetime, time_left: Callable[[], float], *, follows: bool) -> None:
    """`follows`: the run that is followed is looked at here and nowhere else. Raises only `StoreBroken`."""
    mine = app_of(app, user)
    if follows and is_on(mine, Role.LIVE):
        from sync.engine.live.following_live import follow_one

        follow_one(mine, user, now, time_left)
    if is_on(mine, Role.LIVE) and is_on(mine, Role.MAILBOX):
        from sync.engine.live.mailbox import look

        look(mine, user, now, time_left)


def is_on(app: App, role: Role) -> bool:
    """Whether any service of this role is switched on. `app`: as a person has set it up."""
    return any(
        role in built.service.roles and built.bind is not None and not built.lacks for built in app.services.values()
    )
