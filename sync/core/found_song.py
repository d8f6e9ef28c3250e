"""A song that was found for a link or a name, with its pages at the services."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sync.core.music import Song
from sync.core.song_link import SongLink, SongPages


@dataclass(frozen=True, slots=True)
class FoundSong:
    """One recording as the services name it. "" and None are unknown: of some services only a title can be learned, and
    where none could be asked, only `pages` is there.

    `seconds`: its length. `ids` and `pages`: its id and the address of its page, by service. `cover`: the address of a
    picture."""

    title: str = ""
    artist: str = ""
    seconds: float | None = None
    isrc: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    cover: str = ""

    def joined(self, other: "FoundSong") -> "FoundSong":
        """With what another service knows of it besides; what is known already stays."""
        return FoundSong(
            self.title or other.title,
            self.artist or other.artist,
            self.seconds or other.seconds,
            self.isrc or other.isrc,
            self.ids | other.ids | self.ids,  # its own first, and its own where both have one
            self.pages | other.pages | self.pages,
            self.cover or other.cover,
        )

    def as_song(self, pages: Sequence[SongPages] = ()) -> Song:
        """As plays are compared with, by the id of the first service of `pages` that has URIs as well. Of which nothing
        but its page is known is called by that, and is sent as the link that it is."""
        uri = next((one.uri + self.ids[one.service] for one in pages if one.uri and one.service in self.ids), "")
        link = next(iter(self.pages.values()), "")
        return Song(self.title or link, self.artist, self.seconds, self.isrc, uri=uri, link=link, cover=self.cover)


def at(link: SongLink, song: FoundSong = FoundSong()) -> FoundSong:
    """The song with its page at a service."""
    return FoundSong(ids={link.service: link.id}, pages={link.service: link.address}).joined(song)
