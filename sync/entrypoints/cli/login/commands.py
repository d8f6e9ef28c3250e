"""`runtrack login garmin`, `runtrack login strava` and `runtrack logout`: where credentials are handled.

The logins of the music services are in `spotify` and `names`. A daemon reads the connection from the store in each
tick, so that it needs no restart after any of these.
"""

import getpass
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sync.core.errors import LoginNeeded, RateLimited, Rejected, SyncError, Unavailable, Unopened
from sync.core.music import Gap
from sync.core.user import Connection, Secret, User
from sync.engine.discover import owner_of
from sync.entrypoints import logs
from sync.entrypoints.cli.login import cooloff
from sync.entrypoints.cli.screen import Place, fail, opened, place_of, say
from sync.entrypoints.cli.text.words import NAMES, Commands, counted
from sync.ports import StoreBroken

if TYPE_CHECKING:
    from sync.adapters.tokens import Bundle
    from sync.wiring import Wired

ME = "me"  # wiring.ME, without importing every adapter for `--help`
BY_NAME = ("lastfm", "listenbrainz")  # connected by an account's name
CODES = 4
"""How often an MFA code may be entered: once, and three times again."""
PICKED_UP = "The next tick goes on with it by itself."
OTHER_WAY = "`runtrack login garmin --tokens FILE` takes a garminconnect token file made on another machine"
login = typer.Typer(
    cls=Commands, no_args_is_help=True, rich_markup_mode=None, help="Connect Garmin, Strava or a music service."
)


@login.command("garmin")
def garmin(
    context: typer.Context,
    email: Annotated[
        str, typer.Option(metavar="EMAIL", help="Your e-mail at Garmin; asked for when it is not given")
    ] = "",
    tokens: Annotated[
        str, typer.Option(metavar="FILE", help="Take a garminconnect token file (or its folder, or - for stdin)")
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="Try although Garmin has refused a login lately")] = False,
) -> None:
    """Log in at Garmin, once. The password goes to Garmin only; what is kept are the tokens, sealed."""
    place = place_of(context)
    settings = place.settings()
    logs.configure(settings.log_format)
    with opened(settings, seals=True) as wired:
        bundle = _from_file(tokens) if tokens else _by_password(wired, place, email, force)
        _keep(wired, bundle, place.now())


@login.command("strava")
def strava(
    context: typer.Context,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Open nothing: print the address")] = False,
    port: Annotated[
        int, typer.Option(metavar="PORT", min=1, max=65535, help="Where the answer is waited for on localhost")
    ] = 9321,
) -> None:
    """Connect Strava: consent in the browser, the answer on localhost, or pasted."""
    from sync.entrypoints.cli.login import consent
    from sync.entrypoints.cli.login.callback import NoConsent

    place = place_of(context)
    settings = consent.require_application(place.settings())
    logs.configure(settings.log_format)
    with opened(settings, seals=True) as wired:
        try:
            given = consent.obtain(wired.services["strava"].oauth, place.now(), port=port, browser=not no_browser)
        except NoConsent as error:
            raise fail(str(error), 1) from None
        consent.keep(wired, ME, given, place.now())
    print(f"Strava is connected (athlete {given.grant.athlete or 'unknown'}). {PICKED_UP}")


def logout(
    context: typer.Context,
    service: Annotated[
        Literal["garmin", "strava", "spotify", "lastfm", "listenbrainz"],
        typer.Argument(metavar="SERVICE", help="garmin, strava, spotify, lastfm or listenbrainz"),
    ],
    keep_plays: Annotated[
        bool, typer.Option("--keep-plays", help="Of a music service: keep what was captured from it")
    ] = False,
) -> None:
    """Forget a login. What was uploaded and written stays; a music service's plays go, unless they are to be kept."""
    settings, name = place_of(context).settings(), NAMES[service]
    logs.configure(settings.log_format)
    with opened(settings) as wired:
        known = wired.app.store.load(Connection, ME, service)
        if known is None or not known.sealed:
            print(f"{name} is not connected.")
            return
        if service == "strava":
            said = _revoked(wired, place_of(context).now())
        elif service == "garmin":
            said = "The tokens are forgotten on this machine; Garmin has no way to end them sooner than they expire."
        else:
            said = _plays_forgotten(wired, service, keep_plays)
        wired.keepers[service].forget(ME)
    print(f"{name} is disconnected. {said}")
    if service == "strava" and settings.of_services["STRAVA_REFRESH_TOKEN"]:
        say("STRAVA_REFRESH_TOKEN is still set: take it out of the environment and .env, or it is used again.")


def _plays_forgotten(wired: "Wired", service: str, keep: bool) -> str:
    """Spotify's developer policy asks that its data goes with the connection; the others are treated alike."""
    also = " Remove Runtrack at https://www.spotify.com/account/apps as well." if service == "spotify" else ""
    if keep:
        return f"Its plays are kept.{also}"
    for gap in wired.app.store.all(Gap, ME):
        if gap.source == service:
            wired.app.store.remove(gap)
    gone = wired.app.store.remove_plays(ME, service)
    return f"{counted(gone, 'play')} of it {'was' if gone == 1 else 'were'} deleted.{also}"


# -- Garmin ---------------------------------------------------------------------------------------


