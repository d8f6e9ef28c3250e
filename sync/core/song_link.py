"""From what somebody pastes to which song is meant: the first song's address in it, else "artist - title".

Each service says how the addresses of its songs read (`SongPages`, at the foot of its adapter); a host must be one of
theirs to the letter. What looks like one (another end, a login before an @, a port, a dot at the end, letters that
only look alike) is nobody's. Nothing of what was pasted goes on but the id, in the service's own form of an address.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

MOST_SIGNS = 4096
"""Of a message that are looked at: as long as Telegram lets one be."""
LONGEST_NAME, LONGEST_SEARCH = 150, 200
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_PARTS = re.compile(r"(?:https?://)?([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?", re.IGNORECASE | re.DOTALL)
_ENDS = re.compile(r"[<>\"“”`|^{}]")
_AROUND = "()[]<>.,;:!?'\"“”„»«…*"
_HYPHEN = re.compile(r"\s+[-–—]\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class SongPages:
    """The addresses of one service's songs. All patterns are regular expressions that must match the whole.

    `hosts`: their exact names; one that begins with "*." stands for exactly one label more. `id`: a song's id. `songs`:
    host, path and the one part `query` of the query (as `?i=1`), with the groups `id` (or its halves `whose` and
    `name`), `country` and `tld`. `page`: the address that is passed on. `others`: what else is there, by a word of the
    path. `short`: hosts whose addresses lead to the others. `uri`: what stands before the id where it is no address;
    `letter`: before it on Odesli's pages; `search`: the address at which one looks for `{words}` there."""

    service: str
    hosts: tuple[str, ...]
    id: str
    songs: tuple[str, ...]
    page: str
    query: str = ""
    others: dict[str, str] = field(default_factory=dict)
    short: tuple[str, ...] = ()
    uri: str = ""
    letter: str = ""
    search: str = ""


@dataclass(frozen=True, slots=True)
class SongLink:
    """A song at a service. `address`: its page in the service's own form; `country`: of the shop that it was pasted
    from (two letters, "" where the service has none)."""

    service: str
    id: str
    address: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class ShortLink:
    """An address that only leads to another one: somebody has to follow it. `service`: whose it is."""

    service: str
    address: str


@dataclass(frozen=True, slots=True)
class NotASong:
    """A page of a service that is no single song. `what`: album, playlist, artist, episode … or page."""

    service: str
    what: str


@dataclass(frozen=True, slots=True)
class NamedSong:
    """A song as somebody wrote it."""

    artist: str
    title: str


type Meant = SongLink | ShortLink | NotASong | NamedSong


def recognise(text: str, pages: Sequence[SongPages]) -> Meant | None:
    """The first song of a message; where there is none, the first thing that is something else; None: nothing of it is
    about a song. Raises nothing, whatever the text."""
    seen = [found for address in _addresses(text) if (found := of_address(address, pages)) is not None]
    songs = (found for found in seen if not isinstance(found, NotASong))
    return next(songs, None) or next(iter(seen), None) or _named(text)


def of_address(address: str, pages: Sequence[SongPages]) -> SongLink | ShortLink | NotASong | None:
    """What one address (or URI) leads to; None where it is nobody's."""
    for one in pages:
        if one.uri and address.startswith(one.uri) and (link := _link(one, {"id": address[len(one.uri) :]})):
            return link
    parts = _PARTS.fullmatch(address)
    # a Kelvin sign is a "k" in lower case, and browsers take "\" for "/"
    if parts is None or not parts[1].isascii() or "\\" in address:
        return None
    host, path, query = parts[1].lower(), parts[2].rstrip("/"), parts[3] or ""
    for one in pages:
        if host in one.short and re.fullmatch(r"(?:/[A-Za-z0-9_-]{1,80}){1,3}", path):
            return ShortLink(one.service, f"https://{host}{path}")
        if is_host_of(one, host):
            return _at(one, host, path, query, pages)
    return None


def is_host_of(pages: SongPages, host: str) -> bool:
    """Whether a host is one of the service's, letter by letter."""
    label, _, rest = host.partition(".")
    if host in pages.hosts:
        return True
    return f"*.{rest}" in pages.hosts and bool(re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", label))


def page_of(service: str, id: str, pages: Sequence[SongPages], country: str = "") -> str:
    """The address of a song by its id; "" where the service is not known, or this is no id of its."""
    one = next((each for each in pages if each.service == service), None)
    link = _link(one, {"id": id, "country": country}) if one is not None else None
    return link.address if link is not None else ""


def search_of(pages: SongPages, artist: str, title: str) -> str:
    """The address at which this song is looked for; "" where there is none, or nothing to look for."""
    words = " ".join(f"{artist} {title}".split())[:LONGEST_SEARCH]
    sought = any(map(str.isalnum, words)) and title.strip()
    return pages.search.format(words=_in_an_address(words)) if pages.search and sought else ""


def _in_an_address(words: str) -> str:
    """All but letters and digits of ASCII as their numbers (`%2F`)."""
    signs = words.encode("utf-8", "ignore")
    return "".join(chr(sign) if sign < 128 and chr(sign).isalnum() else f"%{sign:02X}" for sign in signs)


def _at(one: SongPages, host: str, path: str, query: str, pages: Sequence[SongPages]) -> SongLink | NotASong | None:
    whole = f"{host}{path}"
    values = [value for name, _, value in (part.partition("=") for part in query.split("&")) if name == one.query]
    for shape in (f"{whole}?{one.query}={values[0]}", whole) if one.query and values else (whole,):
        for pattern in one.songs:
            if found := re.fullmatch(pattern, shape):
                groups = {name: value or "" for name, value in found.groupdict().items()}
                groups.setdefault("id", f"{groups.get('whose')}/{groups.get('name')}")
                of = next((each for each in pages if each.letter and each.letter == groups.get("letter")), one)
                if link := _link(of, groups):
                    return link
    words = path.lower().split("/")
    return NotASong(one.service, next((one.others[word] for word in words if word in one.others), "page"))


def _link(one: SongPages, groups: dict[str, str]) -> SongLink | None:
    if not re.fullmatch(one.id, groups["id"]):
        return None
    country = groups.get("country", "").lower() or ("us" if "{country}" in one.page else "")
    address = one.page.format(id=groups["id"], country=country, tld=groups.get("tld") or "com", **_halves(groups["id"]))
    return SongLink(one.service, groups["id"], address, country)


def _halves(id: str) -> dict[str, str]:
    """The parts of an id that consists of two: whose song it is, and its name there."""
    whose, _, name = id.partition("/")
    return {"whose": whose, "name": name}


def _addresses(text: str) -> Iterator[str]:
    """Whatever may be an address, also between brackets, in Markdown or without its beginning."""
    for word in text[:MOST_SIGNS].split():
        begins = _ADDRESS.search(word)
        yield _ENDS.split(word[begins.start() :] if begins else word.strip(_AROUND))[0].rstrip(_AROUND)


def _named(text: str) -> NamedSong | None:
    """Artist and title, with a hyphen or a dash between spaces."""
    line = text[:MOST_SIGNS].strip()
    if "://" in line or "\n" in line:
        return None
    artist, *rest = _HYPHEN.split(line, maxsplit=1)
    title = rest[0] if rest else ""
    fits = all(part.isprintable() and any(map(str.isalnum, part)) for part in (artist, title))
    return NamedSong(artist, title) if fits and max(len(artist), len(title)) <= LONGEST_NAME else None
