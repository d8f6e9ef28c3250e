"""Where a song is played: its pages at services, and where none is known, how one looks for it at those one uses."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sync.app import App
from sync.core.music import Song
from sync.core.said import Button
from sync.core.song_link import SongLink, of_address, search_of
from sync.core.user import Connection
from sync.engine import own


@dataclass(frozen=True, slots=True)
class SongPlace:
    """An address at a service: the song's page, or with `is_search` what the service finds by its names."""

    service: str
    address: str
    is_search: bool = False


def listens_at(app: App, user: str) -> tuple[str, ...]:
    """The services at which a person listens to songs: what they say, else what they have connected."""
    said = own.app_of(app, user).preferences.listens_at
    if said:
        return said
    able = [built.service.name for built in app.services.values() if built.keeper and built.service.song_pages]
    links = app.store.load_each(Connection, [(user, name) for name in able], Connection)
    return tuple(link.service for link in links if link is not None and link.sealed)


def places(app: App, song: Song, addresses: Iterable[str] = (), at: Sequence[str] = ()) -> list[SongPlace]:
    """One a service: pages first, in the order of their addresses, then a search at each service of `at` that has no
    page. An address that is no known service's, to the letter, is not passed on."""
    known, found = app.song_pages, dict[str, SongPlace]()
    for address in (song.uri, song.link, *addresses):
        link = of_address(address, known) if address else None
        if isinstance(link, SongLink):
            found.setdefault(link.service, SongPlace(link.service, link.address))
    for one in known:
        if one.service in at and (address := search_of(one, song.artist, song.title)):
            found.setdefault(one.service, SongPlace(one.service, address, is_search=True))
    return list(found.values())


def buttons(
    app: App, user: str, song: Song, addresses: Iterable[str], say: Callable[[str], str]
) -> tuple[tuple[Button, ...], ...]:
    """A row to where a person listens, as far as the song's name in a message does not lead there already. `say`: puts
    a label into their language."""
    at = listens_at(app, user)
    found = [one for one in places(app, song, addresses, at) if one.service in at and one.address != song.link]
    row = tuple(Button(_label(app, one, say), url=one.address) for one in found)
    return (row,) if row else ()


def _label(app: App, one: SongPlace, say: Callable[[str], str]) -> str:
    title = app.title(one.service)
    return say("Look for it at {service}").format(service=title) if one.is_search else title
