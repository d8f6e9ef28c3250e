"""What a service says about itself: one value at the foot of its adapter.

`adapters/all.py` lists them; settings, wiring, logins, checks and docs loop over that list. Nothing here needs a
library or a value of a login, an account or a run, so that settings can be read without one.
What is one of a kind is neither compared nor printed (`eq=False, repr=False`)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from sync.core.role import Role as Role
from sync.core.song_link import SongPages as SongPages
from sync.setting import Option, url

if TYPE_CHECKING:
    from sync.core.bundle import Bundle
    from sync.core.errors import SyncError
    from sync.core.user import Connection
    from sync.login import Login
    from sync.login_field import Callback, Field
    from sync.ports import Sleep, SongFacts, SongFinder, Store
    from sync.ports.messenger import Messenger
    from sync.ports.playlists import Playlists

type Refresh = Callable[[Bundle, datetime], Bundle]
"""Trade a bundle for a new one. Raises `InvalidGrant`, `Unavailable`, `RateLimited`, `LoginNeeded`, `AppInactive`."""


@dataclass(frozen=True, slots=True)
class Host:
    """One base URL of a service, which may hold a setting by its name in braces, and the setting that moves it."""

    base: str
    setting: str
    about: str


class Hosts:
    """Where the services' well-known base URLs really are (`Host.setting`, or a simulator)."""

    def __init__(self, bases: Mapping[str, str]) -> None:
        self._bases = sorted(bases.items(), key=lambda pair: -len(pair[0]))

    def rewrite(self, method: str, url: str) -> str:
        """The URL with the longest known base replaced. `method` lets a test treat one endpoint differently."""
        for known, real in self._bases:
            if url.startswith(known):
                return real.rstrip("/") + url[len(known) :]
        return url


@dataclass(frozen=True, slots=True)
class OwnLink:
    """The way of a source to send its runs to the target by itself: how the external ids begin that they have there,
    and how a person ends it."""

    prefixes: tuple[str, ...]
    way_out: str


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long a login lives by itself: `length` from the consent, or from the last refresh (`since_refresh`).

    `warn`: how long before its end `status` begins to say it, in the words of `warning` (of `over` afterwards), which
    may name `{end}`, `{idle}` and `{left}` (days); `ends`: why it ends, for a notice 30, 7 and 1 days before ("": none,
    for each refresh puts the end off)."""

    length: timedelta
    since_refresh: bool
    warn: timedelta
    warning: str
    over: str = ""
    ends: str = ""

    def end(self, link: "Connection") -> datetime | None:
        """When a person has to log in again at the latest; None where nobody knows since when to count."""
        since = link.refreshed_at if self.since_refresh else link.authorized_at
        return None if since is None else since + self.length


class Tokens(Protocol):
    """Where an adapter finds a user's tokens."""

    def usable(self, user: str, now: datetime) -> "Bundle":
        """The stored tokens, refreshed first when they are about to expire."""
        ...

    def renewed(self, user: str, now: datetime, refused: "Bundle | None" = None) -> "Bundle":
        """Refreshed although the clock does not ask for it; the stored ones where `refused` is no longer stored."""
        ...


class Keeper(Tokens, Protocol):
    """Who keeps the tokens of one service for all users."""

    def stored(self, user: str) -> "Bundle":
        """The tokens as they are, expired or not. Raises `LoginNeeded` where there are none."""
        ...

    def save_login(self, user: str, bundle: "Bundle", now: datetime, *, scopes: tuple[str, ...], account: str) -> None:
        """A person has logged in: whatever was stored is replaced."""
        ...

    def reseal(self, user: str) -> None:
        """Write the stored tokens again, with the key that seals now."""
        ...

    def forget(self, user: str) -> None:
        """A person has logged out."""
        ...


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Parts:
    """What a service is built of. `values`: its settings by name; `seconds`: the patience with one exchange; `keeper`
    makes who keeps its tokens, refreshed when less than a margin is left."""

    hosts: Hosts
    values: Mapping[str, Any]
    store: "Store"
    seconds: float
    sleep: "Sleep"
    keeper: Callable[[Refresh, timedelta], Keeper]


