"""Each judge of the music services finds a difference that is planted in an answer, and says where."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from requests.structures import CaseInsensitiveDict

from sync.core.errors import Unavailable
from sync.core.found_song import FoundSong
from tests.live import checks_catalogues, checks_links, checks_scrobbles, checks_spotify
from tests.live.checks import Check
from tests.live.person import Doctor, with_, without
from tests.live.real_services import Asked, CouldNotRun
from tests.live.simulated import simulated
from tests.support.world import START

LISTENBRAINZ = (*checks_scrobbles.LISTENBRAINZ, *checks_scrobbles.LISTENBRAINZ_TOKEN)
OF_SONGS = (*checks_catalogues.CHECKS, *checks_links.CHECKS)
EVERY = (*checks_spotify.CHECKS, *checks_scrobbles.LASTFM, *LISTENBRAINZ, *OF_SONGS)
ALL = {check.name: check for check in EVERY}
TOKEN, SCOPES, ACCOUNT, NEWEST = (check.name for check in checks_spotify.CHECKS)
SCROBBLES, NO_LISTENER = (check.name for check in checks_scrobbles.LASTFM)
LISTENS, BELOW, RATES, NOBODY, VALID = (check.name for check in LISTENBRAINZ)
RECORDING, FEATURES, SONG, NO_SONG = (check.name for check in checks_catalogues.CHECKS)
FOUND, NUMBERED, AT_APPLE, NUMBER, NO_NUMBER, PAGE, VIDEO, NO_VIDEO, UPLOAD = (
    check.name for check in checks_links.CHECKS
)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Asked]]:
    """The simulators' answers to every question."""
    with simulated(tmp_path_factory.mktemp("simulated"), START, sport=False) as accounts:
        yield {name: check.ask(accounts) for name, check in ALL.items()}


def doctored(asked: Asked, doctor: Doctor) -> Asked:
    return replace(asked, answer=replace(asked.answer, body=json.dumps(doctor(asked.answer.json)).encode()))


def at(path: str, change: Doctor) -> Doctor:
    """A doctor of what lies at a path such as `payload.listens`."""

    def doctor(answer: Any) -> Any:
        key, _, rest = path.partition(".")
        return answer | {key: at(rest, change)(answer[key]) if rest else change(answer[key])}

    return doctor


def of_all(path: str, change: Doctor) -> Doctor:
    return at(path, lambda items: [change(item) for item in items])


@pytest.mark.parametrize("check", ALL.values(), ids=ALL)
def test_an_answer_as_the_simulator_gives_it_has_no_difference(check: Check, asked: Mapping[str, Asked]) -> None:
    assert check.judge(asked[check.name], asked[check.name]).differences == []


PLANTED: list[tuple[str, Doctor, list[str]]] = [
    (TOKEN, without("expires_in"), ["expires_in is missing in 1 of 1"]),
    (TOKEN, with_(expires_in=7200), ["the access token lives longer than an hour, or is as good as expired"]),
    (TOKEN, with_(access_token=None, expires_in="3600"), ["expires_in holds text, not number"]),
    (
        SCOPES,
        with_(scope="user-read-private"),
        ["user-read-recently-played is not granted, without which no play can be seen"],
    ),
    (ACCOUNT, without("uri"), ["uri is missing, the simulator always sends it"]),
    (ACCOUNT, without("account_id"), []),
    (NEWEST, of_all("items", without("played_at")), ["items[].played_at is missing in 50 of 50"]),
    (
        NEWEST,
        of_all("items", at("track", with_(duration_ms="3:05"))),
        ["items[].track.duration_ms holds text, not number"],
    ),
    (NEWEST, at("items", lambda items: items[::-1]), ["the list is not newest first"]),
    (
        NEWEST,
        of_all("items", lambda item: item | {"played_at": item["played_at"].replace("Z", "+00:00")}),
        ["played_at is not in UTC in 50 of 50"],
    ),
    (
        NEWEST,
        at("items", lambda items: [*items, items[-1]]),
        ["the adapter reads 50 of 51 songs", "51 items, 50 were asked for"],
    ),
    (
        SCROBBLES,
        of_all("recenttracks.track", without("date")),
        ["recenttracks.track[].date is missing in 25 of 25", "the adapter reads 0 of 25 items"],
    ),
    (SCROBBLES, at("recenttracks.track", lambda items: items[::-1]), ["the page is not newest first"]),
    (SCROBBLES, at("recenttracks.track", lambda items: [*items, items[-1]]), ["26 items, 25 were asked for"]),
    (SCROBBLES, at("recenttracks.track", lambda items: items[0]), []),
    (
        SCROBBLES,
        at("recenttracks.@attr", with_(totalPages=3)),
        ["recenttracks.@attr.totalPages holds number, not text"],
    ),
    (NO_LISTENER, with_(error="6"), ["error holds text, not number"]),
    (LISTENS, at("payload", without("oldest_listen_ts")), ["payload.oldest_listen_ts is missing in 1 of 1"]),
    (LISTENS, at("payload.listens", lambda items: items[::-1]), ["the page is not newest first"]),
    (
        LISTENS,
        of_all("payload.listens", at("track_metadata", without("track_name"))),
        ["payload.listens[].track_metadata.track_name is missing in 25 of 25", "the adapter reads 0 of 25 items"],
    ),
    (
        BELOW,
        of_all("payload.listens", lambda item: item | {"listened_at": item["listened_at"] + 10**6}),
        ["max_ts belongs to the window in 25 listens"],
    ),
    (NOBODY, with_(code="404"), ["code holds text, not number"]),
    (VALID, without("user_name"), ["user_name is missing in 1 of 1"]),
    (RECORDING, without("isrcs"), ["isrcs is missing in 1 of 1"]),
    (RECORDING, with_(isrcs=[{"id": "QZTST2600001"}]), ["isrcs[] holds object, not text"]),
    (FEATURES, of_all("content", without("tempo")), ["content[].tempo is missing in 1 of 1"]),
    (SONG, with_(bpm="128"), ["bpm holds text, not number"]),
    (NO_SONG, with_(error=800), ["error holds number, not object"]),
    (FOUND, of_all("data", without("artist")), ["data[].artist is missing, the simulator always sends it"]),
    (NUMBERED, with_(duration="198", isrc=None), ["duration holds text, not number"]),
    (AT_APPLE, of_all("results", with_(trackTimeMillis="1")), ["results[].trackTimeMillis holds text, not number"]),
    (NUMBER, of_all("results", without("artistName")), ["results[].artistName is missing in 1 of 1"]),
    (PAGE, without("title"), ["title is missing in 1 of 1"]),
    (VIDEO, without("author_name"), ["author_name is missing in 1 of 1"]),
    (UPLOAD, with_(author_name=7), ["author_name holds number, not text"]),
]


