"""Odesli (song.link): a page for all services whose address holds another service's id. Its API ended in July 2026."""

from sync.service import Built, Parts, Role, Service, SongPages


def _build(parts: Parts) -> Built:
    return Built(SERVICE, None)


SERVICE = Service(
    name="odesli",
    title="Odesli",
    roles=frozenset({Role.SONGS}),
    build=_build,
    song_pages=SongPages(
        service="odesli",
        hosts=("song.link", "odesli.co"),
        id=r"(?!)",  # a page of its own is never passed on
        songs=(r"[a-z.]+/(?P<letter>[a-z])/(?P<id>[A-Za-z0-9_-]{1,30})",),
        page="https://song.link/{id}",
    ),
    limits="none: no call is made",
    policy="none: no call is made",
)
