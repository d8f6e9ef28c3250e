"""Every service that there is: a line for each, in the order in which sources are believed and catalogues asked."""

from importlib import import_module

from sync.adapters.plugins import brought
from sync.service import Service

MODULES = (
    "garmin_service",
    "folder_service",
    "strava_service",
    "spotify_service",
    "listenbrainz",
    "lastfm",
    "musicbrainz",
    "reccobeats",
    "deezer_service",
    "apple",
    "youtube",
    "soundcloud",
    "bandcamp",
    "tidal",
    "amazon",
    "odesli",
    "telegram_service",
    "matrix_service",
    "facebook_service",
    "notices_service",
    "garmin_livetrack_service",
    "mailbox_service",
)
"""The files of this folder that end with a `SERVICE`."""

OURS: tuple[Service, ...] = tuple(import_module(f"sync.adapters.{name}").SERVICE for name in MODULES)
BROUGHT = brought(OURS)
"""What other packages on this machine bring besides."""
SERVICES: tuple[Service, ...] = (*OURS, *BROUGHT.services.values())