@pytest.mark.parametrize(("name", "doctor", "lines"), PLANTED)
def test_a_planted_difference_is_found(name: str, doctor: Doctor, lines: list[str], asked: Mapping[str, Asked]) -> None:
    found = ALL[name].judge(doctored(asked[name], doctor), asked[name])
    assert found.differences == lines


def test_every_check_has_a_planted_difference() -> None:
    assert set(ALL) - {name for name, _, lines in PLANTED if lines} == {RATES, NO_NUMBER, NO_VIDEO}


@pytest.mark.parametrize("name", [NO_NUMBER, NO_VIDEO])
def test_a_page_of_nobodys_has_to_be_nothing_to_the_adapter(name: str, asked: Mapping[str, Asked]) -> None:
    def differences(value: object) -> list[str]:
        return ALL[name].judge(replace(asked[name], value=value), asked[name]).differences

    status = asked[name].answer.status
    assert differences(asked[name].value) == []
    assert differences(FoundSong("A", "B")) == [f"HTTP {status}: the adapter finds a song in it"]
    assert differences(Unavailable("youtube: a web page")) == [f"HTTP {status}: youtube: a web page"]


@pytest.mark.parametrize("name", [FOUND, AT_APPLE, NUMBER])
def test_a_song_that_they_do_not_know_says_nothing_of_the_shape(name: str, asked: Mapping[str, Asked]) -> None:
    empty = doctored(asked[name], lambda _: {"data": [], "results": []})
    with pytest.raises(CouldNotRun, match="it does not know the song"):
        ALL[name].judge(empty, asked[name])


def test_rate_headers_that_are_missing_or_no_numbers_are_differences(asked: Mapping[str, Asked]) -> None:
    headers = CaseInsensitiveDict({"x-ratelimit-limit": "30", "X-RateLimit-Remaining": "many"})
    real = replace(asked[RATES], answer=replace(asked[RATES].answer, headers=headers))
    found = ALL[RATES].judge(real, asked[RATES])
    assert found.differences == ["X-RateLimit-Remaining is 'many', not a number", "X-RateLimit-Reset-In is missing"]
    assert found.notes == ["X-RateLimit-Limit 30"]


@pytest.mark.parametrize(
    ("name", "status", "lines"),
    [(NOBODY, 200, ["HTTP 200, not 404"]), (NO_SONG, 404, ["HTTP 404, not 200"]), (NO_LISTENER, 400, [])],
)
def test_another_status_matters_where_the_adapter_goes_by_it(
    name: str, status: int, lines: list[str], asked: Mapping[str, Asked]
) -> None:
    real = replace(asked[name], answer=replace(asked[name].answer, status=status))
    assert ALL[name].judge(real, asked[name]).differences == lines


def test_a_podcast_is_left_out_and_a_song_that_is_on_just_now_is_not_missed(asked: Mapping[str, Asked]) -> None:
    podcast = {"track": {"type": "episode", "name": "a"}, "played_at": "2030-01-01T00:00:00.000Z"}
    found = ALL[NEWEST].judge(
        doctored(asked[NEWEST], at("items", lambda items: [podcast, *items[1:]])),
        replace(asked[NEWEST], value=asked[NEWEST].value),
    )
    assert found.differences == ["the adapter reads 50 of 49 songs"]
    assert "1 of 50 are no songs, and are left out" in found.notes
    on_now = {"name": "a", "artist": {"#text": "b"}, "@attr": {"nowplaying": "true"}}
    found = ALL[SCROBBLES].judge(
        doctored(asked[SCROBBLES], at("recenttracks.track", lambda items: [on_now, *items])), asked[SCROBBLES]
    )
    assert (found.differences, found.notes) == ([], ["a song is on just now, before the page"])
