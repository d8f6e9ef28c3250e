"""Garmin as a service: what it says about itself (docs/services/garmin.md)."""

import math
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from sync.adapters.garmin_fields import EMAIL, FORCE, MARGIN, TOKENS
from sync.service import Built, Host, Lifetime, OwnLink, Parts, Role, Service
from sync.setting import Option, one_of

if TYPE_CHECKING:
    from sync.adapters.garmin import GarminSource
    from sync.login import Login


def _build(parts: Parts) -> Built:
    from sync.adapters.garmin import Garmin

    domain = parts.values["GARMIN_DOMAIN"]
    garmin = Garmin(parts.hosts, domain=domain, seconds=parts.seconds, sleep=parts.sleep)
    keeper = parts.keeper(garmin.refresh, MARGIN)

    def bind(user: str, now: datetime) -> "GarminSource":
        return garmin.for_user(user, now, keeper)

    def check(user: str, now: datetime) -> None:
        bind(user, now).recent(1)

    return Built(SERVICE, garmin, keeper, bind, check=check, login=cache(lambda: _login(parts)))


def _login(parts: Parts) -> "Login":
    from sync.adapters.garmin_connect import ConnectGarmin  # with garminconnect's own login, which no tick needs

    return ConnectGarmin(parts)


SERVICE = Service(
    name="garmin",
    title="Garmin",
    about="Log in at Garmin, once. The password goes to Garmin only; what is kept are the tokens, sealed.",
    roles=frozenset({Role.SOURCE}),
    build=_build,
    hosts=(
        Host("https://connectapi.garmin.{GARMIN_DOMAIN}", "GARMIN_API_URL", "Base of Garmin's API (connectapi)."),
        Host("https://diauth.garmin.{GARMIN_DOMAIN}", "GARMIN_AUTH_URL", "Base of Garmin's token service (diauth)."),
        Host("https://sso.garmin.{GARMIN_DOMAIN}", "GARMIN_SSO_URL", "Base of Garmin's sign-in pages."),
    ),
    options=(
        Option("GARMIN_DOMAIN", "", one_of("com", "cn"), "cn for garmin.cn accounts.", shown="com", default="com"),
    ),
    from_home=True,
    fields=(EMAIL, TOKENS, FORCE),
    refresh_margin=MARGIN,
    lifetime=Lifetime(
        timedelta(days=30),
        since_refresh=True,
        warn=timedelta(days=10),
        warning="not refreshed for {idle} days: Garmin ends a login after about 30 (in {left} days)",
        over="not refreshed for {idle} days: Garmin has probably ended this login",
    ),
    patience=math.inf,
    own_link=OwnLink(
        ("garmin_ping_", "garmin_push_"),
        "unlink Strava at connect.garmin.com (Account, Connected Apps), or let Garmin upload and set "
        "RUNTRACK_ANNOTATE_ONLY=yes",
    ),
    run_page="https://connect.garmin.com/modern/activity/{}",
    run_address=r"https?://[^/\s]*garmin\.(?:com|cn)/\S*?activity/(\d{1,18})\b\S*",
    answers="its activity list can be read",
    forgotten="The tokens are forgotten on this machine; Garmin has no way to end them sooner than they expire.",
    limits="not published: a look a minute, 20 downloads a minute, and an hour's pause after a refusal",
    policy="the user's own files, kept on the user's own disk",
    german="sync.adapters.garmin_german",
)
