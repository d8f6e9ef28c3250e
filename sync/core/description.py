"""Our block in a description: where it is, put in, replaced, taken out, and not one other character touched.

Protocol: reliability.md section 2.2. The block stands between a first and a last line that carry its mark. Only a block
whose fingerprint we know is ours; any other one with our mark is the user's by now. The emoji of the title is here too.
"""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Literal

from sync.core.shortening import shortened, units

MOST = 65_000
"""UTF-16 units that a description may have; Strava's limit is about 65,000 characters of an unknown kind."""
SIGNS = ascii_lowercase + "234567"
"""Of a mark: no sign that is taken for another one."""
LEAD = "\n\n"
"""Between the user's words and our block."""

Outcome = Literal["added", "replaced", "same", "edited", "gone", "full", "removed", "absent"]


@dataclass(frozen=True, slots=True)
class Splice:
    """What became of a description. `text`: the whole of it; `block`: ours as it stands in `text` now ("" if it does
    not); `lead`: what we have put in front of the block, to be remembered until it is taken out.

    The text has changed only when `outcome` is "added", "replaced" or "removed". "edited": the user changed our block.
    "gone": we wrote one and the user took it out. "full": not even one line would fit. "absent": nothing to remove."""

    text: str
    outcome: Outcome
    block: str
    lead: str


def mark_of(user: str, activity: str) -> str:
    """Five characters (a-z, 2-7) that tell this activity's block from every other one; always the same."""
    number = int.from_bytes(hashlib.sha256(f"{user}\0{activity}".encode("utf-8", "surrogatepass")).digest()[:4], "big")
    return "".join(SIGNS[number >> shift & 31] for shift in (0, 5, 10, 15, 20))


def block_of(mark: str, body: str) -> str:
    """The block around `body`, with nothing in it that a service might change or that reads like our own marks."""
    body = unicodedata.normalize("NFC", "".join(map(_printable, body.replace("\r\n", "\n"))))
    while f"#{mark}" in body:
        body = body.replace(f"#{mark}", mark)
    lines = [line.rstrip() for line in body.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join((_first(mark), *lines, _last(mark)))


def fingerprint(block: str) -> str:
    """SHA-256 in hex; the same whatever a service has made of line ends and of blanks before them."""
    plain = "\n".join(line.rstrip(" \t") for line in block.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def splice(
    text: str | None, mark: str, block: str, *, ours: Collection[str], lead: str, begun: bool = False, most: int = MOST
) -> Splice:
    """The description with `block` in it, by `block_of`; it is shortened where the text would pass `most` UTF-16 units.

    ours: fingerprints of the blocks that were written here or were about to be; lead: what the last one that was
    added had in front. begun: no write has been seen to arrive yet, so that a block that is not there never was.
    A whole block that carries our mark although nothing is known of it (a ledger was lost) is left, not doubled."""
    text = text or ""
    places = list(_places(text, mark))
    mine = _mine(text, places, {*ours, fingerprint(block)})
    if mine is not None:
        return _replaced(text, mine, block, lead, most)
    if places or (ours and (_first(mark) in text or _last(mark) in text)):
        return Splice(text, "edited", "", lead)
    if ours and not begun:
        return Splice(text, "gone", "", lead)
    lead = LEAD if text else ""
    fitting = shortened(block, most - units(text + lead))
    if fitting is None:
        return Splice(text, "full", "", "")
    return Splice(text + lead + fitting, "added", fitting, lead)


def without(text: str | None, mark: str, *, ours: Collection[str], lead: str) -> Splice:
    """The description without our block and the `lead` we put before it. A block that the user changed stays."""
    text = text or ""
    places = list(_places(text, mark))
    mine = _mine(text, places, ours)
    if mine is not None:
        start, end = mine
        return Splice(_unled(text[:start], lead) + text[end:], "removed", "", "")
    if places or (ours and (_first(mark) in text or _last(mark) in text)):
        return Splice(text, "edited", "", lead)
    return Splice(text, "absent", "", "")


def titled(name: str, emoji: str, at: Literal["end", "start"]) -> str:
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


def _first(mark: str) -> str:
    return f"♫ Soundtrack #{mark}"


def _last(mark: str) -> str:
    return f"— music by Runtrack #{mark}"


def _places(text: str, mark: str) -> Iterator[tuple[int, int]]:
    """Where a first line is followed by a last line with no other first line between them, as (start, end)."""
    start = -1
    first = re.escape(_first(mark)) + "(?![0-9A-Za-z])"
    for found in re.finditer(f"({first})|{re.escape(_last(mark))}", text):
        if found[1] is not None:
            start = found.start()
        elif start >= 0:
            yield start, found.end()
            start = -1


def _mine(text: str, places: list[tuple[int, int]], known: Collection[str]) -> tuple[int, int] | None:
    """The first place that holds a block of ours; copies behind it are the user's."""
    return next((place for place in places if fingerprint(text[slice(*place)]) in known), None)


def _replaced(text: str, place: tuple[int, int], block: str, lead: str, most: int) -> Splice:
    before, standing, after = text[: place[0]], text[slice(*place)], text[place[1] :]
    wanted = fingerprint(standing) == fingerprint(block)
    fitting = block if wanted else shortened(block, most - units(before + after))
    if fitting is None:
        return Splice(text, "full", standing, lead)
    if fingerprint(standing) == fingerprint(fitting):
        return Splice(text, "same", standing, lead)
    return Splice(before + fitting + after, "replaced", fitting, lead)


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
