"""Our block in a description: where it is, put in, replaced, taken out, and not one other character touched.

Protocol: docs/architecture.md#a-runs-text. The block begins with a note (♫) and ends with a line that carries its
mark. Only a block whose fingerprint we know is ours; any other one with our mark is the user's by now. Blocks of
earlier versions had the mark in their first line as well: they begin and end the same way. The emoji of the title is
here too.
"""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from string import ascii_lowercase

from sync.core.preferences import EmojiPlace
from sync.core.shortening import shortened, units

MOST = 65_000
"""UTF-16 units that a description may have; the target's limit is about 65,000 characters of an unknown kind."""
SIGNS = ascii_lowercase + "234567"
"""Of a mark: no sign that is taken for another one."""
NOTE = "♫"
"""What every block begins with."""
HEADING = f"{NOTE} Soundtrack"
"""The first line of a text that does not begin with the note itself."""
NEAREST = 1_000
"""Notes before a last line that are tried as a block's beginning: songs may have one in their names."""
LEAD = "\n\n"
"""Between the user's words and our block."""


class SpliceOutcome(Enum):
    """What became of a description. Its text has changed only with the first three."""

    ADDED = auto()
    REPLACED = auto()
    REMOVED = auto()
    SAME = auto()
    EDITED = auto()  # the user changed our block
    GONE = auto()  # we wrote one and the user took it out
    FULL = auto()  # not even one line would fit
    ABSENT = auto()  # nothing to remove


@dataclass(frozen=True, slots=True)
class Splice:
    """What became of a description. `text`: the whole of it; `block`: ours as it stands in `text` now ("" if it does
    not); `lead`: what we have put in front of the block, to be remembered until it is taken out."""

    text: str
    outcome: SpliceOutcome
    block: str
    lead: str


def mark_of(user: str, activity: str) -> str:
    """Five characters (a-z, 2-7) that tell this activity's block from every other one; always the same."""
    number = int.from_bytes(hashlib.sha256(f"{user}\0{activity}".encode("utf-8", "surrogatepass")).digest()[:4], "big")
    return "".join(SIGNS[number >> shift & 31] for shift in (0, 5, 10, 15, 20))


