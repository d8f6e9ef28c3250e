"""E-mail, ntfy and others as a messenger that only sends: what it says about itself (docs/services/notices.md)."""

from datetime import datetime
from typing import TYPE_CHECKING

from sync.core.secret import Secret
from sync.service import Built, Parts, Role, Service
from sync.setting import Option, urls

if TYPE_CHECKING:
    from sync.adapters.song_notices import SongNotices


def _addresses(text: str) -> Secret:
    """Raises ValueError saying what it must be."""
    return Secret(" ".join(urls(text)))


def _build(parts: Parts) -> Built:
    def messenger(now: datetime) -> "SongNotices":
        from sync.adapters.song_notices import SongNotices  # which most ticks do not need

        return SongNotices(parts.values["SONG_NOTICES_URLS"].value.split())

    return Built(SERVICE, None, messenger=messenger)


SERVICE = Service(
    name="notices",
    title="E-mail and ntfy",
    about="Hear of songs by e-mail, ntfy and what else Apprise knows: one message when a song comes, no answers.",
    roles=frozenset({Role.MESSENGER}),
    build=_build,
    options=(
        Option(
            "SONG_NOTICES_URLS",
            "",
            _addresses,
            "Where you hear of songs from friends: Apprise URLs separated by spaces (docs/services/notices.md).",
            secret=True,
            travels=False,
            default=Secret(""),
            personal=True,
        ),
    ),
    needs=("SONG_NOTICES_URLS",),
    how_to="Set SONG_NOTICES_URLS to where you want to hear of songs, such as ntfy://my-topic.",
    has_login=False,
    limits="those of the service that is written to",
    policy="each person's own addresses, sealed; what is written there lies with that service",
    german="sync.adapters.notices_german",
)
