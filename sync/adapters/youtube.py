"""YouTube and YouTube Music: the title and the channel of a video, by oEmbed (docs/services/songs.md)."""

from datetime import datetime
from typing import TYPE_CHECKING

from sync.service import Built, Host, Parts, Role, Service, SongPages

if TYPE_CHECKING:
    from sync.adapters.oembed import OEmbedSongs

YOUTUBE = "https://www.youtube.com"


def _build(parts: Parts) -> Built:
    def songs(user: str, now: datetime) -> "OEmbedSongs":
        from sync.adapters.oembed import OEmbedSongs  # which no tick needs
        from sync.core.song_title import of_video

        return OEmbedSongs(SERVICE.name, parts.hosts, f"{YOUTUBE}/oembed", of_video, now, seconds=parts.seconds)

    return Built(SERVICE, None, songs=songs)


SERVICE = Service(
    name="youtube",
    title="YouTube",
    roles=frozenset({Role.SONGS}),
    build=_build,
    hosts=(Host(YOUTUBE, "YOUTUBE_URL", "Base of YouTube."),),
    patience=5.0,
    song_pages=SongPages(
        service="youtube",
        hosts=("youtu.be", "youtube.com", "www.youtube.com", "m.youtube.com", "music.youtube.com"),
        id=r"[A-Za-z0-9_-]{11}",
        songs=(
            r"youtu\.be/(?P<id>[A-Za-z0-9_-]{11})",
            r"[a-z.]*youtube\.com/watch\?v=(?P<id>[A-Za-z0-9_-]{11})",
            r"[a-z.]*youtube\.com/shorts/(?P<id>[A-Za-z0-9_-]{11})",
        ),
        page=f"{YOUTUBE}/watch?v={{id}}",
        query="v",
        others={"playlist": "playlist", "channel": "artist", "c": "artist", "user": "artist", "browse": "album"},
        letter="y",
        search=f"{YOUTUBE}/results?search_query={{words}}",
    ),
    limits="none is published",
    policy="only the title of what somebody sends is read, and whose it is",
)
