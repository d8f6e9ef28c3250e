"""Amazon Music: its links are understood and passed on; without a key it says nothing of a song."""

from sync.service import Built, Parts, Role, Service, SongPages

ENDS = ("com", "de", "co.uk", "fr", "it", "es", "ca", "com.au", "com.mx", "com.br", "co.jp", "in")


def _build(parts: Parts) -> Built:
    return Built(SERVICE, None)


SERVICE = Service(
    name="amazon",
    title="Amazon Music",
    roles=frozenset({Role.SONGS}),
    build=_build,
    song_pages=SongPages(
        service="amazon",
        hosts=tuple(f"music.amazon.{end}" for end in ENDS),
        id=r"[A-Z0-9]{10}/[A-Z0-9]{10}",
        songs=(r"music\.amazon\.(?P<tld>[a-z.]+)/albums/(?P<whose>[A-Z0-9]{10})\?trackAsin=(?P<name>[A-Z0-9]{10})",),
        page="https://music.amazon.{tld}/albums/{whose}?trackAsin={name}",
        query="trackAsin",
        search="https://music.amazon.com/search/{words}",
        others={"albums": "album", "playlists": "playlist", "user-playlists": "playlist", "artists": "artist"},
    ),
    limits="none: no call is made",
    policy="none: no call is made",
)
