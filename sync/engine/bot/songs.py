"""What a person asks the bot about songs: which one a link is, to whom it goes, and what they say of one that came."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sync.app import App
from sync.core.chat import Chat
from sync.core.circle import Belongs, Circle
from sync.core.draft import Draft
from sync.core.inbound import Inbound, Update
from sync.core.message import About, Message, MessageState, id_of
from sync.core.said import Piece, Said, lines
from sync.core.song_share import Sending
from sync.engine import outbox, own, saving
from sync.engine.asks import friends as friendship
from sync.engine.asks import send_limits, send_song
from sync.engine.asks.group_refusals import NoSuchGroup, NotJoined
from sync.engine.asks.refusals import Refused
from sync.engine.bot.answers import Answers, Target
from sync.engine.bot.outcome import Outcome
from sync.engine.find_song import LeadsNowhere, NoSongMeant, NotASingleSong, NotFoundAnywhere, find_song
from sync.engine.friendship import contacts
from sync.engine.groups import groups
from sync.engine.message_words import MOST_TOLD, Words
from sync.engine.song_links import buttons
from sync.engine.speech import speech

AN_HOUR = 30
"""The most songs that are looked up for one person in an hour."""


class SongAsks:
    """Of one person at one moment."""

    def __init__(self, app: App, user: str, answers: Answers, now: datetime) -> None:
        self._app, self._user, self._answers, self._now = own.app_of(app, user), user, answers, now
        self._store = app.store

    # -- a song that is to be sent ------------------------------------------------------------------

    def card(self, inbound: Inbound) -> Said:
        """The song that a text means, with everybody to whom it may go."""
        found = self._found(inbound)
        if not isinstance(found, Draft):
            return found
        links = buttons(self._app, self._user, found.song, found.pages, self._answers.in_language)
        return self._answers.card(found, self.targets(), links)

    def sent_to(self, inbound: Inbound, circle: Circle) -> tuple[Said, bool]:
        """The song that a text means, sent to a group of this person's: the answer, and whether it was sent. No: what
        is to be said concerns them alone."""
        found = self._found(inbound)
        if not isinstance(found, Draft):
            return found, False
        to = Target(circle.name, circle.id)
        try:
            self._send(found, to)
        except Refused as refused:
            return Said((Piece(self._refused(refused, to.name)),)), False
        return self._answers.sent(found, to.name), True

    def targets(self) -> list[Target]:
        """To whom this person's songs may go."""
        friends = [Target(one.name) for one in contacts(self._store, self._user) if one.friends]
        own = [Target(one.name, one.id) for one in groups(self._store, self._user) if one.will is Belongs.JOINED]
        return friends + own

    def _found(self, inbound: Inbound) -> Draft | Said:
        """What a text means, or why it means no song. Found once for one update."""
        id = f"{inbound.service}-{inbound.id}"
        known = self._store.load(Draft, self._user, id)
        if known is None:
            recent = [one for one in self._store.all(Draft, self._user) if one.made_at > self._now - timedelta(hours=1)]
            if len(recent) >= AN_HOUR:
                return self._answers.of("That was a lot: please go on in an hour.")
            text, is_answer = _meant(inbound.update)
            try:
                song = find_song(self._app, self._user, text, self._now).song
            except NoSongMeant:
                if is_answer:
                    return self._answers.of("I see no link to a song in the message that you answered.")
                return self._answers.of("Please send a link to a song, or “artist – title”.")
            except NotASingleSong as refused:
                return self._answers.of("That is not a single song ({what}): please send one.", what=refused.what)
            except (LeadsNowhere, NotFoundAnywhere):
                return self._answers.of("This song was not found: please try another link to it.")
            of, pages = song.as_song(self._app.song_pages), tuple(song.pages.values())
            known = Draft(self._user, id, of, self._now, pages)
            saving.put(self._store, known)  # None: a second delivery has found it at this moment
        return known

    def became(self, language: str) -> Said:
        """What became of the last songs that this person sent."""
        words = Words(self._app, self._user, speech(self._app, self._user, language))
        sent = sorted(self._store.all(Sending, self._user), key=lambda one: one.sent_at)[-MOST_TOLD:]
        shown = [Message(self._user, "", id_of(About.SENT, one.id), self._now, ref="asked") for one in sent]
        told = [said.pieces for one in reversed(shown) if (said := words.of(one)) is not None]
        return Said(lines(*told)) if told else self._answers.of("You have sent no song yet.")

    # -- a button -----------------------------------------------------------------------------------

    def pressed(self, chat: Chat, update: Update) -> Outcome:
        verb, _, what = update.text.partition(":")
        verbs: dict[str, Callable[[], object]] = {
            "p": lambda: send_song.played_it(self._store, self._user, what, self._now),
            "n": lambda: send_song.decline(self._store, self._user, what, self._now),
            "l": lambda: send_song.later(self._store, self._user, what, self._now),
            "a": lambda: friendship.ask(self._store, self._user, what, self._now),
            "x": lambda: friendship.end(self._store, self._user, what, self._now),
        }
        if verb == "s":
            return self._sent(chat, update, *what.rpartition(":")[::2])
        if verb not in verbs:
            return Outcome(self._user)
        message = id_of(About.ASKED if verb in "ax" else About.CAME, what)
        try:
            verbs[verb]()
            words = "Noted."
        except Refused:  # a second press, a second try of a first one, or it was taken back meanwhile
            words = "This is decided already."
        outbox.wake(self._store, self._user, chat.service, message, self._now)  # says what it is by now
        return Outcome(self._user, pressed=self._answers.words(words), changed=message)

    def _sent(self, chat: Chat, update: Update, draft: str, mark: str) -> Outcome:
        known = self._store.load(Draft, self._user, draft)
        to = next((one for one in self.targets() if one.mark == mark), None)
        if known is None or to is None:
            return Outcome(self._user, pressed=self._answers.words("This is too old: please send the link again."))
        try:
            sent = self._send(known, to)
        except Refused as refused:
            return Outcome(self._user, pressed=self._refused(refused, to.name))
        message = id_of(About.SENT, sent.id)
        if update.ref:  # the card itself says from now on what became of it
            card = Message(
                self._user,
                chat.service,
                message,
                self._now,
                MessageState.SENT,
                due=self._now,
                chat=chat.id,
                ref=update.ref,
            )
            saving.put(self._store, card)  # None: pressed twice
            return Outcome(self._user, pressed=self._answers.words("Sent to {name}.", name=to.name), changed=message)
        return Outcome(self._user, said=self._answers.of("Sent to {name}.", name=to.name))

    def _send(self, draft: Draft, to: Target) -> Sending:
        """Raises what `send_song` does."""
        id, pages = draft.sending_to(to.key), draft.pages
        if to.group:
            return send_song.send_to_group(self._app, self._user, to.group, draft.song, id, self._now, pages=pages)
        return send_song.send(self._app, self._user, to.name, draft.song, id, self._now, pages=pages)

    def _refused(self, refused: Refused, to: str) -> str:
        match refused:
            case send_limits.SentAlready():
                return self._answers.words("{name} has this song from you already.", name=to)
            case send_limits.TooManySent() | send_limits.TooManyInGroup():
                return self._answers.words("That is enough for one day.")
            case send_song.NoGoodSong():
                return self._answers.words("Nothing would tell this song from others: please send another link to it.")
            case send_song.NobodyInGroup():
                return self._answers.words("Nobody else has joined {name} yet.", name=to)
            case NoSuchGroup() | NotJoined():
                return self._answers.words("You do not belong to {name} any more.", name=to)
        return self._answers.words("{name} is no friend any more.", name=to)


def _meant(update: Update) -> tuple[str, bool]:
    """The text that says which song is meant, and whether it is that of another message, which this one answers."""
    text = " ".join((*update.links, update.text.removeprefix("/song").strip()))
    return (" ".join(update.answered), True) if not text and update.answered is not None else (text, False)
