"""Strava as a service: what it says about itself (docs/services/strava.md)."""

import math
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sync.adapters.strava_fields import API, APPLICATION, OAUTH, SCOPES
from sync.core.errors import AppInactive, LoginNeeded, RateLimited, Unavailable
from sync.login_field import Callback
from sync.service import Built, Host, Hosts, Parts, Role, Service
from sync.setting import Option, secret

if TYPE_CHECKING:
    from sync.adapters.strava import StravaTarget
    from sync.adapters.strava_oauth import StravaOAuth
    from sync.login import Login


def _client_id(text: str) -> str:
    if not text.isdigit():
        raise ValueError("the number that Strava shows under Settings, My API Application")
    return text


def consent(hosts: Hosts, values: Mapping[str, Any], seconds: float) -> "Login":
    """A login that stores nothing: what comes of it is its result."""
    from sync.adapters.strava_oauth import StravaOAuth

    return _login(StravaOAuth(hosts, values["STRAVA_CLIENT_ID"], values["STRAVA_CLIENT_SECRET"], seconds=seconds))


def _login(oauth: "StravaOAuth") -> "Login":
    from sync.adapters.strava_connect import ConnectStrava  # which no tick needs

    return ConnectStrava(oauth)


def _build(parts: Parts) -> Built:
    from sync.adapters.strava import Strava
    from sync.adapters.strava_oauth import MARGIN, StravaOAuth

    client_id = parts.values["STRAVA_CLIENT_ID"]
    oauth = StravaOAuth(parts.hosts, client_id, parts.values["STRAVA_CLIENT_SECRET"], seconds=parts.seconds)
    strava = Strava(parts.hosts, parts.store, client_id, seconds=parts.seconds, sleep=parts.sleep)
    keeper = parts.keeper(oauth.refresh, MARGIN)

    def bind(user: str, now: datetime) -> "StravaTarget":
        return strava.for_user(user, now, keeper)

    def check(user: str, now: datetime) -> None:
        bind(user, now).athlete()

    def revoke(user: str, now: datetime) -> None:
        """Also with tokens that have expired and cannot be refreshed just now; but then nobody knows whether these are
        still the ones that count."""
        try:
            bundle, trouble = keeper.usable(user, now), None
        except (Unavailable, RateLimited) as error:
            bundle, trouble = keeper.stored(user), error
        oauth.revoke(bundle)
        if trouble is not None:
            raise trouble

    return Built(
        SERVICE,
        strava,
        keeper,
        bind,
        check=check,
        revoke=revoke,
        login=lambda: _login(oauth),
        client_id=client_id,
        oauth=oauth,
    )


SERVICE = Service(
    name="strava",
    title="Strava",
    about="Connect Strava: consent in the browser, the answer on localhost, or pasted.",
    roles=frozenset({Role.TARGET}),
    build=_build,
    hosts=(
        Host(API, "STRAVA_API_URL", "Base of Strava's API, which moves in 2027."),
        Host(OAUTH, "STRAVA_OAUTH_URL", "Base of Strava's OAuth, which stays."),
    ),
    options=(
        Option(
            "STRAVA_CLIENT_ID",
            "",
            _client_id,
            f"Your own API application ({APPLICATION}): its client id, a number.",
            open=True,
            personal=True,
        ),
        secret("STRAVA_CLIENT_SECRET", "Its client secret.", open=True, personal=True),
        secret(
            "STRAVA_REFRESH_TOKEN",
            "Only for a start without `runtrack login strava`: what `make get-token` prints. The rotated token that "
            "Runtrack stores wins later.",
            travels=False,
        ),
    ),
    needs=("STRAVA_CLIENT_ID", "STRAVA_CLIENT_SECRET"),
    how_to=(
        "STRAVA_CLIENT_ID and STRAVA_CLIENT_SECRET are missing: make an API application of your own at "
        f"{APPLICATION} (callback domain: localhost) and put both into .env"
    ),
    needs_from="Strava: Settings, My API Application",
    seed="STRAVA_REFRESH_TOKEN",
    page=Callback("localhost", 9321, seconds=300.0),
    scopes=SCOPES,
    patience=math.inf,
    run_page="https://www.strava.com/activities/{}",
    run_address=r"https?://[^/\s]*strava\.com/activities/(\d{1,18})\b\S*",
    full_page=200,
    answers="Strava accepts this API application",
    advice={
        AppInactive: (
            "since June 2026 the owner of the API application needs a paid Strava subscription; also check "
            "STRAVA_CLIENT_ID and STRAVA_CLIENT_SECRET"
        ),
        LoginNeeded: "run `runtrack login strava`",
    },
    refused="Since June 2026 the owner of the API application needs a paid Strava subscription.",
    forgotten="remove Runtrack at https://www.strava.com/settings/apps as well.",
    limits="200 calls in a quarter hour and 2,000 a day, 100 and 1,000 of them reads; half of that is common",
    policy="ids and receipts are kept, no titles, no coordinates; nothing older than 7 days",
    german="sync.adapters.strava_german",
)
