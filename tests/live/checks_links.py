"""What is assumed about the pages of songs that tell without a key: Deezer, Apple and oEmbed, a call for each check."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sync.adapters.deezer_songs import found
from sync.core.errors import SyncError
from sync.core.found_song import FoundSong
from sync.core.matching.same_song import same_song
from sync.core.song_link import SongLink, page_of
from tests.live.checks import Check
from tests.live.real_services import Asked, CouldNotRun, LiveAccounts
from tests.live.shape import Findings, compare

KNOWN_LINKS: Mapping[str, str] = {
    "spotify": "4PTG3Z6ehGkBFwjybzWkR8",
    "youtube": "dQw4w9WgXcQ",
    "soundcloud": "rick-astley-official/never-gonna-give-you-up-4",
}
"""The ids of one old song at the real services, the one of `checks_catalogues`."""
NO_VIDEO, NO_NUMBER = "00000000000", "1"
OF_DEEZER = tuple(f"data[].{key}" for key in ("id", "title", "artist.name", "duration"))
OF_APPLE = ("trackId", "trackName", "artistName", "trackTimeMillis")


def deezer_search(accounts: LiveAccounts) -> Asked:
    catalogue = accounts.finder("deezer")._catalogue
    song = accounts.listener.song
    asked = accounts.ask(lambda: catalogue.searched(song, accounts.now()), song)
    songs = [] if isinstance(asked.value, SyncError) else [there for each in asked.value if (there := found(each))]
    return _remembered(accounts, "deezer", asked, songs)


def deezer_number(accounts: LiveAccounts) -> Asked:
    finder = accounts.finder("deezer")
    return accounts.ask(lambda: finder.linked(_link(accounts, "deezer", _known(accounts, "deezer"))))


def apple_search(accounts: LiveAccounts) -> Asked:
    finder, song = accounts.finder("apple"), accounts.listener.song
    term = {"term": f"{song.artist} {song.title}", "entity": "song", "limit": "25", "country": "us"}
    asked = accounts.ask(lambda: finder.songs("search", term), song)
    return _remembered(accounts, "apple", asked, [] if isinstance(asked.value, SyncError) else asked.value)


def apple_number(accounts: LiveAccounts) -> Asked:
    finder = accounts.finder("apple")
    return accounts.ask(lambda: finder.linked(_link(accounts, "apple", _known(accounts, "apple"))))


def apple_nothing(accounts: LiveAccounts) -> Asked:
    finder = accounts.finder("apple")
    return accounts.ask(lambda: finder.linked(_link(accounts, "apple", NO_NUMBER)))


def spotify_page(accounts: LiveAccounts) -> Asked:
    """As it is asked for who has no login there."""
    id = accounts.listener.links["spotify"]
    pages = accounts.finder("spotify")._pages
    return accounts.ask(lambda: pages.linked(_link(accounts, "spotify", id)), id)


def youtube_page(accounts: LiveAccounts) -> Asked:
    return _page(accounts, "youtube", accounts.listener.links["youtube"])


def youtube_nothing(accounts: LiveAccounts) -> Asked:
    return _page(accounts, "youtube", NO_VIDEO)


def soundcloud_page(accounts: LiveAccounts) -> Asked:
    return _page(accounts, "soundcloud", accounts.listener.links["soundcloud"])


def _page(accounts: LiveAccounts, service: str, id: str) -> Asked:
    finder = accounts.finder(service)
    return accounts.ask(lambda: finder.linked(_link(accounts, service, id)), id)


def _link(accounts: LiveAccounts, service: str, id: str) -> SongLink:
    return SongLink(service, id, page_of(service, id, accounts.wired.app.song_pages), "us")


def _remembered(accounts: LiveAccounts, service: str, asked: Asked, songs: Sequence[FoundSong]) -> Asked:
    """What was found, of which the first that is the song is asked for by its number."""
    same = (each.ids[service] for each in songs if same_song(each.as_song(), accounts.listener.song))
    if (number := next(same, None)) is not None:
        accounts.found[service] = number
    return asked


def _known(accounts: LiveAccounts, service: str) -> str:
    if service not in accounts.found:
        raise CouldNotRun("the search before found no song to ask for")
    return accounts.found[service]


def judge_deezer_search(real: Asked, simulated: Asked) -> Findings:
    return _judge(real, simulated, ("data", *OF_DEEZER))


def judge_deezer_number(real: Asked, simulated: Asked) -> Findings:
    return _judge(real, simulated, ("id", "title", "artist.name", "duration", "isrc"))


def judge_apple(real: Asked, simulated: Asked) -> Findings:
    """Of the songs alone: what else it finds is left out by the adapter."""
    relied_on = ("results", *(f"results[].{key}" for key in OF_APPLE))
    return _judge(_songs_of(real), _songs_of(simulated), relied_on)


def _songs_of(asked: Asked) -> Asked:
    told = asked.answer.json
    if not isinstance(told, dict) or not isinstance(told.get("results"), list):
        return asked
    songs = [each for each in told["results"] if isinstance(each, dict) and each.get("kind") == "song"]
    body = json.dumps(told | {"results": songs}).encode()
    return replace(asked, answer=replace(asked.answer, body=body))


def judge_title(real: Asked, simulated: Asked) -> Findings:
    return _judge(real, simulated, ("title",))


def judge_names(real: Asked, simulated: Asked) -> Findings:
    return _judge(real, simulated, ("title", "author_name"))


def judge_nothing(real: Asked, simulated: Asked) -> Findings:
    """Whatever it says: the adapter has to take it for nothing."""
    if real.value is None:
        return Findings()
    said = real.value.reason if isinstance(real.value, SyncError) else "the adapter finds a song in it"
    return Findings([f"HTTP {real.answer.status}: {said}"])


def _judge(real: Asked, simulated: Asked, relied_on: tuple[str, ...]) -> Findings:
    if isinstance(real.value, SyncError):
        return Findings([real.value.reason])
    if real.answer.status in (400, 401, 403, 404) or _is_empty(real.answer.json):
        raise CouldNotRun("it does not know the song")
    findings = compare(real.answer.json, simulated.answer.json, relied_on=relied_on)
    if not real.value:
        findings.differences.append("the adapter finds nothing in it")
    return findings


def _is_empty(answer: Any) -> bool:
    return isinstance(answer, dict) and (answer.get("results") == [] or answer.get("data") == [] or "error" in answer)


CHECKS = (
    Check("Deezer: a search by names", "a list in `data`, each with its number", deezer_search, judge_deezer_search),
    Check("Deezer: a song by its number", "an object with names, length and ISRC", deezer_number, judge_deezer_number),
    Check("Apple: a search by names", "a list in `results`; lengths in milliseconds", apple_search, judge_apple),
    Check("Apple: a song by its number", "the same list with one song", apple_number, judge_apple),
    Check("Apple: a number that nobody has", "an empty list", apple_nothing, judge_nothing),
    Check("Spotify: a page by oEmbed", "its title, nobody's name", spotify_page, judge_title),
    Check("YouTube: a video by oEmbed", "its title and its channel", youtube_page, judge_names),
    Check("YouTube: a video that nobody has", "a refusal: 400, 401, 403 or 404", youtube_nothing, judge_nothing),
    Check("SoundCloud: a page by oEmbed", "its title and its uploader", soundcloud_page, judge_names),
)
