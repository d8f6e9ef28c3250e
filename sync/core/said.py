"""A message in a form that every messenger can show: pieces of text and buttons. Escaping is for its adapter.

Words are neutral English templates with places (`{sender} sent you a song`), which are put into a person's language as
they are and filled in afterwards: nothing that people or services wrote is ever translated, or taken for markup.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256

MOST_DATA = 64
"""The bytes that every messenger takes as a button's data."""
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text in one style. `link`: the address that it leads to, "" for none."""

    text: str
    strong: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """Pressed, it sends `data` back (1 to 64 bytes of ASCII), or opens `url`: one of the two is given."""

    label: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """`buttons`: in rows; a messenger without any leaves them out, and one that takes answers may number them.
    `preview`: the one address that may be shown with a picture, "" for none."""

    pieces: tuple[Piece, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()
    preview: str = ""

    @property
    def plain(self) -> str:
        """Its text without styles; an address that its text does not show stands behind it."""
        return "".join(
            f"{one.text} ({one.link})" if one.link and one.link != one.text else one.text for one in self.pieces
        )

    @property
    def links(self) -> tuple[Button, ...]:
        """Its buttons that open something, which a messenger without buttons shows as addresses."""
        return tuple(each for row in self.buttons for each in row if each.url)

    @property
    def fingerprint(self) -> str:
        """Equal for what looks the same."""
        return sha256(repr((self.pieces, self.buttons, self.preview)).encode()).hexdigest()[:32]


def filled(template: str, in_language: Callable[[str], str], **values: Piece | str) -> tuple[Piece, ...]:
    """The pieces of one sentence: `template` in a person's language, its places filled as they are."""
    found = list[Piece]()
    for index, part in enumerate(_PLACE.split(in_language(template))):
        value = values[part] if index % 2 else part
        piece = value if isinstance(value, Piece) else Piece(value)
        if piece.text:
            found.append(piece)
    return tuple(found)


def lines(*some: Iterable[Piece]) -> tuple[Piece, ...]:
    """Each on a line of its own; one without any text is left out."""
    found = list[Piece]()
    for each in map(tuple, some):
        if each:
            found += [Piece("\n")] if found else []
            found += each
    return tuple(found)
