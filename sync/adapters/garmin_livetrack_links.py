"""How links to a run in progress read at Garmin, and what of a text is one (docs/services/livetrack.md#links).

Whoever has such a link sees where its runner is: no text of an error or a log here holds one. Hosts count to the
letter, and everything is asked by https whatever the link says.
"""

import html
import re
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import unquote, urlsplit

MOST = 200_000
"""Signs of a text in which links are looked for."""
BEFORE = r"(?<![\w.@/%-])(?:https?://)?"
"""A host is not the end of another word, of a path or of a login: look-alikes end so."""
SESSION = re.compile(
    BEFORE + r"(livetrack\.garmin\.(?:com|cn))/session/([0-9A-Fa-f-]{8,64})"
    r"(?:/token/|/?\?(?:[^\s\"'<>#]*&)?token=)([0-9A-Za-z]{4,128})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
SHORT = re.compile(BEFORE + r"gar\.mn/([0-9A-Za-z_-]{2,64})(?![\w-])", re.IGNORECASE)
PROFILE = re.compile(BEFORE + r"live\.garmin\.com/([0-9A-Za-z](?:[0-9A-Za-z._-]{0,62}[0-9A-Za-z_-])?)(?![\w/-])", re.I)
NOT_PROFILES = frozenset({"session", "api", "share", "static", "favicon", "robots"})


@dataclass(frozen=True, slots=True)
class Session:
    """One run. `host`: of two; the id and the token are secrets."""

    host: str
    id: str = field(repr=False)
    token: str = field(repr=False)

    @property
    def address(self) -> str:
        return f"https://{self.host}/session/{self.id}/token/{self.token}"

    @property
    def name(self) -> str:
        """Of the run: neither id nor token can be had from it."""
        return sha256(f"{self.host} {self.id.lower()}".encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class Short:
    """A link that leads to another; its sign is a secret as well."""

    code: str = field(repr=False)

    @property
    def address(self) -> str:
        return f"https://gar.mn/{self.code}"


@dataclass(frozen=True, slots=True)
class Profile:
    """Somebody's page, on which the run that is on stands."""

    who: str

    @property
    def address(self) -> str:
        return f"https://live.garmin.com/{self.who}"


type Link = Session | Short | Profile
HOSTS = frozenset({"livetrack.garmin.com", "livetrack.garmin.cn", "gar.mn", "live.garmin.com"})


def link_at(address: str) -> Link | None:
    """The link that an address is, to which another one leads."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return link_in(address) if parts.scheme in ("https", "http") and parts.netloc.lower() in HOSTS else None


def link_in(text: str) -> Link | None:
    """The first link in a text: the long form before the others. A mail's soft line breaks and a page's or another
    address's escapes are undone."""
    plain = re.sub(r"=\r?\n", "", text[:MOST])
    for read in (plain, html.unescape(plain), unquote(plain)):
        if (found := SESSION.search(read)) is not None:
            return Session(found[1].lower(), found[2], found[3])
    if (found := SHORT.search(plain)) is not None:
        return Short(found[1])
    if (found := PROFILE.search(plain)) is not None and found[1].lower() not in NOT_PROFILES:
        return Profile(found[1])
    return None
