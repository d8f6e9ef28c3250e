"""The music services, with simulators in their part: what is said, the exit code, the calls, the tokens kept."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.listening import Listening, listening
from tests.live.person import without


@pytest.fixture
def me(tmp_path: Path) -> Iterator[Listening]:
    with listening(tmp_path) as made:
        yield made


def traded(path: Path) -> str:
    return (
        f"Spotify: the refresh token is traded for an access token. The answer goes into {path} before it is used. If "
        "Spotify rotates the refresh token, the old one is dead for whatever else uses it."
    )


def test_services_that_are_as_simulated_are_fine(me: Listening) -> None:
    assert me.runs() == 0, me.text
    assert me.said == [
        traded(me.kept_spotify),
        "ok            Spotify: the token answer",
        "ok            Spotify: the permissions",
        "ok            Spotify: the account",
        "ok            Spotify: the newest plays",
        "ok            Last.fm: a page of plays",
        "ok            Last.fm: nobody of this name",
        "ok            ListenBrainz: a page of listens",
        "ok            ListenBrainz: the page below",
        "ok            ListenBrainz: the rate headers\n    X-RateLimit-Limit 30",
        "ok            ListenBrainz: nobody of this name",
        "ok            ListenBrainz: the token",
        "ok            MusicBrainz: a recording",
        "ok            ReccoBeats: the features of a song",
        "ok            Deezer: a song by its ISRC",
        "ok            Deezer: an ISRC that nobody has",
        "ok            Deezer: a search by names",
        "ok            Deezer: a song by its number",
        "ok            Apple: a search by names",
        "ok            Apple: a song by its number",
        "ok            Apple: a number that nobody has",
        "ok            Spotify: a page by oEmbed",
        "ok            YouTube: a video by oEmbed",
        "ok            YouTube: a video that nobody has",
        "ok            SoundCloud: a page by oEmbed",
        "\n24 ok, 0 differs, 0 could not run",
    ]
    assert me.spotify.counts() == {"token": 1, "me": 1, "recent": 1}
    assert me.lastfm.counts() == {"recent": 2}
    assert me.listenbrainz.counts() == {"listens": 3, "validate": 1}
    assert me.catalogues.counts() == {"recording": 1, "features": 1, "song": 2, "search": 1, "numbered": 1}
    assert me.music.pages.counts() == {"search": 1, "lookup": 2, "spotify": 1, "youtube": 2, "soundcloud": 1}


def test_nothing_but_a_token_is_ever_posted(me: Listening) -> None:
    assert me.runs() == 0
    calls = [call for service in me.music.services for call in service.calls]
    assert {(call.method, call.endpoint) for call in calls if call.method != "GET"} == {("POST", "token")}


def test_without_their_variables_the_music_services_are_left_out_and_that_is_said(me: Listening) -> None:
    me.services = ()
    missing = dict.fromkeys(("SPOTIFY_REFRESH_TOKEN_ITS", "LASTFM_USER", "LASTFM_API_KEY", "MUSICBRAINZ_CONTACT"), "")
    assert me.runs(LISTENBRAINZ_USER=" ", **missing) == 0, me.text
    assert me.said[-5:] == [
        "left out      spotify: SPOTIFY_REFRESH_TOKEN_ITS not set",
        "left out      lastfm: LASTFM_API_KEY, LASTFM_USER not set",
        "left out      listenbrainz: LISTENBRAINZ_USER not set",
        "left out      catalogues: MUSICBRAINZ_CONTACT not set",
        "\n17 ok, 0 differs, 0 could not run",
    ]
    assert me.music.spotify.count() + me.music.lastfm.count() + me.music.listenbrainz.count() == 0
    assert me.catalogues.counts() == {"search": 1, "numbered": 1}  # pages of songs need no variable


def test_a_service_that_is_asked_for_by_name_has_to_have_its_variables(me: Listening) -> None:
    assert me.runs("--only", "lastfm", LASTFM_USER="") == 2
    assert me.said == [
        "These variables of the environment are missing:\n"
        "  LASTFM_USER: the user name whose plays are looked at\n"
        "Only one of the services: --only garmin, --only strava and so on"
    ]


def test_all_that_there_are_variables_for_is_looked_at(me: Listening) -> None:
    me.services = ()
    assert me.runs() == 0, me.text
    assert me.said[-1] == "\n32 ok, 0 differs, 0 could not run"


def test_listens_are_public_so_that_no_token_is_needed(me: Listening) -> None:
    assert me.runs("--only", "listenbrainz", LISTENBRAINZ_TOKEN="") == 0, me.text
    assert me.listenbrainz.counts() == {"listens": 3}
    assert "ListenBrainz: the token" not in me.verdicts()


def test_the_permissions_of_another_token_are_looked_at_and_it_is_kept_beside(me: Listening) -> None:
    me.scopes_token = me.music.refresh_token("user-read-private", "user-read-recently-played")
    assert me.runs("--only", "spotify") == 0, me.text
    beside = me.kept_spotify.with_name("spotify-scopes.json")
    assert me.said[:2] == [traded(me.kept_spotify), traded(beside)]
    assert me.said[3] == (
        "ok            Spotify: the permissions\n    more is granted than is needed: user-read-private"
    )
    assert stat.S_IMODE(beside.stat().st_mode) == 0o600
    assert me.runs("--only", "spotify") == 0
    assert me.spotify.count("token") == 2


def test_a_token_without_the_permission_is_a_difference(me: Listening) -> None:
    me.scopes_token = me.music.refresh_token("user-read-private")
    assert me.runs("--only", "spotify") == 1
    assert me.verdicts()["Spotify: the permissions"] == "differs"
    assert (
        "    user-read-recently-played is not granted, without which no play can be seen\n"
        "    more is granted than is needed: user-read-private"
    ) in me.text
    assert me.verdicts()["Spotify: the newest plays"] == "ok"


def test_a_token_for_the_permissions_that_is_dead_leaves_the_plays_alone(me: Listening) -> None:
    me.scopes_token = "AQgone-since-long"
    assert me.runs("--only", "spotify") == 2, me.text
    assert me.verdicts() == {
        "Spotify: the token answer": "ok",
        "Spotify: the permissions": "could not run",
        "Spotify: the account": "ok",
        "Spotify: the newest plays": "ok",
    }


@pytest.mark.parametrize("name", ["SPOTIFY_REFRESH_TOKEN_ITS", "SPOTIFY_REFRESH_TOKEN_SCOPES_ITS"])
def test_names_of_permissions_are_no_token(me: Listening, name: str) -> None:
    assert me.runs("--only", "spotify", **{name: "user-read-private, user-read-recently-played"}) == 2
    assert me.said == [f"{name} holds names of permissions: what is needed is a refresh token that was granted them"]
    assert me.spotify.count() == 0


def test_a_refresh_token_that_spotify_rotates_is_followed(me: Listening) -> None:
    me.spotify.rotates = True
    assert me.runs("--only", "spotify") == 0, me.text
    assert stat.S_IMODE(me.kept_spotify.stat().st_mode) == 0o600
    me.clock.advance(2 * 3600)
    assert me.runs("--only", "spotify") == 0, me.text
    assert me.spotify.count("token") == 2
    assert json.loads(me.kept_spotify.read_text())["refresh_token"] != me.spotify_token


def test_a_good_access_token_is_used_again(me: Listening) -> None:
    assert me.runs("--only", "spotify") == 0
    assert me.runs("--only", "spotify") == 0
    assert me.said[0] == "ok            Spotify: the token answer"
    assert me.spotify.count("token") == 1


def test_a_dead_login_makes_no_further_call(me: Listening) -> None:
    me.spotify.revoke()
    assert me.runs("--only", "spotify") == 2
    assert me.said[-1] == "\n0 ok, 0 differs, 4 could not run"
    assert me.spotify.counts() == {"token": 1}


@pytest.mark.parametrize("fault", ["reset before the effect", "500", "429", "502 HTML", "timeout before the effect"])
def test_a_service_that_does_not_answer_is_no_difference(me: Listening, fault: str) -> None:
    me.spotify.inject("recent", fault)
    me.lastfm.inject("recent", fault)
    me.listenbrainz.inject("listens", fault)
    me.catalogues.inject("features", fault)
    me.music.pages.inject("search", fault)
    me.music.pages.inject("youtube", fault, times=2)
    assert me.runs() == 2, me.text
    assert [check for check, verdict in me.verdicts().items() if verdict != "ok"] == [
        "Spotify: the newest plays",
        "Last.fm: a page of plays",
        "ListenBrainz: a page of listens",
        "ListenBrainz: the page below",
        "ListenBrainz: the rate headers",
        "ReccoBeats: the features of a song",
        "Apple: a search by names",
        "Apple: a song by its number",
        "YouTube: a video by oEmbed",
        "YouTube: a video that nobody has",
    ]
    assert me.said[-1] == "\n14 ok, 0 differs, 10 could not run"


def test_an_account_without_plays_cannot_be_judged(me: Listening) -> None:
    me.music.forget()
    assert me.runs() == 2, me.text
    assert me.said[-1] == "\n20 ok, 0 differs, 4 could not run"
    for words in ("nothing was played", "nothing was scrobbled", "nothing was listened to"):
        assert f"    {words}" in me.text.splitlines()


def test_a_song_that_no_catalogue_knows_cannot_be_judged(me: Listening) -> None:
    me.song = Listening.song
    assert me.runs("--only", "catalogues") == 2
    assert me.text.count("    it does not know the song") == 3
    assert me.verdicts()["Deezer: an ISRC that nobody has"] == "ok"


def test_a_song_that_no_page_knows_cannot_be_judged(me: Listening) -> None:
    me.song, me.links = Listening.song, Listening.links
    assert me.runs("--only", "links") == 2
    verdicts = me.verdicts()
    assert {verdicts.pop(f"{name} that nobody has") for name in ("Apple: a number", "YouTube: a video")} == {"ok"}
    assert set(verdicts.values()) == {"could not run"}
    assert me.text.count("    it does not know the song") == 5


def test_no_value_of_an_answer_is_shown(me: Listening) -> None:
    one = me.song.title
    me.spotify.doctors["me"] = lambda answer: without("id")(answer) | {"email": "robin@example.org"}
    me.spotify.doctors["recent"] = lambda answer: answer | {"limit": "45.1234"}
    me.listenbrainz.doctors["validate"] = lambda answer: answer | {"user_name": "robin"}
    assert me.runs() == 1
    assert not [shown for shown in ("robin@example.org", "45.1234", one, me.song.isrc) if shown in me.text]
