"""SoundCloud: the title of an upload and whose it is, by oEmbed (docs/services/songs.md)."""

from datetime import datetime
from typing import TYPE_CHECKING

from sync.service import Built, Host, Parts, Role, Service, SongPages

if TYPE_CHECKING:
    from sync.adapters.oembed import OEmbedSongs

SOUNDCLOUD = "https://soundcloud.com"
_NO_ONE = "(?!(?:discover|charts|you|stream|search|upload|pages|settings|messages|notifications|tags|people)/)"
_NO_SONG = "(?!(?:sets|likes|reposts|albums|followers|following|popular|comments|tracks|toptracks)(?:/|$))"


def names(title: str, uploader: str) -> tuple[str, str]:
    """It adds "by" and the uploader to the title."""
    from sync.core.song_title import of_video

    return of_video(title.removesuffix(f" by {uploader}"), uploader)


def _build(parts: Parts) -> Built:
    def songs(user: str, now: datetime) -> "OEmbedSongs":
        from sync.adapters.oembed import OEmbedSongs  # which no tick needs

        return OEmbedSongs(SERVICE.name, parts.hosts, f"{SOUNDCLOUD}/oembed", names, now, seconds=parts.seconds)

    return Built(SERVICE, None, songs=songs)


SERVICE = Service(
    name="soundcloud",
    title="SoundCloud",
    roles=frozenset({Role.SONGS}),
    build=_build,
    hosts=(Host(SOUNDCLOUD, "SOUNDCLOUD_URL", "Base of SoundCloud."),),
    patience=5.0,
    song_pages=SongPages(
        service="soundcloud",
        hosts=("soundcloud.com", "www.soundcloud.com", "m.soundcloud.com"),
        id=r"[A-Za-z0-9_-]{1,80}/[A-Za-z0-9_-]{1,200}(?:/s-[A-Za-z0-9]{1,40})?",
        songs=(
            rf"[a-z.]+/{_NO_ONE}(?P<id>[A-Za-z0-9_-]{{1,80}}/{_NO_SONG}[A-Za-z0-9_-]{{1,200}}(?:/s-[A-Za-z0-9]{{1,40}})?)",
        ),
        page=f"{SOUNDCLOUD}/{{id}}",
        others={"sets": "playlist", "albums": "album"},
        search=f"{SOUNDCLOUD}/search?q={{words}}",
        short=("on.soundcloud.com",),
    ),
    limits="none is published",
    policy="only the title of what somebody sends is read, and whose it is",
)
