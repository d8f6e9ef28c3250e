"""Two people in one store, each with some of everything: what the one asks for shows and changes nothing of the other.

Anna asks. The other one is `me`: whoever forgets to say whose a row is gets theirs. Every text of theirs holds `MARK`.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sync.app import App
from sync.core.credential import Word
from sync.core.document_kinds import KINDS, Whose
from sync.core.friends import Learns
from sync.core.login_attempt import LoginAttempt
from sync.core.music import Gap, Song, Sure
from sync.core.notice import Notice, Pending
from sync.core.signing_in import Scope, Session
from sync.core.user import Backfill
from sync.engine.asks import (
    api_tokens,
    friends,
    groups,
    invitations,
    phones,
    preferences,
    privacy_zones,
    sessions,
    share_run,
    sign_in,
)
from sync.engine.asks.own_documents import own_documents
from sync.engine.asks.privacy_zones import Circle
from sync.engine.asks.send_song import send
from sync.engine.asks.users import add_user
from sync.engine.own import app_of
from sync.engine.tick import read_routes
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.contract.values import play
from tests.support.people import PeopleWorld, Somebody
from tests.support.world import HOUR, MINUTE

ANNA = "anna"
MARK = "marktheforeign"
"""In every text of the other one, so that an answer to Anna in which it stands is a leak."""


@dataclass(frozen=True)
class TwoPeople:
    """`own`, `foreign`: the names of everything of each, by the beginning of its address below `/api/`."""

    world: PeopleWorld
    word: str
    own: dict[str, list[str]]
    foreign: dict[str, list[str]]

    def signed_in(self) -> str:
        """The word of Anna's session; one that she has ended meanwhile begins anew."""
        store, word = self.world.store, Word(ANNA, self.word)
        if store.load(Session, ANNA, word.id) is None:
            sessions.begin_session(store, ANNA, self.word, "", self.world.now)
        return word.text

    def of_the_other(self) -> dict[str, Any]:
        """Every row, document and file of the other one, as they are now."""
        store, folder = self.world.store, self.world.folder / "data" / "files"
        found: dict[str, Any] = {str(row.key): row for row in store.every_run(ME)}
        found |= {f"{each.source} {each.played_at} {each.song.key}": each for each in store.every_play(ME)}
        for kind in KINDS:
            if kind.whose is Whose.USER:
                found |= {f"{kind.name} {kind.key(each)}": each for each in own_documents(store, kind.of, ME)}
        files = (path for path in folder.rglob("*") if path.is_file() and f"/{ME}" in str(path.relative_to(folder)))
        return found | {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in files}


@contextmanager
def two_people(folder: Path) -> Iterator[TwoPeople]:
    """Both with three runs on Strava, plays, links, ways in, zones and preferences of their own."""
    with PeopleWorld(folder, APP_URL="https://runs.example.org") as world:
        world.has_bugs = True  # a world of one person looks at each report: here both have ticks of their own
        anna = world.add(ANNA, "garmin", "strava")
        own = _lived(world, anna, 900000001, "of anna")
        foreign = _lived(world, world.me, 900000101, MARK)
        yield TwoPeople(world, secrets.token_urlsafe(32), own, foreign)


def _lived(world: PeopleWorld, person: Somebody, first: int, mark: str) -> dict[str, list[str]]:
    """An hour of somebody, and one name of everything that has one."""
    store, now, user = world.store, world.now, person.name
    app = app_of(world.wired.app, user)
    begins = [now - HOUR * 3 * (number + 1) for number in range(3)]
    for number, begin in enumerate(begins):
        person.garmin.add(run(first + number, begin, title=f"Run {mark} {number}", km=3.0, every=10))
        songs = [play(begin + each * MINUTE, f"Song {mark} {each}", user=user) for each in (2, 6, 10)]
        store.add_plays(songs)
    for _ in range(4):
        world.tick_of(user)
        read_routes(world.wired.app, user, world.now, lambda: 200.0)
        world.clock.advance(60)
    rows = store.activities(user)
    links = [share_run.share_run(store, row, secrets.token_urlsafe(16), world.now) for row in rows[:2]]
    tokens = [api_tokens.make_token(store, user, mark, Scope.WRITE, secrets.token_urlsafe(32), now)[0]]
    session = sessions.begin_session(store, user, secrets.token_urlsafe(32), mark, now)
    sign_in.make_link(app, user, secrets.token_urlsafe(32), now)
    privacy_zones.set_zones(store, user, [Circle(48.1 + first / 1e10, 11.5, 200.0, mark)], lambda: 0.5)
    preferences.change_preferences(app, user, {"template": f"{mark} {{{{ title }}}}"}, now)
    friend, sent = _befriended(app, user, mark, now)
    store.put(Notice(user, f"{mark} problem", f"{mark} text", now, pending=Pending.NOTHING, reason=mark))
    store.put(Gap(user, "spotify", begins[0], begins[0] + 3 * MINUTE, Sure.LIKELY, f"because {mark}"))
    store.put(LoginAttempt(user, "spotify", "a77e", "v2.sealed", now, told=f"told {mark}"))
    store.put(Backfill(user, now - 900 * HOUR, now, now, note=mark))
    return {
        "activities": [name for row in rows for name in (row.name, str(row.target_id))],
        "shares": [link.id for link in links],
        "tokens": [token.id for token in tokens],
        "sessions": [session.id],
        "live": [phones.make_phone(store, user, "overland", mark, secrets.token_urlsafe(32), now)[0].id],
        "friends": [friend],
        "groups": [groups.make(store, user, secrets.token_hex(10), f"Group {mark}", now).id],
        "songs": sent,
        "invitations": [one.id for one in invitations.invitations(store, user, now)],
    }


def _befriended(app: App, user: str, mark: str, now: datetime) -> tuple[str, list[str]]:
    """A friend of theirs alone, a song to and from that one, and an invitation."""
    friend = f"friend-{mark.replace(' ', '-')}"
    add_user(app, friend, now)
    for one, other in ((friend, user), (user, friend)):
        friends.ask(app.store, one, other, now, tells=Learns.FIGURES)
    invitations.invite(app.store, user, secrets.token_urlsafe(16), now, called=mark)
    sent = [f"{each}-{user}-{len(mark)}" for each in ("sent", "came")]
    for id, one, other in zip(sent, (user, friend), (friend, user), strict=True):
        send(app, one, other, Song(f"{id} {mark}", f"Artist {mark}"), id, now, note=f"note {mark}")
    return friend, sent
