"""Groups: who is in them, what each learns, their week, and the end of them.

Whoever is not on a group's list is told the same of it as of one that was never made. A code for somebody who is no
friend is made with `POST /api/invitations`, and used at `POST /api/join`.
"""

import secrets
from collections.abc import Callable, Sequence

from fastapi import APIRouter

from sync.app import App
from sync.engine import group_week
from sync.engine import groups as views
from sync.engine.asks import groups as verbs
from sync.engine.asks import memberships
from sync.engine.asks.group_refusals import NotJoined
from sync.engine.asks.playlists import week_playlist
from sync.engine.groups import GroupView
from sync.engine.song_links import listens_at
from sync.entrypoints.api import told_songs
from sync.entrypoints.api.answers import friends as of_friends
from sync.entrypoints.api.answers import groups as answers
from sync.entrypoints.api.answers import songs as of_songs
from sync.entrypoints.api.gate import Person
from sync.entrypoints.api.site import Here, Site

router = APIRouter(tags=["groups"])


@router.get("/groups")
async def groups(site: Here, person: Person) -> answers.Groups:
    """All groups that there are for you, also those into which you are asked."""
    return _told(person, await site.look(person, lambda app: views.groups(app.store, person)))


@router.post("/groups", status_code=201)
async def make_group(site: Here, person: Person, asked: answers.GroupAsked) -> answers.Groups:
    """A new group, to which you belong."""
    id, now = secrets.token_hex(10), site.now()
    return await _done(site, person, lambda app: verbs.make(app.store, person, id, asked.name, now, tells=asked.tells))


@router.get("/groups/{id}/week")
async def week_of_group(site: Here, person: Person, id: str) -> answers.GroupWeek:
    """What the group has sent one another within seven days, and what was run to most."""

    def look(app: App) -> answers.GroupWeek:
        memberships.there(app.store, person, id)
        week = group_week.week(app.store, person, id, site.now())
        if week is None:
            raise NotJoined
        return told_songs.week(app, person, week, listens_at(app, person))

    return await site.look(person, look)


@router.post("/groups/{id}/playlist")
async def playlist_of_week(site: Here, person: Person, id: str) -> of_songs.MadePlaylist:
    """The group's week as a private playlist of yours, where you have allowed that: made once, and changed in place."""

    def work(app: App) -> of_songs.MadePlaylist:
        memberships.there(app.store, person, id)
        return told_songs.playlist(app, week_playlist(app, person, id, site.now()))

    return await site.ask(person, work)


@router.post("/groups/{id}/join")
async def join_group(site: Here, person: Person, id: str, asked: of_friends.Telling) -> answers.Groups:
    """Belong to a group into which you are asked, or which you have left or blocked."""
    return await _done(site, person, lambda app: memberships.join(app.store, person, id, site.now(), tells=asked.tells))


@router.post("/groups/{id}/tells")
async def tell_group(site: Here, person: Person, id: str, asked: of_friends.Telling) -> answers.Groups:
    """Say what the others of a group may learn of your listening to its songs."""
    return await _done(site, person, lambda app: memberships.tell(app.store, person, id, asked.tells, site.now()))


@router.post("/groups/{id}/mute")
async def mute_group(site: Here, person: Person, id: str, asked: of_friends.Muting) -> answers.Groups:
    """Songs come from there, and no message; or messages again."""
    return await _done(site, person, lambda app: memberships.mute(app.store, person, id, muted=asked.muted))


@router.post("/groups/{id}/leave")
async def leave_group(site: Here, person: Person, id: str, asked: answers.GroupLeft) -> answers.Groups:
    """Belong to it no longer; who made it closes it instead."""
    return await _done(
        site, person, lambda app: memberships.leave(app.store, person, id, site.now(), block=asked.block)
    )


@router.post("/groups/{id}/name")
async def rename_group(site: Here, person: Person, id: str, asked: answers.GroupNamed) -> answers.Groups:
    """Call a group of your own by another name, which everybody in it sees."""
    return await _done(site, person, lambda app: verbs.rename(app.store, person, id, asked.name))


@router.post("/groups/{id}/people")
async def ask_into_group(site: Here, person: Person, id: str, asked: answers.MemberAsked) -> answers.Groups:
    """Ask a friend into a group of your own. Whether they have blocked it you are not told."""
    return await _done(site, person, lambda app: verbs.invite(app.store, person, id, asked.name, site.now()))


@router.delete("/groups/{id}/people/{name}")
async def take_off_group(site: Here, person: Person, id: str, name: str) -> answers.Groups:
    """Take somebody off a group of your own, at once."""
    return await _done(site, person, lambda app: verbs.remove(app.store, person, id, name, site.now()))


@router.delete("/groups/{id}")
async def close_group(site: Here, person: Person, id: str) -> answers.Groups:
    """A group of your own is over; the songs that went there stay with those who got them."""
    return await _done(site, person, lambda app: verbs.close(app.store, person, id, site.now()))


async def _done(site: Site, person: str, wish: Callable[[App], object]) -> answers.Groups:
    """Carry out a wish, and show what it has left."""

    def work(app: App) -> Sequence[GroupView]:
        wish(app)
        return views.groups(app.store, person)

    return _told(person, await site.change(person, work))


def _told(person: str, known: Sequence[GroupView]) -> answers.Groups:
    return answers.Groups(
        groups=[
            answers.Group(
                id=one.id,
                name=one.name,
                maker=one.maker,
                own=one.maker == person,
                will=one.will,
                tells=one.tells,
                muted=one.muted,
                members=[
                    answers.GroupMember(name=each.name, joined=each.joined, learns=each.learns) for each in one.members
                ],
            )
            for one in known
        ]
    )
