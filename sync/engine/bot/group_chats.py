"""What somebody wants of the bot in a chat of several people: send a song there, or say to which group songs go.

Whoever else is in that chat is shown the song, and the name of the group that its member has chosen to show there.
What concerns one person (a question, a refusal, what became of a song) goes to that person's own chat alone, so that
nobody there learns who belongs to what, or who listens.
"""

from datetime import datetime

from sync.app import App
from sync.core.chat import Chat
from sync.core.circle import Belongs
from sync.core.draft import mark_of
from sync.core.inbound import Inbound, Update
from sync.core.said import Said
from sync.engine.asks import group_chats
from sync.engine.asks.refusals import Refused
from sync.engine.bot.answers import Answers
from sync.engine.bot.outcome import Outcome
from sync.engine.bot.songs import SongAsks
from sync.engine.groups import GroupView, groups

SONG, GROUP = "/song", "/group"
CHOICE, NONE = "c", "-"
"""How the data of a button begins that chooses a group, and its end that chooses none."""


class GroupChatAsks:
    """Of one person, who has a chat of their own, at one moment."""

    def __init__(self, app: App, chat: Chat, answers: Answers, now: datetime) -> None:
        self._app, self._store, self._chat, self._answers, self._now = app, app.store, chat, answers, now

    def wrote(self, inbound: Inbound) -> Outcome:
        """In the chat of several people."""
        if command(inbound.update) == GROUP:
            return self._alone(self._choices(inbound))
        place, asks = inbound.update.chat, SongAsks(self._app, self._chat.user, self._answers, self._now)
        circle = group_chats.bound(self._store, inbound.service, place)
        if circle is None or not group_chats.belongs(self._store, self._chat.user, circle):
            return self._alone(asks.card(inbound))
        said, sent = asks.sent_to(inbound, circle)
        return Outcome(self._chat.user, said) if sent else self._alone(said)

    def pressed(self, update: Update) -> Outcome:
        """A choice, in their own chat. The update by which they had asked for it tells of which chat it is."""
        user, store, service = self._chat.user, self._store, self._chat.service
        id, _, mark = update.text.removeprefix(f"{CHOICE}:").rpartition(":")
        asked = store.load(Inbound, service, id)
        chosen = next((one for one in self._joined() if mark_of(one.id) == mark), None)
        if asked is None or asked.user != user or not asked.update.is_group or (chosen is None and mark != NONE):
            return Outcome(user, pressed=self._answers.words("This is too old: please write /group there again."))
        place = asked.update.chat
        try:
            if chosen is None:
                group_chats.unbind(store, user, service, place)
                said = self._answers.of("Songs that are written here go to no group any more.")
            else:
                group_chats.bind(store, user, service, place, chosen.id, self._now)
                said = self._answers.bound(chosen.name)
        except Refused:  # they do not belong to it any more, or others have chosen meanwhile
            return Outcome(user, pressed=self._answers.words("Only members of the group of that chat can change this."))
        return Outcome(user, said, self._answers.words("Noted."), chat=place)

    def _choices(self, inbound: Inbound) -> Said:
        place = inbound.update.chat
        circle = group_chats.bound(self._store, inbound.service, place)
        if circle is not None and not group_chats.belongs(self._store, self._chat.user, circle):
            return self._answers.of("Only members of the group of that chat can change this.")
        now = circle.id if circle is not None else ""
        labels = [(f"✓ {one.name}" if one.id == now else one.name, mark_of(one.id)) for one in self._joined()]
        groups = [(label, f"{CHOICE}:{inbound.id}:{mark}") for label, mark in labels]
        return self._answers.choices(groups, f"{CHOICE}:{inbound.id}:{NONE}" if now else "")

    def _joined(self) -> list[GroupView]:
        return [one for one in groups(self._store, self._chat.user) if one.will is Belongs.JOINED]

    def _alone(self, said: Said) -> Outcome:
        return Outcome(self._chat.user, said, chat=self._chat.id)


def command(update: Update) -> str:
    """What is answered in a chat of several people; "" for everything else."""
    word = update.text.partition(" ")[0].lower()
    return word if word in (SONG, GROUP) else ""


def is_choice(update: Update) -> bool:
    return update.text.startswith(f"{CHOICE}:")
