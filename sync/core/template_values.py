"""What a soundtrack's template sees: the run's songs and sums over them, as plain values that are safe to print.

Names come from strangers: each becomes one line of bounded length without control characters.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sync.core.exchange import FoundFacts
from sync.core.figures import Figures
from sync.core.music import plain
from sync.core.soundtrack import Part

LONGEST_NAME, LONGEST_LINK = 200, 1000
TOP, LONG_ENOUGH = 3, 60
"""How many of the fastest songs and top artists there are, and the seconds that such a song was heard for."""
_TURNS_TEXT_AROUND = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class SongLine:
    """One song of a run, however often it was heard (`times`). `at`: when it first began, as "4:05" or "1:02:03" after
    the run's start ("0:00" when it was playing already); `seconds`: how long it played inside the run; `bpm`: beats a
    minute; `km`: where it first began, in kilometres; `pace`: as "5:12", minutes a kilometre, and `heart_rate`: beats a
    minute, both of all its times; `sent_by`: the friend who sent it. None and "" are unknown."""

    number: int
    at: str
    artist: str
    title: str
    album: str
    seconds: int
    bpm: int | None
    link: str
    times: int = 1
    km: float | None = None
    pace: str = ""
    heart_rate: int | None = None
    sent_by: str = ""

    @property
    def name(self) -> str:
        """Artist and title; some sources know no artist."""
        return " - ".join(filter(None, (self.artist, self.title)))


def values(
    *,
    title: str,
    start: datetime,
    elapsed: float,
    parts: Sequence[Part],
    facts: Mapping[str, FoundFacts],
    link: str,
    figures: Sequence[Figures] = (),
    senders: Sequence[str] = (),
) -> dict[str, object]:
    """The names a template may use: title, summary, songs and fastest (each a `SongLine`), count, artists, top_artists,
    top_artist, seconds, time, share and link.

    start: the run's, aware UTC; elapsed: its seconds; facts: by `Song.key`; link: the run's page ("": there is none);
    figures: of each part (none: nothing is known of the route); senders: the friend who sent each, or "". A song that
    was heard again is counted, not repeated.
    `fastest` are the songs that were run to fastest; `top_artists` were heard longest, the alphabet decides a tie;
    `share` is the percentage of the run with music."""
    songs = _songs(parts, figures, start, facts, senders)
    seconds = sum(part.inside for part in parts)
    heard = min(seconds, elapsed) if elapsed > 0 else seconds
    by_artist = _by_artist(parts)
    top = sorted(by_artist, key=lambda name: (-by_artist[name], name.casefold(), name))
    time, most = length(heard), f" · most: {top[0]}" if top else ""
    return {
        "title": one_line(title),
        "summary": f"{len(songs)} {'song' if len(songs) == 1 else 'songs'} · {time}{most}",
        "songs": songs,
        "fastest": tuple(song for _, song in _fastest(songs)),
        "count": len(songs),
        "artists": len(by_artist),
        "top_artists": tuple(top[:TOP]),
        "top_artist": top[0] if top else "",
        "seconds": round(heard),
        "time": time,
        "share": round(100 * heard / elapsed) if elapsed > 0 else 0,
        "link": web_link(link),
    }


def one_line(text: str) -> str:
    """The text as one line that cannot disturb its neighbours: blanks for control characters, nothing that turns the
    direction of what follows, at most `LONGEST_NAME` characters."""
    kept = "".join(_harmless(sign) for sign in text[: 4 * LONGEST_NAME])
    line = " ".join(kept.split())
    return line if len(line) <= LONGEST_NAME else f"{line[: LONGEST_NAME - 1].rstrip()}…"


def web_link(text: str) -> str:
    """The text if it is a web address and nothing else, or ""."""
    looks = text.startswith(("https://", "http://")) and len(text) <= LONGEST_LINK
    return text if looks and text.isprintable() and not any(map(str.isspace, text)) else ""


def clock(seconds: float) -> str:
    """As "4:05", or "1:02:03" from an hour on; what is before the start is 0:00."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def length(seconds: float) -> str:
    """As "51 min", "1 h 5 min", and "40 s" below a minute."""
    if seconds < 60:
        return f"{round(seconds)} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def distinct(parts: Sequence[Part]) -> list[list[int]]:
    """The places of each song's parts, in the order in which the songs were first heard: sources spell one song in
    more than one way."""
    places: dict[tuple[str, str], list[int]] = {}
    for place, part in enumerate(parts):
        name = plain(part.song.artist), plain(part.song.title)
        places.setdefault(name if any(name) else ("", part.song.key), []).append(place)
    return list(places.values())


