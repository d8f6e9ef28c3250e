"""Spotify as a service: what it says about itself (docs/services/spotify.md)."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sync.adapters.spotify_fields import (
    ACCOUNTS,
    API,
    DASHBOARD,
    HELD,
    MAKES_PLAYLISTS,
    NAME,
    PATH,
    PLAYER,
    PORT,
    SCOPE,
)
from sync.core.errors import AppInactive
from sync.login_field import Callback
from sync.service import Built, Host, Lifetime, Parts, Role, Service, SongPages
from sync.setting import Option, plain_text, secret

if TYPE_CHECKING:
    from sync.adapters.spotify import SpotifyPlays
    from sync.adapters.spotify_oauth import SpotifyOAuth
    from sync.adapters.spotify_playlists import SpotifyPlaylists
    from sync.adapters.spotify_songs import SpotifySongs
    from sync.login import Login


def _login(oauth: "SpotifyOAuth") -> "Login":
    from sync.adapters.spotify_connect import ConnectSpotify  # which no tick needs

    return ConnectSpotify(oauth)


def _build(parts: Parts) -> Built:
    from sync.adapters.spotify import Spotify
    from sync.adapters.spotify_oauth import MARGIN, SpotifyOAuth

    values = parts.values
    oauth = SpotifyOAuth(
        parts.hosts, values["SPOTIFY_CLIENT_ID"], values["SPOTIFY_CLIENT_SECRET"], seconds=parts.seconds
    )
    spotify, keeper = Spotify(parts.hosts, seconds=parts.seconds), parts.keeper(oauth.refresh, MARGIN)

    def bind(user: str, now: datetime) -> "SpotifyPlays":
        return spotify.for_user(user, now, keeper)

    def songs(user: str, now: datetime) -> "SpotifySongs":
        from sync.adapters.oembed import OEmbedSongs  # neither of which any tick needs
        from sync.adapters.spotify_songs import SpotifySongs

        endpoint, seconds = f"{PLAYER}/oembed", parts.seconds
        pages = OEmbedSongs(NAME, parts.hosts, endpoint, lambda title, _: (title, ""), now, seconds=seconds)
        return SpotifySongs(bind(user, now), pages)

    def playlists(user: str, now: datetime) -> "SpotifyPlaylists":
        from sync.adapters.spotify_playlists import SpotifyPlaylists  # as above
        from sync.adapters.writing_http import WritingHttp

        return SpotifyPlaylists(bind(user, now), WritingHttp(NAME, parts.hosts, seconds=parts.seconds))

    def check(user: str, now: datetime) -> None:
        bind(user, now).recent(now)

    return Built(
        SERVICE,
        spotify,
        keeper,
        bind,
        songs=songs,
        playlists=playlists,
        check=check,
        login=lambda: _login(oauth),
        client_id=values["SPOTIFY_CLIENT_ID"],
        oauth=oauth,
    )


SERVICE = Service(
    name=NAME,
    title="Spotify",
    about="Connect Spotify: consent in the browser, the answer on 127.0.0.1, or pasted. It lasts six months.",
    roles=frozenset({Role.PLAYS, Role.SONGS}),
    build=_build,
    hosts=(
        Host(API, "SPOTIFY_API_URL", "Base of Spotify's API."),
        Host(ACCOUNTS, "SPOTIFY_ACCOUNTS_URL", "Base of Spotify's login pages."),
        Host(PLAYER, "SPOTIFY_PLAYER_URL", "Base of Spotify's pages of songs."),
    ),
    options=(
        Option(
            "SPOTIFY_CLIENT_ID",
            "",
            plain_text,
            f"Your own Spotify application ({DASHBOARD}; redirect URI http://127.0.0.1:{PORT}{PATH}).",
            personal=True,
        ),
        secret("SPOTIFY_CLIENT_SECRET", "Its client secret; may be left out.", personal=True),
    ),
    needs=("SPOTIFY_CLIENT_ID",),
    how_to=(
        f"SPOTIFY_CLIENT_ID is missing: make an application of your own at {DASHBOARD} "
        f"(redirect URI http://127.0.0.1:{PORT}{PATH}; its owner needs Premium) and put its client id into .env."
    ),
    fields=(MAKES_PLAYLISTS,),
    page=Callback("127.0.0.1", PORT, seconds=600.0, path=PATH),
    scopes={SCOPE: ""},
    lifetime=Lifetime(
        timedelta(days=181),  # the shortest six months there are
        since_refresh=False,
        warn=timedelta(days=30),
        warning="Spotify forgets this login about {end:%d %b %Y}: run `runtrack login spotify` before",
        ends="six months after your consent",
    ),
    song_pages=SongPages(
        service=NAME,
        hosts=("open.spotify.com", "play.spotify.com"),
        id=r"[0-9A-Za-z]{22}",
        songs=(r"[a-z.]+/(?:intl-[a-zA-Z-]{2,10}/)?(?:embed/)?track/(?P<id>[0-9A-Za-z]{22})",),
        page=f"{PLAYER}/track/{{id}}",
        others={
            "album": "album",
            "playlist": "playlist",
            "artist": "artist",
            "episode": "episode",
            "show": "podcast",
            "user": "person",
        },
        short=("spotify.link", "spoti.fi"),
        uri="spotify:track:",
        letter="s",
        search=f"{PLAYER}/search/{{words}}",
    ),
    every=timedelta(minutes=5),
    held=HELD,
    answers="its plays can be read",
    quiet="is Spotify played outside private sessions?",
    advice={
        AppInactive: (
            f"at {DASHBOARD}: the owner needs Premium, you must be in its User Management, and "
            "SPOTIFY_CLIENT_ID must be its client id"
        )
    },
    forgotten="Remove Runtrack at https://www.spotify.com/account/apps as well.",
    limits="calls in 30 seconds, for each application; the number is not published",
    policy="its data goes with the connection: a logout deletes the plays that came from here",
    german="sync.adapters.spotify_german",
)
