"""Join by an invitation: who is signed in is a friend, or in the group, by one wish, who is not becomes a person here.

The code comes in a body, as the word of a sign-in link does: addresses are kept in logs.
"""

import secrets

from fastapi import APIRouter, Request, Response

from sync.app import App
from sync.core.friends import Contact
from sync.core.user_name import ME
from sync.engine.asks import invitations, newcomers, sessions
from sync.engine.asks.newcomers import Secrets
from sync.entrypoints.api.access.callers import caller_of
from sync.entrypoints.api.access.cookies import SESSION, keep
from sync.entrypoints.api.access.sign_in import one_try, policy_of
from sync.entrypoints.api.answers import friends as answers
from sync.entrypoints.api.problems import Refusal
from sync.entrypoints.api.site import Here

router = APIRouter(tags=["friends"])


@router.post("/join/look")
async def look_at_invitation(site: Here, request: Request, asked: answers.JoinLook) -> answers.Invited:
    """What an invitation says; answered to everybody who has its code. It is not used up by this."""
    await one_try(request)
    found, group = await site.look(ME, lambda app: invitations.opened(app, asked.code, site.now()))
    name = caller_of(request).user
    return answers.Invited(
        called=found.called,
        tells=found.tells,
        group=group,
        ends=found.ends,
        name=name or None,
        own=found.user == name,
        others_come=not policy_of(request).open,
    )


@router.post("/join")
async def join(site: Here, request: Request, response: Response, asked: answers.JoinAsked) -> answers.Joined:
    """Be a friend of who made it, or belong to its group. Who is not signed in becomes a person of that name, and is
    signed in."""
    await one_try(request)
    user, now = caller_of(request).user, site.now()
    if user:

        def again(app: App) -> answers.Joined:
            return _joined(app, user, asked.code, invitations.join_by(app, user, asked.code, now, tells=asked.tells))

        return await site.change(user, again)
    if not asked.name:
        raise Refusal(401, "sign-in", "Sign in first, or say what you want to be called here.")
    agent = request.headers.get("user-agent", "")
    given = Secrets(secrets.token_urlsafe(32), secrets.token_hex(2))

    def work(app: App) -> answers.Joined:
        session, friend = newcomers.join_as_new(app, asked.code, asked.name, given, agent, now, tells=asked.tells)
        return _joined(app, session.user, asked.code, friend)

    made = await site.change(ME, work)
    keep(policy_of(request), response, SESSION, sessions.word_of(made.name, given.session))
    return made


def _joined(app: App, user: str, code: str, friend: Contact | None) -> answers.Joined:
    return answers.Joined(
        name=user,
        friend=friend.other if friend else "",
        called=friend.called if friend else "",
        group=invitations.leads_to(app, code),
    )
