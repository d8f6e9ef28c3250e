"""A consent in the browser: the page, the answer; and for Strava the tokens for it.

Shared by `runtrack login strava` and scripts/get_token.py.
"""

import os
import sys
import threading
import webbrowser
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sync.adapters.strava_oauth import Grant, StravaOAuth
from sync.adapters.strava_words import SCOPES
from sync.config import Settings, SettingsError
from sync.core.errors import AppInactive, Rejected
from sync.entrypoints.cli.login.callback import PATH, Answer, Desk, NoConsent, listening, standard_input, wait
from sync.entrypoints.cli.screen import say

if TYPE_CHECKING:
    from sync.wiring import Wired

PORT = 9321
PATIENCE_SECONDS = 300.0
APPLICATION = "https://www.strava.com/settings/api"


@dataclass(frozen=True, slots=True)
class Consent:
    """A finished consent: the tokens, whose they are, and what was granted."""

    grant: Grant
    scopes: tuple[str, ...]


def require_application(settings: Settings) -> Settings:
    """The settings, if they name a Strava API application. Raises `SettingsError` saying where one comes from."""
    if settings.of_services["STRAVA_CLIENT_ID"]:
        return settings
    raise SettingsError([
        "STRAVA_CLIENT_ID and STRAVA_CLIENT_SECRET are missing: make an API application of your own at "
        f"{APPLICATION} (callback domain: localhost) and put both into .env"
    ])  # fmt: skip


def obtain(
    oauth: StravaOAuth, now: datetime, *, port: int = PORT, browser: bool = True, seconds: float = PATIENCE_SECONDS
) -> Consent:
    """Ask the person and trade the answer for tokens; nothing is stored. Raises `NoConsent` and `Unavailable`.

    `browser=False`: nothing is opened; the address is printed, and what comes back may be pasted."""
    desk = Desk()
    url = oauth.consent_url(f"http://localhost:{port}{PATH}", desk.state)
    answer = asked(desk, url, port=port, browser=browser, seconds=seconds)
    scopes = _checked(answer)
    try:
        return Consent(oauth.exchange(answer.code, now), scopes)
    except Rejected as error:
        raise NoConsent(f"{error.reason}. Nothing was stored; start again.") from None
    except AppInactive as error:
        raise NoConsent(f"{error.reason}. Nothing was stored; look at {APPLICATION}.") from None


def asked(desk: Desk, url: str, *, port: int, browser: bool, seconds: float = PATIENCE_SECONDS) -> Answer:
    """Show the person the page at `url` and wait for the answer that comes back to `port`, or is pasted."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(listening(port, desk))
        except (OSError, OverflowError) as error:
            server = None  # pasting alone will do when nothing else was promised
            if browser:
                reason = getattr(error, "strerror", "") or error
                raise NoConsent(
                    f"port {port} on localhost cannot be used ({reason}): choose another one with --port, "
                    "or paste the answer with --no-browser"
                ) from None
        pasting = standard_input(terminal_only=browser)
        _invite(desk.service, url, browser=browser and _has_browser(), pasting=pasting is not None)
        return wait(desk, server, pasting, seconds)


def keep(wired: "Wired", user: str, consent: Consent, now: datetime) -> None:
    """Store the tokens sealed; they replace whatever was there."""
    grant = consent.grant
    wired.keepers["strava"].save_login(user, grant.bundle, now, scopes=consent.scopes, account=grant.athlete)


def _invite(service: str, url: str, *, browser: bool, pasting: bool) -> None:
    if browser:  # in a thread: some browsers return only when they are closed
        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
    opens = f"{service}'s consent page opens in your browser; if not, open this address:"
    say(opens if browser else "Open this address:")
    say(f"\n  {url}\n")
    if pasting:
        say("If the browser ends at a page of localhost that it cannot show, copy that page's address, paste it here")
        say("and press Enter.")


def _has_browser() -> bool:
    """Whether there is one in front of the person; a text browser, which would take the terminal away, is none."""
    graphical = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in graphical)


def _checked(answer: Answer) -> tuple[str, ...]:
    """The granted scopes, if they suffice."""
    if answer.scopes is None:
        say("What you granted is not in what you pasted. If a box was left out, the first upload will say so.")
        return ()
    missing = [scope for scope in SCOPES if scope not in answer.scopes]
    if missing:
        boxes = " and ".join(f"“{SCOPES[scope]}” ({scope})" for scope in missing)
        raise NoConsent(f"Strava did not grant everything. Nothing was stored; start again and leave {boxes} ticked.")
    return answer.scopes
