"""The services, how healthy each connection is, and the steps of a login."""

from typing import Annotated, Literal

from pydantic import Field

from sync.core.role import Role
from sync.entrypoints.api.answers.shape import Answer, Question, Time
from sync.entrypoints.api.language import Said

Health = Literal["fine", "not connected", "not set up", "login needed", "blocked", "not answering"]


class Permission(Answer):
    """A permission."""

    name: str
    title: Said
    """What the service's own page calls it; empty: as `name`."""
    needed: bool
    granted: bool


class LoginField(Answer):
    """One thing that a person knows, to be asked for."""

    name: str
    ask: Said
    """The question; empty: `about` is all there is."""
    about: Said
    hidden: bool
    """A password or a code: show no letters, keep it nowhere."""
    kind: Literal["text", "flag", "file"]
    """`flag`: send `yes` or nothing; `file`: send the text of a file."""


class MissingSetting(Answer):
    """A setting that the service cannot be asked without."""

    name: str
    """As `PUT /api/preferences` takes it."""
    about: Said
    secret: bool
    set: bool


class Connection(Answer):
    """A service, and the person's connection to it."""

    service: str
    title: str
    roles: list[Role]
    about: Said
    """What connecting it does, in a sentence or two."""
    has_login: bool
    """Whether a person connects it; a catalogue, or a folder, is there by the settings alone."""
    ready: bool
    """Whether it can be connected now: `settings` are all there."""
    settings: list[MissingSetting]
    """What it needs to be set, empty: nothing."""
    how_to: Said
    """Where these settings come from."""
    fields: list[LoginField]
    """What may be given when a login begins; nothing has to be."""
    redirect_address: str
    """What to enter at the service as the redirect address, exactly; empty: there is none."""
    scopes: list[Permission]
    connected: bool
    health: Health
    why: Said
    """Why it waits, or is not connected; empty where all is well."""
    way_out: Said
    """What to do about it; empty: nothing."""
    warning: Said
    """What will need a person before long."""
    told: Said
    """What a login of the last ten minutes came to; empty: there was none."""
    account: str
    last_success: Time | None
    blocked_until: Time | None
    away_since: Time | None
    authorised_at: Time | None
    refreshed_at: Time | None
    token_expires_at: Time | None
    login_ends_at: Time | None
    """When a person has to log in again."""
    asked_next_at: Time | None
    """When a source of plays is asked again."""
    endless: bool
    """The login ends only when the person ends it."""
    forgets: Said
    """What a disconnection leaves to the person."""
    limits: Said
    policy: Said


class Connections(Answer):
    """Every service that there is, in the order in which they are believed."""

    connections: list[Connection]


class LoginAsked(Question):
    """`given`: the fields that a person has filled in, by name."""

    given: dict[str, Annotated[str, Field(max_length=20_000)]] = Field(default={}, max_length=20)


class LoginAnswered(LoginAsked):
    """`attempt`: of the step that is answered. `query`: instead of `given`, the address that the browser ended at."""

    attempt: str = Field(max_length=200)
    query: str = Field(default="", max_length=4000)


class AskStep(Answer):
    """Ask the person for these, and answer with them."""

    step: Literal["ask"] = "ask"
    attempt: str
    fields: list[LoginField]
    note: Said
    """To be said before."""
    meanwhile: Said
    """To be said once they are given: the answer takes its time."""


class OpenStep(Answer):
    """Send the browser to `url`: it comes back to the redirect address, and from there to `/connections`."""

    step: Literal["open"] = "open"
    attempt: str
    url: str


class WaitStep(Answer):
    """Not before `until`."""

    step: Literal["wait"] = "wait"
    until: Time
    why: Said
    instead: Said
    """Another way; empty: there is none."""
    refused: bool
    """The service has refused just now; else it was left alone."""


class DoneStep(Answer):
    """It is connected."""

    step: Literal["done"] = "done"
    account: str
    scopes: list[str]
    said: list[Said]
    warnings: list[Said]


LoginStep = Annotated[AskStep | OpenStep | WaitStep | DoneStep, Field(discriminator="step")]


class DisconnectAsked(Question):
    """`keep_plays`: of a music service, keep what was captured from it."""

    keep_plays: bool = False


class Disconnected(Answer):
    """What has become of it."""

    service: str
    plays_deleted: int | None
    """Null: it has none, or they are kept."""
    told: Literal["ended", "had ended", "not told", "cannot be told"]
    """What the service was told."""
    why: Said
    """Of `not told`: why."""
    left_to_do: Said
    """What is left to the person."""


class AllDisconnected(Answer):
    """Of `POST /api/connections/disconnect`."""

    disconnected: list[Disconnected]
