"""`runtrack login spotify`: consent in the browser with the user's own application, PKCE, and what was granted."""

from typing import Annotated

import typer

from sync.core.errors import AppInactive, SyncError
from sync.entrypoints import logs
from sync.entrypoints.cli.login.callback import PATH, Desk, NoConsent
from sync.entrypoints.cli.screen import fail, opened, place_of, say

ME = "me"  # wiring.ME, without importing every adapter for `--help`
PORT = 9322
PATIENCE_SECONDS = 600.0
"""State and verifier live in this process only, for one answer and at most ten minutes."""
SCOPE = "user-read-recently-played"
DASHBOARD = "https://developer.spotify.com/dashboard"
NO_APPLICATION = (
    f"SPOTIFY_CLIENT_ID is missing: make an application of your own at {DASHBOARD} "
    f"(redirect URI http://127.0.0.1:{PORT}{PATH}; its owner needs Premium) and put its client id into .env."
)
NO_NAME = (
    "Spotify would not say whose account this is. If you are not among the application's users, or its owner has no "
    "Premium, no play will come: `runtrack status` tells within 5 minutes."
)


def spotify(
    context: typer.Context,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Open nothing: print the address")] = False,
    port: Annotated[
        int, typer.Option(metavar="PORT", min=1, max=65535, help="Where the answer is waited for on 127.0.0.1")
    ] = PORT,
) -> None:
    """Connect Spotify: consent in the browser, the answer on 127.0.0.1, or pasted. It lasts six months."""
    from sync.entrypoints.cli.login.consent import asked

    place = place_of(context)
    settings = place.settings()
    logs.configure(settings.log_format)
    if not settings.of_services["SPOTIFY_CLIENT_ID"]:
        raise fail(NO_APPLICATION, 1)
    with opened(settings, seals=True) as wired:
        desk, redirect = Desk("Spotify"), f"http://127.0.0.1:{port}{PATH}"
        url, verifier = wired.services["spotify"].oauth.begin(redirect, desk.state)
        try:
            answer = asked(desk, url, port=port, browser=not no_browser, seconds=PATIENCE_SECONDS)
            grant = wired.services["spotify"].oauth.exchange(answer.code, redirect, verifier, place.now())
        except NoConsent as error:
            raise fail(str(error), 1) from None
        except AppInactive as error:
            raise fail(f"{error.reason}. Nothing was stored; look at {DASHBOARD}.", 1) from None
        except SyncError as error:
            raise fail(f"{error.reason}. Nothing was stored; start again.", 1) from None
        if SCOPE not in grant.scopes:
            words = f"Spotify did not grant {SCOPE}, without which no play can be seen."
            raise fail(f"{words} Nothing was stored; start again and agree to what its page asks for.", 1)
        wired.keepers["spotify"].save_login(
            ME, grant.bundle, place.now(), scopes=grant.scopes, account=grant.account
        )  # fmt: skip
    print(f"Spotify is connected (account {grant.account or 'unknown'}). Its plays are captured from now on.")
    if not grant.account:
        say(NO_NAME)
    print("Spotify forgets every consent after six months: Runtrack reminds you 30, 7 and 1 days before.")
