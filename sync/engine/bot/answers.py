"""What the bot answers, in neutral English; each is put into the reader's language (`core/said.py`)."""

from collections.abc import Callable, Iterable, Sequence

from sync.core.draft import Draft, mark_of
from sync.core.said import Button, Piece, Said, filled, lines

MOST_FRIENDS, A_ROW = 24, 2


class Answers:
    """In one language."""

    def __init__(self, in_language: Callable[[str], str]) -> None:
        self._say = in_language

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

    def connected(self, name: str) -> Said:
        return Said(lines(self._line("Connected: this is the chat of {name}.", name=name), *self._how()))

    def help(self) -> Said:
        return Said(lines(*self._how()))

    def friends(self, names: Sequence[str]) -> Said:
        if not names:
            return self.of("No friends yet: invite somebody first.")
        return Said(lines(self._line("Your friends:"), *((Piece(name),) for name in names)))

    def card(self, draft: Draft, names: Sequence[str]) -> Said:
        """The song that was found, and to whom it may go."""
        song = draft.song
        name = " – ".join(filter(None, (song.artist, song.title))) or song.link
        head = (Piece(name, strong=True, link=song.link),)
        if not names:
            return Said(lines(head, self._line("No friends yet: nobody to send it to.")), preview=song.link)
        buttons = [Button(each, f"s:{draft.id}:{mark_of(each)}") for each in names[:MOST_FRIENDS]]
        rows = tuple(tuple(buttons[i : i + A_ROW]) for i in range(0, len(buttons), A_ROW))
        return Said(lines(head, self._line("To whom?")), rows, song.link)

    def of(self, template: str, **values: Piece | str) -> Said:
        return Said(self._line(template, **values))

    def words(self, template: str, **values: Piece | str) -> str:
        """The same as plain text."""
        return self.of(template, **values).plain

    def _how(self) -> Iterable[tuple[Piece, ...]]:
        yield self._line("Send a link to a song, or “artist – title”, and say to whom it goes.")
        yield self._line("/songs – what became of those you sent")
        yield self._line("/friends – who your friends are")
        yield self._line("/stop – hear nothing more here; /start begins again")

    def _line(self, template: str, **values: Piece | str) -> tuple[Piece, ...]:
        return filled(template, self._say, **values)
