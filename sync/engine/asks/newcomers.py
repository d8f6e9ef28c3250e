"""Become a person of an installation by an invitation: whoever has its code, once."""

from dataclasses import dataclass, replace
from datetime import datetime

from sync.app import App
from sync.core.friends import Contact, Learns
from sync.core.signing_in import Session
from sync.core.user import User
from sync.core.user_name import LONGEST, ME, wrong_name
from sync.engine import saving
from sync.engine.asks.invitations import NoInvitation, has_room, invitation_of, join_by
from sync.engine.asks.sessions import begin_session
from sync.engine.asks.users import NoGoodName, ThereAlready, add_user
from sync.engine.leaving import has_turns


@dataclass(frozen=True, slots=True)
class Secrets:
    """Of whoever asks: `session`'s (`secrets.token_urlsafe(32)`), and `end`, some letters that are put behind a name
    which somebody has already: it is not told whether anybody has it."""

    session: str
    end: str


def join_as_new(
    app: App, code: str, wished: str, secrets: Secrets, agent: str, now: datetime, *, tells: Learns = Learns.NOTHING
) -> tuple[Session, Contact | None]:
    """A new person of the wished name, who is a friend of who made the code (or in its group: no contact then), and is
    signed in. `tells`: what that one may learn; `agent`: what the browser says of itself. Of two who bring the same
    code at the same time one gets in. Not safe to repeat: killed once the code is taken, it is used up (`runtrack
    web-login` lets in who is here then). Raises `NoInvitation`, `NoGoodName`."""
    found = invitation_of(app, code)
    if found is None or not found.holds(now) or not has_room(app.store, found):
        raise NoInvitation
    if why := wrong_name(wished):
        raise NoGoodName(wished, why)
    name = wished if _is_free(app, wished) else _other(wished, secrets.end)
    if saving.put(app.store, replace(found, used_by=name)) is None:
        raise NoInvitation  # somebody else has joined by it at this moment
    try:
        add_user(app, name, now)
    except ThereAlready:  # since a moment ago, as by another invitation: this one is used up, and nobody is let in
        raise NoInvitation from None
    friend = join_by(app, name, code, now, tells=tells)
    return begin_session(app.store, name, secrets.session, agent, now), friend


def _is_free(app: App, name: str) -> bool:
    """Also who has no row stands for somebody: who was never named, and who has a login."""
    return app.store.load(User, name) is None and name != ME and not has_turns(app.store, name)


def _other(name: str, end: str) -> str:
    return f"{name[: LONGEST - len(end) - 1]}-{end}"
