"""The planted bugs of links to songs: hosts that only look like one, redirects, versions, and who does not answer."""

from tests.planting import Mutant

LINKS = ("tests/core/test_song_link.py",)
TITLES = ("tests/core/test_found_song.py",)
LOOKING = ("tests/engine/test_song_links.py",)
FINDING = ("tests/engine/test_find_song.py",)

LINK_BUGS = (
    Mutant(
        "letters that look alike are taken for a host's",
        "sync/core/song_link.py",
        'not parts[1].isascii() or "\\\\" in address',
        '"\\\\" in address',
        LINKS,
    ),
    Mutant(
        "a host that ends like a known one is taken for it",
        "sync/core/song_link.py",
        "    if host in pages.hosts:\n",
        "    if any(host.endswith(known) for known in pages.hosts):\n",
        LINKS,
    ),
    Mutant(
        "several labels stand before a host that takes one",
        "sync/core/song_link.py",
        '    label, _, rest = host.partition(".")\n',
        '    label, rest = host.split(".")[0], ".".join(host.split(".")[-2:])\n',
        LINKS,
    ),
    Mutant(
        "a page of something else hides the song behind it",
        "sync/core/song_link.py",
        "    return next(songs, None) or next(iter(seen), None) or _named(text)",
        "    return next(iter(seen), None) or _named(text)",
        LINKS,
    ),
    Mutant(
        "a place on the same host is taken for another host",
        "sync/adapters/short_links.py",
        """            if not leads_to.lower().startswith(("https://", "http://")):
                return None  # a place on the same host is not the song
""",
        "",
        FINDING,
    ),
    Mutant(
        "a short link is followed in circles for longer",
        "sync/adapters/short_links.py",
        "STEPS = 3",
        "STEPS = 30",
        FINDING,
    ),
    Mutant(
        "a concert is taken for the studio",
        "sync/core/song_title.py",
        "        if words & _TELLS_APART or",
        "        if",
        TITLES,
    ),
    Mutant(
        "a service that does not answer costs the link",
        "sync/engine/find_song.py",
        """        if link.service in self._silent:
            return at(link)
""",
        "",
        FINDING,
    ),
    Mutant(
        "a refusal with success is taken for an answer",
        "sync/adapters/deezer.py",
        'return self._refused(answer["error"], now) if "error" in answer else answer',
        "return answer",
        FINDING,
    ),
    Mutant(
        "whoever refused is asked again at once",
        "sync/engine/find_song.py",
        "                service_trouble.paused(self._app, error, self._now)\n",
        "                pass\n",
        FINDING,
    ),
    Mutant(
        "a limit of the play source is not told to it",
        "sync/engine/find_song.py",
        "                service_trouble.blocked(self._app, self._user, error, self._now)\n",
        "                pass\n",
        FINDING,
    ),
    Mutant(
        "a shop that has not the song is the only one asked",
        "sync/adapters/apple_songs.py",
        "dict.fromkeys((link.country or USUAL_COUNTRY, USUAL_COUNTRY))",
        "(link.country or USUAL_COUNTRY,)",
        FINDING,
    ),
    Mutant(
        "a search stands where a page is known",
        "sync/engine/song_links.py",
        "            found.setdefault(one.service, SongPlace(one.service, address, is_search=True))",
        "            found[one.service] = SongPlace(one.service, address, is_search=True)",
        LOOKING,
    ),
    Mutant(
        "a song's name stands in an address as it is",
        "sync/core/song_link.py",
        "return pages.search.format(words=_in_an_address(words))",
        "return pages.search.format(words=words)",
        LOOKING,
    ),
    Mutant(
        "what a person says of where they listen counts for nothing",
        "sync/engine/song_links.py",
        "    if said:\n        return said\n",
        "",
        LOOKING,
    ),
)