def block_of(mark: str, body: str) -> str:
    """The block of `body`, with nothing in it that a service might change or that reads like our own mark."""
    body = unicodedata.normalize("NFC", "".join(map(_printable, body.replace("\r\n", "\n"))))
    while f"#{mark}" in body:
        body = body.replace(f"#{mark}", mark)
    lines = [line.rstrip() for line in body.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    heading = () if lines and lines[0].startswith(f"{NOTE} ") else (HEADING,)
    return "\n".join((*heading, *lines, _last(mark)))


def fingerprint(block: str) -> str:
    """SHA-256 in hex; the same whatever a service has made of line ends and of blanks before them."""
    return hashlib.sha256(_encoded(_plain(block))).hexdigest()


def splice(
    text: str | None, mark: str, block: str, *, ours: Collection[str], lead: str, begun: bool = False, most: int = MOST
) -> Splice:
    """The description with `block` in it, by `block_of`; it is shortened where the text would pass `most` UTF-16 units.

    ours: fingerprints of the blocks that were written here or were about to be; lead: what the last one that was
    added had in front. begun: no write has been seen to arrive yet, so that a block that is not there never was.
    A whole block that carries our mark although nothing is known of it (a ledger was lost) is left, not doubled."""
    text = text or ""
    mine = _mine(text, mark, {*ours, fingerprint(block)})
    if mine is not None:
        return _replaced(text, mine, block, lead, most)
    if _is_edited(text, mark, ours):
        return Splice(text, SpliceOutcome.EDITED, "", lead)
    if ours and not begun:
        return Splice(text, SpliceOutcome.GONE, "", lead)
    lead = LEAD if text else ""
    fitting = shortened(block, most - units(text + lead))
    if fitting is None:
        return Splice(text, SpliceOutcome.FULL, "", "")
    return Splice(text + lead + fitting, SpliceOutcome.ADDED, fitting, lead)


def without(text: str | None, mark: str, *, ours: Collection[str], lead: str) -> Splice:
    """The description without our block and the `lead` we put before it. A block that the user changed stays."""
    text = text or ""
    mine = _mine(text, mark, ours)
    if mine is not None:
        start, end = mine
        return Splice(_unled(text[:start], lead) + text[end:], SpliceOutcome.REMOVED, "", "")
    if _is_edited(text, mark, ours):
        return Splice(text, SpliceOutcome.EDITED, "", lead)
    return Splice(text, SpliceOutcome.ABSENT, "", "")


def titled(name: str, emoji: str, at: EmojiPlace) -> str:
    """The title with the emoji at its end or start; unchanged when the emoji is in it already, or is ""."""
    if not emoji or emoji in name:
        return name
    return " ".join(filter(None, (name, emoji) if at == "end" else (emoji, name)))


def untitled(name: str, emoji: str) -> str:
    """The title without the emoji at its end or start, and without the blank that came with it."""
    if not emoji or name == emoji:
        return "" if emoji else name
    if name.endswith(f" {emoji}"):
        return name.removesuffix(f" {emoji}")
    return name.removeprefix(f"{emoji} ")


def _last(mark: str) -> str:
    return f"— Runtrack #{mark}"


def _last_before(mark: str) -> str:
    """As earlier versions wrote it."""
    return f"— music by Runtrack #{mark}"


def _first_before(mark: str) -> str:
    """As earlier versions began a block."""
    return f"{HEADING} #{mark}"


def _places(text: str, mark: str) -> Iterator[tuple[list[int], int]]:
    """Each last line's end, with the places since the one before where a block that ends there may begin."""
    starts: list[int] = []
    for found in re.finditer(f"({NOTE} )|{re.escape(_last(mark))}|{re.escape(_last_before(mark))}", text):
        if found[1] is not None:
            starts.append(found.start())
        else:
            yield starts[-NEAREST:], found.end()
            starts = []


def _mine(text: str, mark: str, known: Collection[str]) -> tuple[int, int] | None:
    """The first place that holds a block of ours, as (start, end); copies behind it are the user's."""
    places = ((start, end) for starts, end in _places(text, mark) for start in starts)
    return next((place for place in places if fingerprint(text[slice(*place)]) in known), None)


def _is_edited(text: str, mark: str, ours: Collection[str]) -> bool:
    """Whether something of a block of ours, none of which is whole, stands there: what has our mark, or a block that
    lacks nothing but its last line."""
    if any(starts for starts, _ in _places(text, mark)):
        return True
    marked = (_last(mark), _last_before(mark), _first_before(mark))
    return bool(ours) and (any(line in text for line in marked) or _is_unsigned(text, mark, ours))


def _is_unsigned(text: str, mark: str, ours: Collection[str]) -> bool:
    text = _plain(text)
    for found in list(re.finditer(f"{NOTE} ", text))[:NEAREST]:
        so_far = hashlib.sha256()
        for number, line in enumerate(text[found.start() :].split("\n")[:NEAREST]):
            so_far.update(_encoded("\n" * (number > 0) + line))
            whole = so_far.copy()
            whole.update(_encoded(f"\n{_last(mark)}"))
            if whole.hexdigest() in ours:
                return True
    return False


def _replaced(text: str, place: tuple[int, int], block: str, lead: str, most: int) -> Splice:
    before, standing, after = text[: place[0]], text[slice(*place)], text[place[1] :]
    wanted = fingerprint(standing) == fingerprint(block)
    fitting = block if wanted else shortened(block, most - units(before + after))
    if fitting is None:
        return Splice(text, SpliceOutcome.FULL, standing, lead)
    if fingerprint(standing) == fingerprint(fitting):
        return Splice(text, SpliceOutcome.SAME, standing, lead)
    return Splice(before + fitting + after, SpliceOutcome.REPLACED, fitting, lead)


def _plain(text: str) -> str:
    """With the line ends that we write, and without blanks before them."""
    return "\n".join(line.rstrip(" \t") for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _unled(before: str, lead: str) -> str:
    """Without the lead, be it as we wrote it or with the line ends of a service that writes CRLF."""
    for written in (lead, lead.replace("\n", "\r\n")):
        if lead and before.endswith(written):
            return before.removesuffix(written)
    return before


def _printable(sign: str) -> str:
    if sign in "\n\t":
        return sign
    match unicodedata.category(sign):
        case "Cc" | "Zl" | "Zp":
            return "\n" if sign in "\r\v\f\x85\u2028\u2029" else " "
        case "Cs":
            return "\N{REPLACEMENT CHARACTER}"
    return sign
