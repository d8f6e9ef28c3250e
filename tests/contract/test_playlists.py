"""What the engine relies on in who makes playlists (`ports.playlists.Playlists`), held against Spotify's."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from sync.adapters.spotify_fields import OF_PLAYLISTS
from sync.adapters.spotify_playlists import SpotifyPlaylists
from sync.adapters.writing_http import WritingHttp
from sync.core.errors import (
    DEFINITELY_NOT_SENT,
    AppInactive,
    LoginNeeded,
    Missing,
    RateLimited,
    SyncError,
    Unavailable,
    Unclear,
)
from sync.core.music import Song
from sync.sim.faults import FAULTS
from tests.support.adapters.spotify_account import SCOPE, Account, opened

MARK = "runtrack-0123456789abcdef0123"
URIS = [f"spotify:track:{number:022d}" for number in range(230)]


class Place:
    def __init__(self, account: Account) -> None:
        self.account, self.sim = account, account.sim

    @property
    def playlists(self) -> SpotifyPlaylists:
        return SpotifyPlaylists(self.account.plays, WritingHttp("spotify", self.account.hosts, seconds=1.0))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with opened(tmp_path, seconds=1.0) as account:
        account.login(SCOPE, *OF_PLAYLISTS)
        account.sim.hang_seconds = 3.0
        yield Place(account)


def test_one_is_made_for_nobody_else_found_by_its_mark_and_filled_in_order(place: Place) -> None:
    id = place.playlists.make("Hügel <&> \n Läufer", "What they sent\nin a week.", MARK)
    (made,) = place.sim.made
    assert (made.name, made.description, made.public) == (
        "Hügel <&> Läufer",
        f"What they sent in a week. {MARK}",
        False,
    )
    assert place.playlists.find(MARK) == id
    for some in (URIS, URIS[:3], URIS[:1], []):
        for _ in range(2):
            place.playlists.fill(id, some)
        assert made.uris == some
    assert place.playlists.page(id) == f"https://open.spotify.com/playlist/{id}"


def test_a_long_name_is_cut_and_the_mark_is_not(place: Place) -> None:
    id = place.playlists.make("n" * 300, "ä" * 900, MARK)
    (made,) = place.sim.made
    assert (len(made.name), len(made.description), made.description[-len(MARK) :]) == (100, 300, MARK)
    assert place.playlists.find(MARK) == id


def test_it_is_found_behind_many_others_by_its_id_before_its_mark_and_never_anothers(place: Place) -> None:
    marked = place.sim.playlist_of("theirs", f"a {MARK}")
    named = place.sim.playlist_of("renamed", "I have changed the description")
    place.sim.odd_items = True
    for number in range(120):
        place.sim.playlist_of(f"of mine {number}", "runtrack-0123456789abcdef0124")
    assert place.playlists.find(MARK) == marked.id
    assert place.playlists.find(MARK, named.id) == named.id
    assert place.playlists.find(MARK, "nowhere") == marked.id
    named.listed = marked.listed = False
    assert place.playlists.find(MARK, named.id) == ""
    with pytest.raises(Missing):
        place.playlists.fill("../me", URIS[:1])
    with pytest.raises(Missing):
        place.playlists.fill("nowhere", URIS[:1])


def test_what_it_holds_of_a_song_is_its_own_id_or_nothing(place: Place) -> None:
    uri = URIS[7]
    page = f"https://open.spotify.com/track/{uri[14:]}"
    songs = [Song("A", "B", uri=uri), Song("A", "B", link=page), Song("A", "B", uri="https://www.deezer.com/track/1")]
    assert [place.playlists.entry(one) for one in songs] == [uri, uri, ""]
    assert place.playlists.entry(Song("A", "B", uri="spotify:local:a:b:c:1")) == ""


@pytest.mark.parametrize("fault", [name for name in FAULTS if name != "refused"])
def test_any_error_but_unclear_means_that_none_was_made(place: Place, fault: str) -> None:
    place.sim.inject("make_playlist", fault)
    try:
        place.playlists.make("name", "about", MARK)
    except Unclear:
        assert len(place.sim.made) <= 1
    except SyncError:
        assert place.sim.made == []
    else:
        assert fault == "401", "a token is renewed, and it is asked once more"
        assert len(place.sim.made) == 1
    assert place.sim.strays == []


@pytest.mark.parametrize(
    "fault", ["timeout after the effect", "reset after the effect", "500 after the effect", "truncated", "bomb", "drip"]
)
def test_a_making_without_an_answer_is_unclear(place: Place, fault: str) -> None:
    place.sim.inject("make_playlist", fault)
    with pytest.raises(Unclear):
        place.playlists.make("name", "about", MARK)
    assert place.playlists.find(MARK) == place.sim.made[0].id


@pytest.mark.parametrize("fault", [name for name in FAULTS if name not in ("refused", "401")])
@pytest.mark.parametrize("endpoint", ["playlists", "fill_playlist", "add_to_playlist"])
def test_what_may_be_repeated_is_never_unclear_and_repeated_it_is_right(
    place: Place, endpoint: str, fault: str
) -> None:
    id = place.playlists.make("name", "about", MARK)
    place.sim.inject(endpoint, fault)
    calls: list[Callable[[], object]] = [
        lambda: place.playlists.find(MARK),
        lambda: place.playlists.fill(id, URIS),
    ]
    call = calls[endpoint != "playlists"]
    with suppress(*DEFINITELY_NOT_SENT, Missing):
        call()
    assert place.playlists.find(MARK) == id
    place.playlists.fill(id, URIS)
    assert place.sim.made[0].uris == URIS
    assert place.sim.strays == []


def test_without_the_permission_a_person_is_needed_and_it_is_said_for_what(place: Place) -> None:
    place.account.login(SCOPE)
    with pytest.raises(LoginNeeded) as met:
        place.playlists.make("name", "about", MARK)
    assert (met.value.scopes, place.sim.made) == (OF_PLAYLISTS, [])
    place.sim.playlist_of("mine", MARK)
    assert place.playlists.find(MARK) == ""  # private ones are not even listed


@pytest.mark.parametrize(
    ("refuses", "means"),
    [("not premium", AppInactive), ("quota", RateLimited), ("plain 429", RateLimited), ("html", Unavailable)],
)
def test_a_refusal_of_the_application_is_what_it_is_elsewhere(
    place: Place, refuses: str, means: type[SyncError]
) -> None:
    place.sim.refuses = refuses  # type: ignore[assignment]  # one of them
    with pytest.raises(means):
        place.playlists.find(MARK)
    with pytest.raises(Unclear if refuses == "html" else means):
        place.playlists.make("name", "about", MARK)
    assert place.sim.made == []