def _by_password(wired: "Wired", place: Place, email: str, force: bool) -> "Bundle":
    """The one attempt, unless Garmin has refused one lately."""
    store = wired.app.store
    until = cooloff.cooling_until(store, ME, place.now())
    if until is not None and not force:
        say("Garmin has refused a login lately, and each further attempt may prolong that: it was not asked again.")
        say(f"--force asks it all the same; {OTHER_WAY}.")
        cooloff.show(until, place)
        raise typer.Exit(1)
    email = email or _asked("Garmin e-mail: ")
    password = Secret(_asked("Garmin password (not shown, not stored): ", hidden=True))
    if not email or not password:
        raise fail("Garmin needs an e-mail and a password.", 1)
    try:
        bundle = _signed_in(wired, place, email, password)
    except RateLimited as error:
        until = cooloff.begin(store, ME, error, place.now())
        say(f"{error.reason}. Nothing was stored.")
        raise fail(f"{cooloff.line(until, place.now())}; {OTHER_WAY}.", 1) from None
    except Rejected as error:
        cooloff.over(store, ME)  # it looks at logins
        raise fail(f"{error.reason}. Nothing was stored.", 1) from None
    cooloff.over(store, ME)
    return bundle


def _signed_in(wired: "Wired", place: Place, email: str, password: Secret) -> "Bundle":
    from sync.adapters.garmin_login import CodeUnheard, GarminLogin, WrongCode
    from sync.wiring import hosts

    attempt = GarminLogin(hosts(wired.settings), domain=wired.settings.of_services["GARMIN_DOMAIN"])
    say("Asking Garmin, which takes up to half a minute …")
    if attempt.sign_in(email, password, place.now()):
        for left in reversed(range(CODES)):
            try:
                attempt.confirm(_asked("Code from Garmin (e-mail, SMS or app): "), place.now())
                break
            except (WrongCode, CodeUnheard) as error:
                if not left:
                    raise
                say(f"{error.reason}. Try again ({left} left).")
    return attempt.bundle()


def _from_file(name: str) -> "Bundle":
    from sync.adapters.garmin_login import token_file

    path = Path(name).expanduser()
    if path.is_dir():
        old = next((path / f"{kind}_token.json" for kind in ("oauth1", "oauth2")), path)
        path = path / "garmin_tokens.json"
        if not path.exists() and old.exists():
            path = old
    try:
        return token_file(sys.stdin.read() if name == "-" else path.read_text(encoding="utf-8"))
    except OSError as error:
        raise fail(f"{path} cannot be read: {error.strerror or error}. Nothing was stored.", 1) from None
    except ValueError as error:
        shown = "standard input" if name == "-" else str(path)
        raise fail(
            f"{shown} holds no tokens that can be used: {error}. Nothing was stored.\n"
            "What is needed is garmin_tokens.json, written by garminconnect 0.3 or newer.", 1
        ) from None  # fmt: skip


def _keep(wired: "Wired", bundle: "Bundle", now: datetime) -> None:
    """Try the tokens with one list call, then store them."""
    from sync.adapters.garmin_login import InHand
    from sync.wiring import hosts

    settings = wired.settings
    hand = InHand(hosts(settings), bundle, domain=settings.of_services["GARMIN_DOMAIN"], seconds=settings.http_seconds)
    owner = None
    try:
        owner = owner_of(hand.first_page(ME, now))
    except LoginNeeded as error:
        raise fail(f"{error.reason}. Nothing was stored.", 1) from None
    except (Unavailable, RateLimited) as error:
        say(f"The tokens could not be tried ({error.reason}). They are stored all the same.")
    known = wired.app.store.load(User, ME)
    if owner is not None and known is not None and known.garmin_owner not in (None, owner):
        place, own = f"{settings.database}", "a database of its own: set RUNTRACK_DATABASE"
        if settings.bucket:
            place, own = f"{settings.environment} on AWS", "an installation of its own: deploy it with another ENV"
        raise fail(
            f"This is another Garmin account ({owner}) than the one whose runs {place} holds "
            f"({known.garmin_owner}). Nothing was stored.\nA second account needs {own}.", 1
        )  # fmt: skip
    account = "" if owner is None else str(owner)
    wired.keepers["garmin"].save_login(ME, hand.bundle, now, scopes=(), account=account)
    print(f"Garmin is connected{f' (account {account})' if account else ''}. {PICKED_UP}")


# -- Strava ---------------------------------------------------------------------------------------


def _revoked(wired: "Wired", now: datetime) -> str:
    """End the tokens at Strava too; says how that went."""
    try:
        fields = wired.keepers["strava"].usable(ME, now).fields
        for token in (fields["refresh_token"], fields["access_token"]):
            wired.services["strava"].oauth.revoke(token)
    except (SyncError, StoreBroken) as error:
        if isinstance(error, LoginNeeded) and not isinstance(error, Unopened):
            return "Strava had ended the connection already."
        reason = error.reason
        return f"Strava could not be told ({reason}): remove Runtrack at https://www.strava.com/settings/apps as well."
    return "Strava has ended the connection as well."


# -- the person -----------------------------------------------------------------------------------


def _asked(question: str, *, hidden: bool = False) -> str:
    """An answer from the terminal, or one line of standard input where there is none."""
    if hidden and sys.stdin.isatty():
        return getpass.getpass(question, stream=sys.stderr).strip("\r\n")
    print(question, end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        raise fail("\nNobody answers: run this command in a terminal.", 1)
    return line.strip("\r\n") if hidden else line.strip()
