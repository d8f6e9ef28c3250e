"""Friends: who they are, what each learns, and the end of it.

Who is no friend yet becomes one by an invitation alone: asked for by name, it would be told who is here.
"""

import secrets
from collections.abc import Callable, Sequence

from fastapi import APIRouter, Request

from sync.app import App
from sync.core.friends import Contact
from sync.core.invitation import HOLDS
from sync.engine import friendship
from sync.engine.asks import friends as verbs
from sync.engine.asks import invitations
from sync.engine.friendship import FriendView
from sync.entrypoints.api.access.sign_in import policy_of
from sync.entrypoints.api.answers import friends as answers
from sync.entrypoints.api.gate import Person
from sync.entrypoints.api.site import Here, Site

router = APIRouter(tags=["friends"])


@router.get("/friends")
async def friends(site: Here, person: Person) -> answers.Friends:
    """Everybody with whom you have to do."""
    return _told(await site.look(person, lambda app: friendship.contacts(app.store, person)))


@router.post("/friends/{id}/accept")
async def accept(site: Here, person: Person, id: str, asked: answers.Telling) -> answers.Friends:
    """Be a friend of somebody who asks you; or again of one whom you have blocked."""

    def work(app: App) -> None:
        _known(app, person, id)
        verbs.ask(app.store, person, id, site.now(), tells=asked.tells)

    return await _done(site, person, work)


@router.post("/friends/{id}/tells")
async def tell(site: Here, person: Person, id: str, asked: answers.Telling) -> answers.Friends:
    """Say what a friend may learn of your listening."""
    return await _done(site, person, lambda app: verbs.agree(app.store, person, id, asked.tells, site.now()))


@router.post("/friends/{id}/mute")
async def mute(site: Here, person: Person, id: str, asked: answers.Muting) -> answers.Friends:
    """Songs come from there, and no message; or messages again."""
    return await _done(site, person, lambda app: verbs.mute(app.store, person, id, site.now(), muted=asked.muted))


@router.post("/friends/{id}/called")
async def call(site: Here, person: Person, id: str, asked: answers.Calling) -> answers.Friends:
    """Call somebody by another name than their own. They are not told."""
    return await _done(site, person, lambda app: verbs.call(app.store, person, id, asked.called, site.now()))


@router.post("/friends/{id}/block")
async def block(site: Here, person: Person, id: str) -> answers.Friends:
    """Nothing comes from there any more, and nothing is learned there. They are not told."""

    def work(app: App) -> None:
        _known(app, person, id)
        verbs.block(app.store, person, id, site.now())

    return await _done(site, person, work)


@router.delete("/friends/{id}")
async def end(site: Here, person: Person, id: str) -> answers.Friends:
    """Be friends no longer; also an end of a block."""
    return await _done(site, person, lambda app: verbs.end(app.store, person, id, site.now()))


@router.get("/invitations")
async def list_invitations(site: Here, person: Person, request: Request) -> answers.Invitations:
    """Your invitations by which somebody may still join; their links are kept nowhere."""
    known = invitations.invitations(site.installation.store, person, site.now())
    told = [
        answers.Invitation(id=one.id, made=one.made, ends=one.ends, tells=one.tells, called=one.called, group=one.group)
        for one in known
    ]
    return answers.Invitations(invitations=told, others_come=not policy_of(request).open)


@router.post("/invitations", status_code=201)
async def invite(site: Here, person: Person, asked: answers.InvitationAsked) -> answers.NewInvitation:
    """A link for one person, which holds for seven days: to be a friend, or into a group. Whoever has it may come in
    here by it."""
    secret, now = secrets.token_urlsafe(16), site.now()

    def work(app: App) -> str:
        if asked.group:
            return invitations.invite_into(app.store, person, asked.group, secret, now, called=asked.called)
        return invitations.invite(app.store, person, secret, now, tells=asked.tells, called=asked.called)

    code = await site.change(person, work)
    return answers.NewInvitation(url=f"{site.address}/join/{code}", code=code, ends=now + HOLDS)


@router.delete("/invitations/{id}", status_code=204)
async def take_invitation_back(site: Here, person: Person, id: str) -> None:
    """Nobody joins by it any more."""
    await site.change(person, lambda app: invitations.take_invitation_back(app.store, person, id, site.now()))


def _known(app: App, person: str, name: str) -> None:
    """Whether somebody else is here is not told to who has nothing to do with them. Raises `NoContact`."""
    if app.store.load(Contact, person, name) is None:
        raise verbs.NoContact(name)


async def _done(site: Site, person: str, wish: Callable[[App], object]) -> answers.Friends:
    """Carry out a wish, and show what it has left."""

    def work(app: App) -> Sequence[FriendView]:
        wish(app)
        return friendship.contacts(app.store, person)

    return _told(await site.change(person, work))


def _told(known: Sequence[FriendView]) -> answers.Friends:
    return answers.Friends(
        friends=[
            answers.Friend(
                name=one.name,
                will=one.will,
                friends=one.friends,
                tells=one.tells,
                learns=one.learns,
                muted=one.muted,
                called=one.called,
            )
            for one in known
        ]
    )