def _songs(
    parts: Sequence[Part],
    figures: Sequence[Figures],
    start: datetime,
    facts: Mapping[str, FoundFacts],
    senders: Sequence[str],
) -> tuple[SongLine, ...]:
    seen = [*figures, *[Figures()] * (len(parts) - len(figures))]
    sent_by = [*senders, *[""] * (len(parts) - len(senders))]
    lines = []
    for number, places in enumerate(distinct(parts), 1):
        first, mine = parts[places[0]], [(parts[place].inside, seen[place]) for place in places]
        found = [facts[parts[place].song.key] for place in places if parts[place].song.key in facts]
        bpm, pace = next((one.bpm for one in found if one.bpm), None), _pace(mine)
        rate = _mean([(inside, one.heart_rate) for inside, one in mine])
        km = seen[places[0]].distance
        lines.append(
            SongLine(
                number,
                clock((first.start - start).total_seconds()),
                one_line(first.song.artist),
                one_line(first.song.title),
                one_line(first.song.album),
                round(sum(inside for inside, _ in mine)),
                round(bpm) if bpm else None,
                next(filter(None, (web_link(parts[place].song.link) for place in places)), ""),
                len(places),
                None if km is None else round(km / 1000, 2),
                clock(round(pace)) if pace else "",
                round(rate) if rate else None,
                one_line(next(filter(None, (sent_by[place] for place in places)), "")),
            )
        )
    return tuple(lines)


def _pace(heard: Sequence[tuple[float, Figures]]) -> float | None:
    """Seconds a kilometre over all of it: by the metres that were run, not the mean of the paces."""
    known = [(inside, one.pace) for inside, one in heard if one.pace]
    metres = sum(inside / pace for inside, pace in known)
    return sum(inside for inside, _ in known) / metres if metres else None


def _mean(values: Sequence[tuple[float, float | None]]) -> float | None:
    known = [(weight, value) for weight, value in values if value is not None]
    weights = sum(weight for weight, _ in known)
    return sum(weight * value for weight, value in known) / weights if weights else None


def _fastest(songs: Sequence[SongLine]) -> list[tuple[float, SongLine]]:
    """The songs run to fastest, none of which was heard for a moment only."""
    paced = []
    for song in songs:
        if song.pace and song.seconds >= LONG_ENOUGH:
            minutes, seconds = song.pace.split(":")[-2:]
            paced.append((60.0 * int(minutes) + int(seconds), song))
    return sorted(paced, key=lambda one: (one[0], one[1].number))[:TOP]


def _by_artist(parts: Sequence[Part]) -> dict[str, float]:
    """Seconds by artist, as the first part spells the name; to the millisecond, so that no order of adding matters."""
    names: dict[str, str] = {}
    seconds: dict[str, float] = {}
    for part in parts:
        shown = one_line(part.song.artist)
        if shown:
            name = names.setdefault(plain(shown) or shown, shown)
            seconds[name] = round(seconds.get(name, 0.0) + part.inside, 3)
    return seconds


def _harmless(sign: str) -> str:
    if sign in _TURNS_TEXT_AROUND:
        return ""
    return " " if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") else sign
