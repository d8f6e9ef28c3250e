"""Settings to App: the only file that knows every adapter."""

import hashlib
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sync.adapters import (
    garmin,
    lastfm,
    listenbrainz,
    songfacts,
    spotify,
    spotify_oauth,
    strava,
    strava_oauth,
    template,
)
from sync.adapters.fit_child import ChildRouteReader
from sync.adapters.http import Hosts
from sync.adapters.key_sealer import sealer_of
from sync.adapters.measures import measure
from sync.adapters.network_trouble import ca_bundle
from sync.adapters.notify import AppriseNotifier
from sync.adapters.template import JinjaRenderer
from sync.adapters.tokens import Bundle, InvalidGrant, TokenKeeper
from sync.app import App, MusicSource, Timing
from sync.config import Settings, SettingsError
from sync.core.notice import Notice
from sync.core.notice_words import sentence
from sync.core.user import Connection
from sync.ports import Files, KeyLost, PlaySource, RouteReader, Sleep, Store, StoreBroken, TemplateWrong
from sync.stores.files import FolderFiles
from sync.stores.key_file import KeyFile
from sync.stores.sqlite import SqliteStore

if TYPE_CHECKING:
    from sync.stores.dynamo_view import TickView

ME = "me"
MUSIC_SECONDS = 10.0  # patience with a music service, which must not hold up an upload
SCROBBLES_EVERY = timedelta(minutes=15)
WORK_SECONDS = 45.0  # of a tick in which a POST may begin; the rest is the patience with the last one
NOTE_EVERY = timedelta(hours=1)
TURN = timedelta(minutes=5)  # of each of many users; entrypoints/turns.py deals them
WITH_AWS = "install Runtrack with AWS's client, in its folder: pip install '.[aws]'"
type Kept = tuple[SqliteStore | TickView, Files]


@dataclass(frozen=True)
class Wired:
    """The wired application, and the parts that only logins and `doctor` need besides."""

    app: App
    store: Store
    garmin: garmin.Garmin
    strava: strava.Strava
    oauth: strava_oauth.StravaOAuth
    spotify: spotify.Spotify
    spotify_oauth: spotify_oauth.SpotifyOAuth
    lastfm: lastfm.Lastfm
    listenbrainz: listenbrainz.ListenBrainz
    keepers: Mapping[str, TokenKeeper]
    settings: Settings
    close: Callable[[], None]


def hosts(settings: Settings) -> Hosts:
    """The services' base URLs, where the settings do not move them."""
    domain = "garmin.cn" if settings.garmin_domain == "cn" else "garmin.com"
    moved = {
        f"https://connectapi.{domain}": settings.garmin_api_url,
        f"https://diauth.{domain}": settings.garmin_auth_url,
        f"https://sso.{domain}": settings.garmin_sso_url,
        strava.API: settings.strava_api_url,
        strava.OAUTH: settings.strava_oauth_url,
        spotify.API: settings.spotify_api_url,
        spotify.ACCOUNTS: settings.spotify_accounts_url,
        lastfm.API: settings.lastfm_api_url,
        listenbrainz.API: settings.listenbrainz_api_url,
        songfacts.MUSICBRAINZ: settings.musicbrainz_api_url,
        songfacts.RECCOBEATS: settings.reccobeats_api_url,
        songfacts.DEEZER: settings.deezer_api_url,
    }
    return Hosts({known: real for known, real in moved.items() if real})


def kept(settings: Settings, sleep: Sleep) -> Kept:
    """Where rows and files are: beside each other on this machine, or in DynamoDB and S3. botocore (0.2 s to import)
    is loaded only for the latter."""
    if not settings.bucket:
        return SqliteStore(settings.database, sleep=sleep), FolderFiles(settings.files_dir)
    try:
        from sync.stores.dynamo_tables import Tables
        from sync.stores.dynamo_view import TickView
        from sync.stores.s3_files import S3Files
    except ModuleNotFoundError as error:
        raise StoreBroken(f"RUNTRACK_BUCKET is set, but {error.name} is missing", WITH_AWS) from error
    return TickView(Tables(settings.table_prefix, sleep=sleep)), S3Files(settings.bucket)