def _everybody(user: str) -> bool:
    return True


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Built:
    """A service ready for use. `bind`: a user's source, target or plays at a moment; `facts`: the catalogue; `songs`:
    who finds songs for a user at a moment, `playlists` who makes theirs; `messenger`: by which people are written to;
    `check`: the cheapest call that shows a user's login to be alive (raises our errors); `revoke` ends the tokens at
    the service too; `login`: a new attempt to connect a person; `client_id`: what its limits are keyed by; `adapter`
    and `oauth`: what its own tests want; `serves`: for which users an activity source without a login is there;
    `lacks`: the first setting that it needs and does not have."""

    service: "Service"
    adapter: Any
    keeper: Keeper | None = None
    bind: Callable[[str, datetime], Any] | None = None
    facts: "SongFacts | None" = None
    songs: "Callable[[str, datetime], SongFinder] | None" = None
    playlists: "Callable[[str, datetime], Playlists] | None" = None
    messenger: "Callable[[datetime], Messenger] | None" = None
    check: Callable[[str, datetime], None] | None = None
    revoke: Callable[[str, datetime], None] | None = None
    client_id: str = ""
    oauth: Any = None
    login: "Callable[[], Login] | None" = None
    serves: Callable[[str], bool] = _everybody
    lacks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Service:
    """One service. A text that is "" says that there is nothing to say."""

    name: str
    title: str
    roles: frozenset[Role]
    build: Callable[[Parts], Built | None]
    """Makes it of its parts; None where its settings leave it out."""
    about: str = ""
    """What `login` does, in a sentence or two."""

    # settings
    hosts: tuple[Host, ...] = ()
    options: tuple[Option, ...] = ()
    needs: tuple[str, ...] = ()
    """The settings without which it cannot be asked; they belong together."""
    how_to: str = ""
    """What to say when one of them is missing: where it comes from."""
    needs_from: str = ""  # the same in a few words: the place at the service
    seed: str = ""  # the setting that holds a refresh token to begin with, instead of a login

    # the login
    has_login: bool = True
    """Whether a person connects it; an activity source without is there when its settings say so."""
    from_home: bool = False  # it refuses logins that come from a data centre: a person makes them at home
    fields: "tuple[Field, ...]" = ()
    """What it may be given beforehand."""
    page: "Callback | None" = None
    """Where the answer of its consent page is waited for; None: there is no such page."""
    scopes: Mapping[str, str] = field(default_factory=dict)
    """The permissions that it cannot do without, each with its name on the service's own page."""
    lifetime: Lifetime | None = None
    refresh_margin: timedelta = timedelta(0)  # a token that has less than this left is refreshed before it is used

    # asking
    every: timedelta = timedelta(minutes=15)
    """How often a play source is asked."""
    held: int | None = None  # see `app.MusicSource`
    patience: float = 10.0
    """The most seconds for one exchange, whatever the settings allow: music must not hold up an upload."""
    run_page: str = ""  # the web page of an activity: its id goes where {} stands
    run_address: str = ""
    """How the address of such a page may read, as a regular expression: its group is the id."""
    song_pages: SongPages | None = None  # how the addresses of its songs read
    own_link: OwnLink | None = None
    full_page: int = 200
    """Of a target: how many activities a page of its list holds; one that holds fewer is the last."""
    limits: str = ""
    policy: str = ""

    # what a person is told
    german: str = ""
    """The module with the `TABLE` of its words in German, by their English; loaded by the pages alone."""
    answers: str = "it knows this account"
    quiet: str = ""
    """What to ask oneself when no play arrives."""
    advice: "Mapping[type[SyncError], str]" = field(default_factory=dict)
    """The way out of an error that a login alone does not solve."""
    refused: str = ""
    """What is known of a refusal of the application beyond its answer, in a sentence."""
    forgotten: str = ""
    """What a logout leaves to the person."""

    @property
    def settings(self) -> tuple[Option, ...]:
        """Its own settings, and those that move its hosts."""
        usual = {option.name: option.default for option in self.options}
        moved = (Option(host.setting, "", url, host.about, shown=host.base.format_map(usual)) for host in self.hosts)
        return (*self.options, *moved)

    def bases(self, values: Mapping[str, Any]) -> dict[str, str]:
        """Each known base URL that the settings move, and where it is then."""
        return {host.base.format_map(values): values[host.setting] for host in self.hosts if values[host.setting]}

    def lacks(self, values: Mapping[str, Any]) -> str:
        """The first setting that it needs and does not have, else ""."""
        return next((name for name in self.needs if not values[name]), "")

    def way_out(self, error: "SyncError") -> str:
        """What a person can do about an error: its own advice, else to log in again."""
        return next((self.advice[each] for each in type(error).__mro__ if each in self.advice), self.log_in)

    @property
    def command(self) -> str:
        """The command that connects it."""
        arguments = (each.metavar for each in self.fields if each.kind == "argument")
        return " ".join(("runtrack login", self.name, *arguments))

    @property
    def log_in(self) -> str:
        """The way out of a login that does not work."""
        return f"run `{self.command}`"
