"""Matrix as a messenger: a bot's account on a homeserver, in rooms without encryption.

Source: docs/services/matrix.md. A message is sent under a transaction id, so that it appears once however often it is
sent. Rooms that the bot is invited to are joined by the look that sees the invitation.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sync.adapters import matrix_words as words
from sync.adapters.matrix_account import MatrixAccount, quoted
from sync.adapters.matrix_events import KINDS, is_sealed, room_of, rooms_of
from sync.adapters.matrix_words import NAME
from sync.adapters.writing_http import was_too_large
from sync.core.chat import LONGEST_ID
from sync.core.errors import ChatGone, Missing, Rejected, Unavailable, Unclear
from sync.core.inbound import Abilities, Did, Update, Updates
from sync.core.said import Said

EACH_ROOM = 20
"""Messages of a room in one look; of more, the oldest are not seen."""
JOINS = 5
"""Invitations that one look follows; the others come again."""
ANSWERED = 5
"""Messages that somebody answers with a bare command, and that one look reads; more is not what people do."""


class Matrix:
    """The bot at one moment. See `ports.Messenger`."""

    name = NAME
    can = Abilities(edits=True, polls=True, exactly_once=True, groups=True)

    def __init__(self, account: MatrixAccount, now: datetime) -> None:
        self._account, self._now = account, now

    def send(self, chat: str, said: Said, key: str) -> str:
        try:
            return self._put(chat, words.content_of(said), key)
        except Missing as error:  # the room is not known there
            raise ChatGone(error.reason, service=self.name) from None

    def edit(self, chat: str, ref: str, said: Said) -> None:
        """Each version has a transaction id of its own: what was shown before may be shown again."""
        key = sha256(f"{ref}\n{said.fingerprint}\n{self._now.isoformat()}".encode()).hexdigest()[:32]
        try:
            self._put(chat, words.replacing(ref, said), key)
        except Unclear as error:
            raise Unavailable(error.reason, service=self.name) from None

    def updates(self, after: str) -> Updates:
        """One call, and one for each room whose people are not counted yet, for each invitation, and for each message
        whose song is asked for by an answer to it."""
        me = self._account.me(self._now)
        answer = self._sync(after)
        token = answer.get("next_batch") if isinstance(answer, dict) else None
        if not isinstance(token, str) or not 0 < len(token) <= 2 * LONGEST_ID:
            raise Unavailable("matrix: an answer of an unknown shape", service=self.name)
        found = list[Update]()
        for id, told in rooms_of(answer, "join"):
            found += self._of_room(id, told, me)
        for id, _ in rooms_of(answer, "leave"):
            self._account.forget(id)
            found.append(Update(_id("left", id, token), Did.REMOVED, id))
        waiting = list(rooms_of(answer, "invite"))
        for id, told in waiting[:JOINS]:
            found += self._invited(id, told, token)
        asked = [one.id for one in found if one.answered is not None][:ANSWERED]
        return Updates(tuple(self._with_answered(one) if one.id in asked else one for one in found), token)

    def answer_press(self, press: str, words: str) -> None:
        """There are no buttons."""

    def link(self, code: str, known: Mapping[str, str]) -> str:
        return ""

    def about(self) -> Mapping[str, str]:
        return {"name": self._account.me(self._now)}

    # -- inside -----------------------------------------------------------------------------------

    def _sync(self, after: str) -> Any:
        """What is new. A place that the homeserver does not know any more is begun anew: a day of it comes again. Where
        rooms say more than can be taken, the last of each."""
        for each_room in (EACH_ROOM, 1):
            params = {"timeout": "0", "set_presence": "offline", "filter": _filter(each_room)}
            try:
                try:
                    return self._account.get("sync", params | ({"since": after} if after else {}), self._now)
                except Rejected:
                    if not after:
                        raise
                    return self._account.get("sync", params, self._now)
            except Unavailable as error:
                if each_room == 1 or not was_too_large(error):
                    raise
        raise AssertionError("unreachable")

    def _of_room(self, id: str, told: Mapping[str, Any], me: str) -> list[Update]:
        room = room_of(id, told, me, self._now)
        if room.moved:
            self._account.forget(id)
        if not (room.wrote or room.left):
            return []
        try:
            group = self._account.is_group(id, self._now)
            alone = room.left and self._account.people(id, self._now) < 2
        except (ChatGone, Missing):  # thrown out meanwhile: the next look tells
            return []
        some = [_in(each, group) for each in room.some]
        return [*some, Update(_id("alone", id, room.left), Did.REMOVED, id)] if alone else some

    def _with_answered(self, update: Update) -> Update:
        return replace(update, answered=self._account.answered(update.chat, update.ref, self._now))

    def _invited(self, id: str, told: Mapping[str, Any], token: str) -> list[Update]:
        """Join. What cannot be joined (the invitation was taken back) is left; the rest is written there."""
        try:
            self._account.write("POST", f"rooms/{quoted(id)}/join", {}, self._now)
        except (ChatGone, Missing, Rejected):
            return []
        return [Update(_id("sealed", id, token), Did.SEALED, id)] if is_sealed(told) else []

    def _put(self, chat: str, content: Mapping[str, Any], key: str) -> str:
        told = self._account.write("PUT", f"rooms/{quoted(chat)}/send/m.room.message/{quoted(key)}", content, self._now)
        id = told.get("event_id") if isinstance(told, dict) else None
        if not isinstance(id, str) or not id or len(id) > LONGEST_ID:
            raise Unclear("matrix: an answer of an unknown shape", service=self.name)
        return id


def _in(update: Update, group: bool) -> Update:
    return replace(update, is_group=group)


def _id(what: str, room: str, at: str) -> str:
    """The id of what has no event of its own: the same in each answer that tells of it."""
    return f"{what} {sha256(f'{room} {at}'.encode()).hexdigest()[:32]}"


def _filter(each_room: int) -> str:
    """Only what is read: no presence, no typing, no state but whether a room is encrypted."""
    none: dict[str, Any] = {"types": []}
    room = {
        "timeline": {"limit": each_room, "types": list(KINDS)},
        "state": {"types": ["m.room.encryption"]},
        "ephemeral": none,
        "account_data": none,
    }
    return json.dumps({"room": room, "presence": none, "account_data": none}, separators=(",", ":"))
