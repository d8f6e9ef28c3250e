"""Under which names this server is reached, and whether whoever reaches it has to sign in."""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
AT_HOME = (".local", ".lan", ".home", ".home.arpa", ".internal", ".fritz.box")


class NoSignIn(Exception):
    """The server would be open to whoever reaches it; the message says what is missing, and the way out."""


@dataclass(frozen=True, slots=True)
class Policy:
    """`hosts`: the names in a `Host` header that are ours, in small letters, without ports. `https`: browsers reach us
    by TLS. `open`: whoever reaches us is the owner. `proxies`: addresses or networks of proxies whose `X-Forwarded-For`
    and `X-Forwarded-Proto` count. `tiles`: where the map's pictures come from, for the browser's policy. `hook`: the
    secret part of the address at which the target calls us, "" for none."""

    hosts: frozenset[str] = LOOPBACK
    https: bool = False
    open: bool = True
    proxies: tuple[str, ...] = ()
    tiles: str = "https://tile.openstreetmap.org"
    hook: str = ""
    each_hour: int = 1000
    """Requests of one person; those of strangers by their address."""
    tries: int = 20
    """Sign-ins and invitations that may be tried from one address in `TRIES_IN`."""
    finds: int = 60
    """Songs that one person may look for in `TRIES_IN`."""
    posts: int = 3000
    """Times that one phone may say where it is in `TRIES_IN`: each second, and what it has kept besides."""


TRIES_IN = timedelta(minutes=10)


def policy_of(listens_at: str, app_url: str, *, proxies: tuple[str, ...] = (), hook: str = "") -> Policy:
    """Of a server that listens at this address (a host) and is reached by browsers at `app_url` ("": where it listens).
    Raises `NoSignIn` where others could reach it and it is not said under which address."""
    public = urlsplit(app_url)
    name = (public.hostname or "").lower()
    alone = is_loopback(listens_at) and (not name or is_loopback(name))
    if alone:
        return Policy(LOOPBACK | ({listens_at.lower()} - {""}), public.scheme == "https", True, proxies, hook=hook)
    if not name:
        raise NoSignIn(
            f"{listens_at} can be reached from other machines: set APP_URL to the address under which "
            "browsers reach it, such as https://runs.example.org"
        )
    if public.scheme != "https" and not _at_home(name):
        raise NoSignIn(
            f"APP_URL is {app_url}: outside your own network a session needs https://, from a reverse proxy "
            "(docs/reverse-proxy.md)"
        )
    return Policy(LOOPBACK | {name}, public.scheme == "https", False, proxies, hook=hook)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach it."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _at_home(name: str) -> bool:
    """A name or an address that has no meaning outside one's own network."""
    try:
        return ip_address(name).is_private
    except ValueError:
        return "." not in name or name.endswith(AT_HOME)
