"""Making a block fit: whole songs are left out at its end, and one line says how many; its frame stays.

Which lines are songs is told by their numbers ("1. …"); where a template numbers nothing, every line counts as one.
"""

import re
from bisect import bisect_right

_NUMBERED = re.compile(r"\s*\d+[.)]\s")


def units(text: str) -> int:
    """The length in UTF-16 code units, which is never less than the number of characters."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shortened(block: str, room: int) -> str | None:
    """The block in at most `room` units: itself, or with fewer songs and "… and 7 more"; None when not even one song
    would fit. Its first and last line always stay; what stands around the songs goes last of all."""
    if units(block) <= room:
        return block
    first, *body, last = block.split("\n")
    songs = _songs(body)
    if len(songs) < 2:
        return None

    def with_only(count: int) -> str:
        return "\n".join((first, *_less(body, songs, count), last))

    count = bisect_right(range(1, len(songs)), room, key=lambda kept: units(with_only(kept)))
    if count:
        return with_only(count)
    bare = "\n".join((first, body[songs[0]], _more(len(songs) - 1), last))
    return bare if units(bare) <= room else None


def _songs(body: list[str]) -> list[int]:
    """The places of the lines that are songs."""
    numbered = [place for place, line in enumerate(body) if _NUMBERED.match(line)]
    return numbered if len(numbered) > 1 else [place for place, line in enumerate(body) if line.strip()]


def _less(body: list[str], songs: list[int], kept: int) -> list[str]:
    """With the first `kept` songs only, and the line that says so in the place of the others."""
    gone = set(songs[kept:])
    lines = [line if place not in gone else None for place, line in enumerate(body)]
    lines[songs[kept]] = _more(len(gone))
    return [line for line in lines if line is not None]


def _more(count: int) -> str:
    return f"… and {count} more"
