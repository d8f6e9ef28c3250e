"""The way in: the product's own adapters with a person's tokens, and an ear on what the services really answer."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import requests
from requests.structures import CaseInsensitiveDict

from sync.adapters import garmin_fields, spotify_oauth, strava_oauth
from sync.adapters.garmin import GarminSource, bundle_of
from sync.adapters.music_http import MusicHttp
from sync.adapters.strava import StravaTarget
from sync.adapters.tokens import Bundle, Refresh, TokenKeeper
from sync.config import OPTIONS, Settings
from sync.core.errors import LoginNeeded, SyncError
from sync.core.music import Song
from sync.ports import Sleep, SongFacts
from sync.wiring import ME, build
from tests.live.given import GarminTokens, RefreshToken, reserved

Say = Callable[[str], None]
OURS = {option.name for option in OPTIONS if not option.name.startswith("RUNTRACK_")} - {"STRAVA_REFRESH_TOKEN"}
KEPT = OURS | {"RUNTRACK_HTTP_TIMEOUT_SECONDS"}


class CouldNotRun(Exception):
    """There was no answer to judge; says why."""


@dataclass(frozen=True)
class Answer:
    """One HTTP answer."""

    status: int
    headers: CaseInsensitiveDict[str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Asked:
    """A question: the raw answer, and what the adapter made of it (the error that it raised, if it did).

    `about` is what was asked for, where the judge needs to know."""

    answer: Answer
    value: Any
    about: Any = None

    def needs_an_answer(self) -> None:
        """A refusal says nothing about shapes. Raises `CouldNotRun`; 404 is an answer."""
        if isinstance(self.value, SyncError) and self.answer.status not in (200, 404):
            raise CouldNotRun(self.value.reason)


@dataclass(frozen=True)
class Listener:
    """Whose plays are asked for ("" where there is no such account), and a song that catalogues should know."""

    lastfm: str = ""
    listenbrainz: str = ""
    token: str = field(default="", repr=False)
    song: Song = Song("", "")
    links: Mapping[str, str] = field(default_factory=dict)
    """The song's ids at services that tell of a page without a key."""


