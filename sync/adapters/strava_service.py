"""Strava as a service: what it says about itself (docs/services/strava.md)."""

import math
from datetime import datetime
from typing import TYPE_CHECKING

from sync.adapters.strava_answers import API, APPLICATION, OAUTH, SCOPES
from sync.core.errors import AppInactive, LoginNeeded
from sync.login import Callback
from sync.service import Built, Host, Parts, Role, Service
from sync.setting import Option, secret

if TYPE_CHECKING:
    from sync.adapters.strava import StravaTarget


def _client_id(text: str) -> str:
    if not text.isdigit():
        raise ValueError("the number that Strava shows under Settings, My API Application")
    return text


def _build(parts: Parts) -> Built:
    from sync.adapters.strava import Strava
    from sync.adapters.strava_connect import ConnectStrava
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
        fields = keeper.usable(user, now).fields
        for token in (fields["refresh_token"], fields["access_token"]):
            oauth.revoke(token)

    return Built(
        SERVICE,
        strava,
        keeper,
        bind,
        check=check,
        revoke=revoke,
        login=lambda: ConnectStrava(oauth),
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
        ),
        secret("STRAVA_CLIENT_SECRET", "Its client secret.", open=True),
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
    seed="STRAVA_REFRESH_TOKEN",
    page=Callback("localhost", 9321, seconds=300.0),
    scopes=SCOPES,
    patience=math.inf,
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
)
