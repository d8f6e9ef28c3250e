"""The chats in which one hears of songs: connect one by a code that is brought to the bot, and take it off again."""

import secrets

from fastapi import APIRouter

from sync.app import App
from sync.core.chat import CODE_HOLDS
from sync.engine.asks import chats as verbs
from sync.entrypoints.api.answers import chats as answers
from sync.entrypoints.api.gate import Person
from sync.entrypoints.api.site import Here

router = APIRouter(tags=["chats"])


@router.get("/chats")
async def list_chats(site: Here, person: Person) -> answers.Chats:
    """The messengers that are set up here, and your chats there."""

    def look(app: App) -> list[answers.ChatAnswer]:
        own = {one.service: one for one in verbs.chats(app.store, person)}
        return [
            answers.ChatAnswer(
                service=name,
                title=app.title(name),
                since=own[name].since if name in own else None,
                open=name in own and own[name].is_open,
                quiet=name in own and own[name].quiet,
            )
            for name in sorted({*app.messengers, *own})
        ]

    return answers.Chats(chats=await site.look(person, look))


@router.post("/chats/{service}", status_code=201)
async def connect_chat(site: Here, person: Person, service: str) -> answers.ChatCode:
    """A code for one chat, which holds for half an hour: the chat from which it is brought is yours."""
    secret, now = secrets.token_urlsafe(16), site.now()
    code, url = await site.ask(person, lambda app: verbs.code_for(app, person, service, secret, now))
    return answers.ChatCode(code=code, url=url, ends=now + CODE_HOLDS)


@router.delete("/chats/{service}", status_code=204)
async def end_chat(site: Here, person: Person, service: str) -> None:
    """Nothing is written there any more."""
    await site.change(person, lambda app: verbs.disconnect(app.store, person, service))