class LiveAccounts:
    """One person's accounts (or the simulators'), through the real adapters and a throw-away database.

    `environ` may move the services; `folder` is the caller's to delete. Nothing is called before `enter_*`."""

    def __init__(
        self, environ: dict[str, str], folder: Path, now: Callable[[], datetime], sleep: Sleep, say: Say
    ) -> None:
        wanted = {name: text for name, text in environ.items() if name in KEPT}
        self.wired = build(Settings.read(wanted, data_dir=folder, config_dir=folder / "config"), sleep=sleep)
        self.now, self._sleep, self._say = now, sleep, say
        self._heard: list[Answer] = []
        self.remembered: dict[str, Asked] = {}
        self.token_answers: dict[str, bytes] = {}
        self.tokens: dict[str, TokenKeeper] = {}
        self.found: dict[str, str] = {}  # by service, the number of a song that one check found and another asks for
        self.listener, self.scopes_closed = Listener(), ""

    def close(self) -> None:
        self.wired.close()

    # -- logging in -------------------------------------------------------------------------------

    def enter_garmin(self, tokens: GarminTokens) -> None:
        """Take the tokens, refresh them only if they have run out. Raises `SyncError`."""
        app, source = self.wired.app, self.wired.services["garmin"].adapter

        def refresh(bundle: Bundle, now: datetime) -> Bundle:
            if tokens.path is None:
                raise LoginNeeded(
                    "these tokens have run out, and a refresh would end them: put them into a file and "
                    "give its path, so that the new ones can be kept",
                    service="garmin",
                )
            self._say(
                f"Garmin: the access token has run out. The new tokens go into {tokens.path} before they are "
                "used; whatever else uses the old ones needs a new login."
            )
            with reserved(tokens.path) as write:
                fresh: Bundle = source.refresh(bundle, now)
                write(json.dumps(fresh.fields))
            return fresh

        keeper = self.tokens["garmin"] = TokenKeeper(
            "garmin", app.store, app.files, app.sealer, refresh, margin=garmin_fields.MARGIN, sleep=self._sleep
        )
        keeper.save_login(ME, bundle_of(tokens.text), self.now(), scopes=(), account="")
        keeper.usable(ME, self.now())
        library = source.library

        def heard() -> Any:
            made = library()
            self._listen(made.client._api_session)
            return made

        source.library = heard

    def enter_strava(self, tokens: RefreshToken) -> None:
        """Trade the refresh token for an access token, unless a kept one is still good. Raises `SyncError`."""
        self._listen(self.wired.services["strava"].oauth._session)
        self._listen(self.wired.services["strava"].adapter._session)
        trade, margin = self.wired.services["strava"].oauth.refresh, strava_oauth.MARGIN
        self.tokens["strava"] = self._traded("strava", "Strava", tokens, trade, margin)

    def enter_spotify(self, tokens: RefreshToken, scopes: RefreshToken) -> None:
        """The same for Spotify, and for the token whose permissions are looked at, if it is another: why that one
        does not open anything is `scopes_closed`. Raises `SyncError`."""
        self._hear(self.wired.services["spotify"].oauth._http)
        self._hear(self.wired.services["spotify"].adapter.http)
        trade, margin = self.wired.services["spotify"].oauth.refresh, spotify_oauth.MARGIN
        self.tokens["spotify"] = self._traded("spotify", "Spotify", tokens, trade, margin)
        self.token_answers["scopes"] = self.token_answers["spotify"]
        if scopes != tokens:
            try:
                self._traded("scopes", "Spotify", scopes, trade, margin)
            except SyncError as error:  # the plays can be looked at all the same
                self.scopes_closed = error.reason

    def enter_names(self, listener: Listener) -> None:
        """Last.fm, ListenBrainz and the catalogues need no login, or bring it with each call."""
        self.listener = listener
        for service in (
            self.wired.services["lastfm"].adapter,
            self.wired.services["listenbrainz"].adapter,
            *self.wired.app.catalogues,
        ):
            self._hear(service._http)

    def _traded(self, key: str, name: str, tokens: RefreshToken, trade: Refresh, margin: timedelta) -> TokenKeeper:
        """Who keeps an account's tokens; they are usable, and `token_answers[key]` is the answer they came in."""
        app = self.wired.app

        def refresh(bundle: Bundle, now: datetime) -> Bundle:
            self._say(
                f"{name}: the refresh token is traded for an access token. The answer goes into {tokens.path} "
                f"before it is used. If {name} rotates the refresh token, the old one is dead for "
                "whatever else uses it."
            )
            with reserved(tokens.path) as write:
                fresh = trade(bundle, now)
                self.token_answers[key] = self._heard[-1].body
                write(tokens.kept(self.token_answers[key], fresh.fields["refresh_token"], fresh.expires_at))
            return fresh

        keeper = TokenKeeper(key, app.store, app.files, app.sealer, refresh, margin=margin, sleep=self._sleep)
        access, refresh_token, expires, self.token_answers[key] = tokens.latest()
        bundle = Bundle({"access_token": access, "refresh_token": refresh_token}, datetime.fromtimestamp(expires, UTC))
        keeper.save_login(ME, bundle, self.now(), scopes=(), account="")
        keeper.usable(ME, self.now())
        return keeper

    # -- asking -----------------------------------------------------------------------------------

    @property
    def source(self) -> GarminSource:
        found: GarminSource = self.wired.services["garmin"].adapter.for_user(ME, self.now(), self.tokens["garmin"])
        return found

    @property
    def target(self) -> StravaTarget:
        found: StravaTarget = self.wired.services["strava"].adapter.for_user(ME, self.now(), self.tokens["strava"])
        return found

    def catalogue(self, name: str) -> SongFacts:
        """Raises `CouldNotRun` where it is left out (MusicBrainz without a contact)."""
        found = [catalogue for catalogue in self.wired.app.catalogues if catalogue.name == name]
        if not found:
            raise CouldNotRun(f"{name} is only asked with MUSICBRAINZ_CONTACT")
        return found[0]

    def finder(self, name: str) -> Any:
        """Who finds songs there without a key, heard."""
        songs = self.wired.app.services[name].songs
        assert songs is not None
        found: Any = songs(ME, self.now())
        asks = next((getattr(found, part) for part in ("_catalogue", "_pages") if hasattr(found, part)), found)
        self._hear(asks._http)
        return found

    def ask(self, call: Callable[[], Any], about: Any = None) -> Asked:
        """Make a call of the adapter. Raises `CouldNotRun` when no answer came back."""
        self._heard.clear()
        try:
            value = call()
        except SyncError as error:
            if not self._heard:
                raise CouldNotRun(error.reason) from None
            value = error
        return Asked(self._heard[-1], value, about)

    def _listen(self, session: requests.Session) -> None:
        """Hear every answer before the adapter's own hook refuses it."""

        def hear(response: requests.Response, *_: object, **__: object) -> None:
            self._heard.append(Answer(response.status_code, response.headers, response.content))

        session.hooks["response"].insert(0, hear)

    def _hear(self, http: MusicHttp) -> None:
        """The same for what httpx2 sends."""

        def hear(response: Any) -> None:
            body = response.read()
            self._heard.append(Answer(response.status_code, CaseInsensitiveDict(response.headers), body))

        http._open().event_hooks = {"response": [hear]}
