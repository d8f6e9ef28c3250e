"""Tidal: its links are understood and passed on; without a key it says nothing of a song (docs/services/songs.md)."""

from sync.service import Built, Parts, Role, Service, SongPages


def _build(parts: Parts) -> Built:
    return Built(SERVICE, None)


SERVICE = Service(
    name="tidal",
    title="Tidal",
    roles=frozenset({Role.SONGS}),
    build=_build,
    song_pages=SongPages(
        service="tidal",
        hosts=("tidal.com", "www.tidal.com", "listen.tidal.com"),
        id=r"[0-9]{1,15}",
        songs=(r"[a-z.]+/(?:browse/)?(?:album/[0-9]+/)?track/(?P<id>[0-9]{1,15})(?:/u)?",),
        page="https://tidal.com/browse/track/{id}",
        others={"album": "album", "playlist": "playlist", "artist": "artist", "video": "video", "mix": "playlist"},
        search="https://tidal.com/search?q={words}",
    ),
    limits="none: no call is made",
    policy="none: no call is made",
)
