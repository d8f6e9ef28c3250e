"""What the bot answers, in neutral English; each is put into the reader's language (`core/said.py`)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sync.core.draft import Draft, mark_of
from sync.core.said import Button, Piece, Said, filled, lines

MOST_TARGETS, A_ROW = 48, 2
type Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Target:
    """To whom a song may go: a friend, or a group by its id. `mark`: as of `mark_of`."""

    name: str
    group: str = ""

    @property
    def mark(self) -> str:
        return mark_of(self.key)

    @property
    def key(self) -> str:
        """Unlike that of any other: nobody's name has a sign like this."""
        return f"#{self.group}" if self.group else self.name

    @property
    def label(self) -> str:
        return f"👥 {self.name}" if self.group else self.name


class Answers:
    """In one language."""

    def __init__(self, in_language: Callable[[str], str]) -> None:
        self.in_language = in_language

    def stranger(self) -> Said:
        """The one thing that a stranger is told."""
        return self.of(
            "This bot passes songs on between friends who use Runtrack together. Whoever is one of them connects this "
            "chat with a code of their own, which Runtrack gives them."
        )

    def sealed(self) -> Said:
        """What is said in a chat that cannot be read."""
        return self.of(
            "I cannot read what is encrypted. Please make a room without encryption, with me alone, and write there."
        )

    def connected(self, name: str, *, groups: bool) -> Said:
        """`groups`: see `Abilities`."""
        return Said(lines(self._line("Connected: this is the chat of {name}.", name=name), *self._how(groups)))

    def help(self, *, groups: bool) -> Said:
        return Said(lines(*self._how(groups)))

    def friends(self, targets: Sequence[Target]) -> Said:
        """Friends, then groups."""
        if not targets:
            return self.of("No friends yet: invite somebody first.")
        friends, groups = ([one for one in targets if bool(one.group) is each] for each in (False, True))
        heads = ((self._line("Your friends:"), friends), (self._line("Your groups:"), groups))
        told = ((head, *((Piece(one.name),) for one in some)) for head, some in heads if some)
        return Said(lines(*(line for each in told for line in each)))

    def card(self, draft: Draft, targets: Sequence[Target], links: Rows = ()) -> Said:
        """The song that was found, to whom it may go, and where one may hear it first."""
        head = _named(draft)
        if not targets:
            return Said(lines(head, self._line("No friends yet: nobody to send it to.")), links, draft.song.link)
        rows = _rows([Button(one.label, f"s:{draft.id}:{one.mark}") for one in targets[:MOST_TARGETS]])
        return Said(lines(head, self._line("To whom?")), (*rows, *links), draft.song.link)

    def sent(self, draft: Draft, name: str) -> Said:
        """A song that went to a group, as everybody sees it in a chat whose songs go there."""
        return Said(lines(_named(draft), self._line("Sent to {name}.", name=name)), preview=draft.song.link)

    def bound(self, name: str) -> Said:
        return self.of("What members of {name} write here with /song goes to everybody in it.", name=name)

    def choices(self, groups: Sequence[tuple[str, str]], none: str) -> Said:
        """To which group songs of a chat go: labels with the data of their buttons; `none`: the data of "to none", ""
        where none is chosen."""
        if not groups:
            return self.of("You belong to no group yet.")
        buttons = [Button(label, data) for label, data in groups]
        if none:
            buttons.append(Button(self.in_language("To none"), none))
        asked = "Where do songs go that are written in that chat with /song? The group's name is shown there."
        return Said(self._line(asked), _rows(buttons))

    def of(self, template: str, **values: Piece | str) -> Said:
        return Said(self._line(template, **values))

    def words(self, template: str, **values: Piece | str) -> str:
        """The same as plain text."""
        return self.of(template, **values).plain

    def _how(self, groups: bool) -> Iterable[tuple[Piece, ...]]:
        yield self._line("Send a link to a song, or “artist – title”, and say to whom it goes.")
        yield self._line("/songs – what became of those you sent")
        yield self._line("/friends – who your friends are")
        if groups:
            yield self._line("/group – in a chat of several people: to which group of yours its songs go")
            yield self._line("/song – there, as an answer to somebody's message: sends the song whose link it has")
        yield self._line("/stop – hear nothing more here; /start begins again")

    def _line(self, template: str, **values: Piece | str) -> tuple[Piece, ...]:
        return filled(template, self.in_language, **values)


def _named(draft: Draft) -> tuple[Piece, ...]:
    song = draft.song
    name = " – ".join(filter(None, (song.artist, song.title))) or song.link
    return (Piece(name, strong=True, link=song.link),)


def _rows(buttons: Sequence[Button]) -> Rows:
    return tuple(tuple(buttons[i : i + A_ROW]) for i in range(0, len(buttons), A_ROW))
