"""What a message says, worked out of what is kept at the moment at which it is sent or edited, and of nothing older.

What a sender reads of a listener comes from `song_views.sent_view` alone. Sentences are neutral English, put into the
person's language before their places are filled (`core/said.py`).
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from sync.app import App
from sync.core.circle import Belongs, Membership
from sync.core.friends import Contact, Will
from sync.core.message import About, Message
from sync.core.music import Song
from sync.core.said import Button, Piece, Said, filled, lines
from sync.core.song_share import OPEN, OnRun, Seen, Sending, Share, ShareState
from sync.engine.friendship import friends
from sync.engine.groups import names
from sync.engine.song_links import buttons
from sync.engine.song_views import SentView, ToOne, sent_view

MOST_TOLD = 5
"""The recipients of whom a sender reads one by one; the others are counted."""
MILE = 1609.344
NEWS = (Seen.PLAYED, Seen.ON_A_RUN)
type Pieces = tuple[Piece, ...]


class Words:
    """What one person is told, in their language."""

    def __init__(self, app: App, user: str, in_language: Callable[[str], str] | None = None) -> None:
        self._app, self._user, self._say = app, user, in_language or app.in_language

    def of(self, message: Message) -> Said | None:
        """None: there is nothing to say, yet or any more. A message that was shown always has something to show."""
        shown = bool(message.ref)
        said = self._parts(message, shown) if message.about == About.DIGEST else self._one(message.id, shown)
        if said is None and shown:
            return Said(self._line("There is nothing here any more."))
        return said

    def _one(self, id: str, shown: bool) -> Said | None:
        about, _, which = id.partition(":")
        match about:
            case About.CAME:
                return self._came(which)
            case About.SENT:
                return self._sent(which, shown)
            case About.ASKED:
                return self._asked(which)
        return None

    def _parts(self, digest: Message, shown: bool) -> Said | None:
        """Each part as it would stand alone; buttons only while they are few enough to be told apart."""
        told = [said for id in digest.parts if (said := self._one(id, shown)) is not None]
        if not told:
            return None
        blocks = [piece for said in told for piece in (Piece("\n\n"), *said.pieces)]
        buttons = tuple(
            tuple(replace(one, label=f"{number}. {one.label}") for one in row)
            for number, said in enumerate(told, 1)
            for row in said.buttons
        )
        head = self._line("Meanwhile:")
        return Said((*head, *blocks), buttons if len(told) <= MOST_TOLD else (), told[0].preview)

    # -- a song that came ---------------------------------------------------------------------------

    def _came(self, id: str) -> Said | None:
        share = self._app.store.load(Share, self._user, id)
        if share is None or self._is_unwanted(share):
            return None
        if share.state is ShareState.WITHDRAWN:
            return Said(self._line("{sender} took a song back.", sender=share.sender or self._say("Somebody")))
        head = self._from(share)
        note = self._line("“{note}”", note=share.note) if share.note else ()
        links = buttons(self._app, self._user, share.song, share.pages, self._say)
        told = lines(head, _song(share.song), note, self._became(share))
        return Said(told, (*self._answers(share), *links), share.song.link)

    def _from(self, share: Share) -> Pieces:
        sender = _strong(share.sender or self._say("Somebody"))
        name = names(self._app.store, self._user).get(share.group, "") if share.group else ""
        if name:
            return self._line("{sender} sent {group} a song:", sender=sender, group=name)
        return self._line("{sender} sent you a song:", sender=sender)

    def _is_unwanted(self, share: Share) -> bool:
        """From who is muted there is no message, nor from a group that is; from who is no friend any more no song is
        shown, unless it came by a group, nor one of a group that one has left."""
        store = self._app.store
        contact = store.load(Contact, self._user, share.sender) if share.sender else None
        if contact is not None and (contact.muted or contact.will is Will.BLOCKED):
            return True
        if not share.group:
            return contact is not None and contact.will is not Will.WANTED
        member = store.load(Membership, self._user, share.group)
        return member is None or member.muted or member.will is not Belongs.JOINED

    def _became(self, share: Share) -> Pieces:
        match share.state:
            case ShareState.INVITED:
                return self._line("Connect a music service, and it is noticed when you play it.")
            case ShareState.DECLINED:
                return self._line("Not for you.")
            case ShareState.HEARD if share.on_run is not None:
                return self._line("You ran to it{figures}", figures=self._figures(share.on_run))
            case ShareState.HEARD:
                return self._line("You played it.")
        return ()

    def _answers(self, share: Share) -> tuple[tuple[Button, ...], ...]:
        if share.state not in (*OPEN, ShareState.EXPIRED):
            return ()
        labels = (("I played it", "p"), ("Not for me", "n"), ("Later", "l"))
        return (tuple(Button(self._say(label), f"{verb}:{share.id}") for label, verb in labels),)

    # -- what became of one that was sent -----------------------------------------------------------

    def _sent(self, id: str, shown: bool) -> Said | None:
        sending = self._app.store.load(Sending, self._user, id)
        if sending is None:
            return None
        view = sent_view(self._app.store, sending)
        news = [one for one in view.to if one.learned.seen in NEWS]
        if not news and not shown:
            return None  # nobody is told that what they have just done is done
        head = self._line("Your song {song}", song=_named(view.song))
        if view.group_name:
            head = self._line("Your song {song} in {group}", song=_named(view.song), group=view.group_name)
        return Said(lines(head, self._summary(view), *self._each(view)))

    def _summary(self, view: SentView) -> Pieces:
        """Counted for several, by name for one."""
        if len(view.to) == 1:
            return ()
        ran = sum(one.learned.seen is Seen.ON_A_RUN for one in view.to)
        heard = sum(one.learned.seen in NEWS for one in view.to)
        if ran:
            return self._line("heard by {heard} · on a run by {ran}", heard=str(heard), ran=str(ran))
        if heard:
            return self._line("heard by {heard}", heard=str(heard))
        return self._line("sent to {count} people", count=str(len(view.to)))

    def _each(self, view: SentView) -> Sequence[Pieces]:
        alone = len(view.to) == 1
        told = [self._of_one(one) for one in view.to if alone or one.learned.seen in NEWS]
        return told[:MOST_TOLD]

    def _of_one(self, one: ToOne) -> Pieces:
        name = _strong(one.name or self._say("Somebody"))
        match one.learned.seen:
            case Seen.ON_A_RUN if one.learned.on_run is not None:
                return self._line("{name} ran to it{figures}", name=name, figures=self._figures(one.learned.on_run))
            case Seen.PLAYED | Seen.ON_A_RUN if one.learned.said:
                return self._line("{name} says they played it.", name=name)
            case Seen.PLAYED | Seen.ON_A_RUN:
                return self._line("{name} played it.", name=name)
            case Seen.DECLINED:
                return self._line("not for {name}", name=name)
            case Seen.WITHDRAWN:
                return self._line("taken back")
            case Seen.NOT_SEEN_YET:
                return self._line("{name}: not seen yet", name=name)
            case Seen.NOTHING_CONNECTED:
                return self._line("{name}: nothing connected yet", name=name)
        return self._line("sent to {name}", name=name)

    # -- somebody who asks --------------------------------------------------------------------------

    def _asked(self, other: str) -> Said | None:
        contact = self._app.store.load(Contact, self._user, other)
        if contact is None:
            return None
        name = _strong(other)
        if contact.will is Will.OFFERED:
            labels = (("Accept", "a"), ("No", "x"))
            row = tuple(Button(self._say(label), f"{verb}:{other}") for label, verb in labels)
            return Said(self._line("{name} wants to send you songs.", name=name), (row,))
        if friends(self._app.store, self._user, other):
            return Said(self._line("You and {name} are friends.", name=name))
        return None

    # -- words --------------------------------------------------------------------------------------

    def _line(self, template: str, **values: Piece | str) -> Pieces:
        return filled(template, self._say, **values)

    def _figures(self, ran: OnRun) -> str:
        """`: km 3.1–4.0, 4:52/km, 168 bpm.`, as far as it was recorded and may be known."""
        imperial = self._app.preferences.peace.units == "imperial"
        metres, unit = (MILE, "mi") if imperial else (1000.0, "km")
        words = list[str]()
        if ran.begins is not None and ran.ends is not None:
            words.append(f"{unit} {self._number(ran.begins / metres)}–{self._number(ran.ends / metres)}")
        if ran.pace is not None:
            pace = round(ran.pace * metres / 1000)
            words.append(f"{pace // 60}:{pace % 60:02}/{unit}")
        if ran.heart_rate is not None:
            words.append(f"{ran.heart_rate:.0f} bpm")
        return f": {', '.join(words)}." if words else "."

    def _number(self, value: float) -> str:
        return f"{value:.1f}".replace(".", self._say("decimal point .")[-1])


def _strong(text: str) -> Piece:
    return Piece(text, strong=True)


def _named(song: Song) -> Piece:
    name = " – ".join(filter(None, (song.artist, song.title))) or song.link or song.uri
    return Piece(name, link=song.link)


def _song(song: Song) -> Pieces:
    return (_named(song),)
