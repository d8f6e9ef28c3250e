"""`runtrack login lastfm NAME` and `login listenbrainz NAME`: logins that are only a name, checked by one call.

What is stored has the shape of every other login, so that status, logout and the capture treat all services alike.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from sync.core.errors import RateLimited, SyncError
from sync.entrypoints import logs
from sync.entrypoints.cli.login.commands import PICKED_UP
from sync.entrypoints.cli.screen import Place, fail, opened, place_of
from sync.entrypoints.cli.text.times import until

if TYPE_CHECKING:
    from sync.wiring import Wired

ME = "me"  # wiring.ME, without importing every adapter for `--help`
NO_KEY = (
    "Last.fm needs an API key: make one at https://www.last.fm/api/account/create (it takes a minute, and no callback "
    "address) and set LASTFM_API_KEY to it."
)
STDIN = "-"


def lastfm(context: typer.Context, name: Annotated[str, typer.Argument(help="Your user name at Last.fm")]) -> None:
    """Connect Last.fm by its user name. Needs LASTFM_API_KEY."""
    place = place_of(context)
    settings = place.settings()
    logs.configure(settings.log_format)
    if not settings.of_services["LASTFM_API_KEY"]:
        raise fail(NO_KEY, 1)
    with _service(place, name) as (wired, wanted):
        known = _checked("Last.fm", place, lambda now: wired.services["lastfm"].adapter.check(wanted, now))
        _keep(wired, "lastfm", known, {"name": known}, place.now())
    print(f"Last.fm is connected (user {known}). {PICKED_UP}")


def listenbrainz(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Your user name at ListenBrainz")],
    token: Annotated[
        str, typer.Option(metavar="TOKEN", help="Your user token, if you want it to be used (- reads it from stdin)")
    ] = "",
) -> None:
    """Connect ListenBrainz by its user name; listens are public there, so that no token is needed."""
    place = place_of(context)
    settings = place.settings()
    logs.configure(settings.log_format)
    secret = sys.stdin.readline().strip() if token == STDIN else token.strip()
    if token and not (secret and secret.isascii() and secret.isprintable()):
        raise fail("This is no ListenBrainz token: https://listenbrainz.org/settings/ shows yours.", 1)
    with _service(place, name) as (wired, wanted):
        known = _checked(
            "ListenBrainz", place, lambda now: wired.services["listenbrainz"].adapter.check(wanted, now, secret)
        )
        _keep(wired, "listenbrainz", known, {"token": secret} if secret else {"name": known}, place.now())
    print(f"ListenBrainz is connected (user {known}). {PICKED_UP}")


# -- parts ----------------------------------------------------------------------------------------


@contextmanager
def _service(place: Place, name: str) -> Iterator[tuple["Wired", str]]:
    """The application, and the name as a service could know it."""
    wanted = name.strip()
    if not wanted or not wanted.isprintable():
        raise fail("Name your account, as its page on the service shows it.", 1)
    with opened(place.settings(), seals=True) as wired:
        yield wired, wanted


def _checked(service: str, place: Place, check: Callable[[datetime], str]) -> str:
    """The account's name as the service writes it; anything else ends the command, and nothing is stored."""
    now = place.now()
    try:
        return check(now)
    except RateLimited as error:
        raise fail(
            f"{service} asks to wait; try again {until(error.until, now)}. Nothing was stored.", 1
        ) from None  # fmt: skip
    except SyncError as error:
        raise fail(f"{error.reason}. Nothing was stored.", 1) from None


def _keep(wired: "Wired", service: str, account: str, fields: dict[str, str], now: datetime) -> None:
    from sync.adapters.by_name import NEVER
    from sync.core.bundle import Bundle

    wired.keepers[service].save_login(ME, Bundle(fields, NEVER), now, scopes=(), account=account)