def build(
    settings: Settings,
    *,
    sleep: Sleep = time.sleep,
    where: Hosts | None = None,
    routes: RouteReader | None = None,
    wrap: Callable[[Store], Store] = lambda store: store,
    kept: Callable[[Settings, Sleep], Kept] = kept,
    words: Callable[[Notice], str] = sentence,
) -> Wired:
    """Connect everything. Opens the database and reads the key: raises `StoreBroken` with the way out.

    `where`, `routes`, `wrap` and `kept` let a test route one request elsewhere, read routes in process, watch the
    store, or say where rows and files are. `words` tells a notice as the place does that this is built for."""
    renderer = JinjaRenderer(_template(settings), settings.style)
    database, files = kept(settings, sleep)
    store = wrap(database)
    sealer = sealer_of(settings.sealing_key, KeyFile(settings.key_file), store)
    where = where or hosts(settings)
    seconds = settings.http_seconds
    source = garmin.Garmin(where, domain=settings.garmin_domain, seconds=seconds, sleep=sleep)
    source.keeper = TokenKeeper("garmin", store, files, sealer, source.refresh, margin=garmin.MARGIN, sleep=sleep)
    target = strava.Strava(where, store, settings.strava_client_id, seconds=seconds, sleep=sleep)
    oauth = strava_oauth.StravaOAuth(where, settings.strava_client_id, settings.strava_client_secret, seconds=seconds)
    target.keeper = TokenKeeper("strava", store, files, sealer, oauth.refresh, margin=strava_oauth.MARGIN, sleep=sleep)
    keepers = {"garmin": source.keeper, "strava": target.keeper}
    music_seconds = min(seconds, MUSIC_SECONDS)
    spotify_login = spotify_oauth.SpotifyOAuth(
        where, settings.spotify_client_id, settings.spotify_client_secret, seconds=music_seconds
    )
    for service, refresh in (("spotify", spotify_login.refresh), ("lastfm", _never), ("listenbrainz", _never)):
        keepers[service] = TokenKeeper(
            service, store, files, sealer, refresh, margin=spotify_oauth.MARGIN, sleep=sleep
        )  # fmt: skip
    spotify_plays = spotify.Spotify(where, seconds=music_seconds)
    spotify_plays.keeper = keepers["spotify"]
    lastfm_plays = lastfm.Lastfm(where, settings.lastfm_api_key, seconds=music_seconds)
    listenbrainz_plays = listenbrainz.ListenBrainz(where, seconds=music_seconds)
    app = App(
        store=store,
        files=files,
        sealer=sealer,
        notifier=AppriseNotifier(settings.notify_urls, settings.heartbeat_url, verify=ca_bundle(os.environ)),
        routes=routes or ChildRouteReader(),
        source=source.for_user,
        target=target.for_user,
        measure=measure,
        strava_client=settings.strava_client_id,
        music=(
            MusicSource("spotify", timedelta(minutes=5), spotify_plays.for_user, held=spotify.HELD),
            MusicSource(
                "listenbrainz", SCROBBLES_EVERY, _by_name(listenbrainz_plays.for_user, keepers["listenbrainz"], store)
            ),
            MusicSource("lastfm", SCROBBLES_EVERY, _by_name(lastfm_plays.for_user, keepers["lastfm"], store)),
        ),
        renderer=renderer,
        catalogues=songfacts.catalogues(where, contact=settings.musicbrainz_contact, seconds=music_seconds),
        preferences=settings.preferences,
        timing=_timing(settings),
        since=settings.since,
        words=words,
    )
    wired = Wired(
        app,
        database,
        source,
        target,
        oauth,
        spotify_plays,
        spotify_login,
        lastfm_plays,
        listenbrainz_plays,
        keepers,
        settings,
        database.close,
    )
    try:
        seed_strava(wired)
    except KeyLost:
        pass  # whoever opens a login says so; forgetting one must work
    return wired


def _timing(settings: Settings) -> Timing:
    """For many users on AWS each has a turn now and then. Each write costs, and nobody watches one user's last tick:
    an hour is close enough."""
    seconds = settings.http_seconds
    timing = Timing(http_seconds=seconds, tick_seconds=seconds + WORK_SECONDS)
    return replace(timing, turn=TURN, note_every=NOTE_EVERY) if settings.queue_url else timing


def _never(bundle: Bundle, now: datetime) -> Bundle:
    """Last.fm and ListenBrainz have nothing to refresh: a name, and perhaps a token that lives until it is revoked."""
    raise InvalidGrant("it was revoked")


def _by_name(
    bind: Callable[..., PlaySource], keeper: TokenKeeper, store: Store
) -> Callable[[str, datetime], PlaySource]:
    """A source that is read by account name: name and token come from the stored login."""

    def bound(user: str, now: datetime) -> PlaySource:
        fields = keeper.usable(user, now).fields
        connection = store.load(Connection, user, keeper.service)
        return bind(user, connection.account if connection else "", now, token=fields.get("token", ""))

    return bound


def _template(settings: Settings) -> str | None:
    """The user's template, None for our own. Raises `SettingsError` naming the file, and the line that is wrong."""
    if settings.template is None:
        return None
    try:
        text = settings.template.expanduser().read_text(encoding="utf-8")
        template.check(text)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            [f"RUNTRACK_TEMPLATE: {settings.template} cannot be read ({getattr(error, 'strerror', None) or error})"]
        ) from None
    except TemplateWrong as error:
        raise SettingsError([f"RUNTRACK_TEMPLATE: {settings.template}, {error}"]) from None
    return text


def seed_strava(wired: Wired, user: str = ME) -> None:
    """A refresh token in the environment is enough to start. A stored one wins, unless it is dead and the
    environment's is another than the one it began with."""
    token = wired.settings.strava_refresh_token
    if not token or not wired.settings.strava_client_id:
        return
    seed = hashlib.sha256(token.value.encode()).hexdigest()[:16]
    known = wired.app.store.load(Connection, user, "strava")
    if known is not None and known.sealed and not (known.login_needed and known.seed != seed):
        return
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    bundle = Bundle({"access_token": "", "refresh_token": token.value}, epoch)
    wired.strava.keeper.save_login(user, bundle, epoch + timedelta(seconds=1), scopes=(), account="")
    saved = wired.app.store.load(Connection, user, "strava")
    if saved is not None:
        wired.app.store.put(replace(saved, seed=seed, authorized_at=None, refreshed_at=None))
