"""What the API says of a playlist that was not made."""

from sync.core.insights.for_cadence import FASTEST, SLOWEST
from sync.engine.asks.own_playlists import NoCadence, NoListNow, NoneFits
from sync.engine.asks.playlists import BeingMade, NoPlaylists, NotAllKnown, NothingToPlay, PlaylistsNotAllowed
from sync.engine.asks.refusals import Refused

type Said = tuple[int, str, str, dict[str, str]]
"""Status, short name, sentence, and what is wrong of which field."""


def of_playlists(refusal: Refused) -> Said | None:
    """None for a refusal that is about something else."""
    match refusal:
        case NoPlaylists(service=service):
            said = f"{service.capitalize()} is not connected: connect it, and allow playlists there."
            return 409, "no-playlists", said if service else "Nothing here makes playlists.", {}
        case PlaylistsNotAllowed(service=service):
            said = f"You have not allowed playlists at {service.capitalize()}: connect it again, with that allowed."
            return 409, "playlists-not-allowed", said, {}
        case NothingToPlay(service=service):
            return 409, "nothing-to-play", f"None of these songs is known at {service.capitalize()}.", {}
        case NotAllKnown(service=service, left_out=left_out):
            said = f"Not known at {service.capitalize()}: {left_out} of this list, which counts whole. Make it by hand."
            return 409, "not-all-known", said, {}
        case BeingMade():
            return 409, "being-made", "It may have been made a moment ago: try again in ten minutes.", {}
        case NoCadence():
            said = f"a number from {SLOWEST} to {FASTEST}"
            return 422, "invalid", "Say how many steps a minute.", {"steps": said}
        case NoneFits(steps=steps):
            return 409, "none-fits", f"No song of yours with a known tempo goes with {steps} steps a minute.", {}
        case NoListNow():
            return 409, "no-list", "No experiment is under way: begin one first.", {}
    return None
