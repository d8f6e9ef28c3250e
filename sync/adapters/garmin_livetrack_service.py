"""Garmin LiveTrack as a service: what it says about itself (docs/services/livetrack.md)."""

from datetime import datetime
from typing import TYPE_CHECKING

from sync.service import Built, Host, Parts, Role, Service
from sync.setting import Flag, Option, plain_text

if TYPE_CHECKING:
    from sync.adapters.garmin_livetrack import Livetrack, LivetrackNow

NAME = "livetrack"


def _build(parts: Parts) -> Built:
    kept = list["Livetrack"]()  # with its connections and what its page handed out

    def bind(user: str, now: datetime) -> "LivetrackNow":
        if not kept:
            from sync.adapters.garmin_livetrack import Livetrack  # which hardly any tick needs

            kept.append(Livetrack(parts.hosts, runner=parts.values["LIVETRACK_NAME"], seconds=parts.seconds))
        return kept[0].at(now)

    return Built(SERVICE, None, bind=bind, check=lambda user, now: bind(user, now).check())


SERVICE = Service(
    name=NAME,
    title="Garmin LiveTrack",
    about="Follow a run in progress by the link with which Garmin LiveTrack shares it.",
    roles=frozenset({Role.LIVE}),
    build=_build,
    has_login=False,
    hosts=(
        Host("https://livetrack.garmin.com", "LIVETRACK_URL", "Base of LiveTrack."),
        Host("https://gar.mn", "LIVETRACK_SHORT_URL", "Base of its short links."),
        Host("https://live.garmin.com", "LIVETRACK_PROFILE_URL", "Base of its pages of people."),
    ),
    options=(
        Option(
            "LIVETRACK",
            "",
            Flag(),
            "yes: follow runs in progress by the links of Garmin LiveTrack that you give (docs/live.md).",
            shown="no",
            default=False,
            personal=True,
        ),
        Option(
            "LIVETRACK_NAME",
            "",
            plain_text,
            "Your name as LiveTrack shows it: runs of others are then not followed. Default: whoever's link is given.",
            personal=True,
        ),
    ),
    needs=("LIVETRACK",),
    how_to="Set LIVETRACK to yes: then links of Garmin LiveTrack that you give are followed (docs/live.md).",
    answers="its protocol is the known one",
    limits="not told; a run is asked for every 10 seconds at most, and after a refusal seldom",
    policy="no official interface; only links that their runner has given, off unless switched on",
    german="sync.adapters.garmin_livetrack_german",
)
