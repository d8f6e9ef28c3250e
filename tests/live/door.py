"""The way in: the product's own adapters with a person's tokens, and an ear on what the services really answer."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests
from requests.structures import CaseInsensitiveDict

from sync.adapters import garmin, strava_oauth
from sync.adapters.garmin import GarminSource, bundle_of
from sync.adapters.strava import StravaTarget
from sync.adapters.tokens import Bundle, TokenKeeper
from sync.config import OPTIONS, Settings
from sync.core.errors import LoginNeeded, SyncError
from sync.ports import Sleep
from sync.wiring import ME, build
from tests.live.given import GarminTokens, StravaTokens, reserved

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


class Door:
    """One person's Garmin and Strava (or the simulators'), through the real adapters and a throw-away database.

    `environ` may move the services; `folder` is the caller's to delete. Nothing is called before `enter_*`."""

    def __init__(
        self, environ: dict[str, str], folder: Path, now: Callable[[], datetime], sleep: Sleep, say: Say
    ) -> None:
        wanted = {name: text for name, text in environ.items() if name in KEPT}
        self.house = build(Settings.read(wanted, data_dir=folder, config_dir=folder / "config"), sleep=sleep)
        self.now, self._sleep, self._say = now, sleep, say
        self._heard: list[Answer] = []
        self.remembered: dict[str, Asked] = {}
        self.token_answer = b""

    def close(self) -> None:
        self.house.close()

    # -- logging in -------------------------------------------------------------------------------

    def enter_garmin(self, tokens: GarminTokens) -> None:
        """Take the tokens, refresh them only if they have run out. Raises `SyncError`."""
        app, source = self.house.app, self.house.garmin

        def refresh(bundle: Bundle, now: datetime) -> Bundle:
            if tokens.path is None:
                raise LoginNeeded("these tokens have run out, and a refresh would end them: put them into a file and "
                                  "give its path, so that the new ones can be kept", service="garmin")  # fmt: skip
            self._say(f"Garmin: the access token has run out. The new tokens go into {tokens.path} before they are "
                      "used; whatever else uses the old ones needs a new login.")  # fmt: skip
            with reserved(tokens.path) as write:
                fresh = source.refresh(bundle, now)
                write(json.dumps(fresh.fields))
            return fresh

        source.keeper = TokenKeeper(
            "garmin", app.store, app.files, app.sealer, refresh, margin=garmin.MARGIN, sleep=self._sleep
        )
        source.keeper.save_login(ME, bundle_of(tokens.text), self.now(), scopes=(), account="")
        usable = source.keeper.usable(ME, self.now())
        self._listen(source.loaded(ME, usable).client._api_session)  # kept for this user from now on

    def enter_strava(self, tokens: StravaTokens) -> None:
        """Trade the refresh token for an access token, unless a kept one is still good. Raises `SyncError`."""
        app, oauth = self.house.app, self.house.oauth
        self._listen(oauth._session)
        self._listen(self.house.strava._session)

        def refresh(bundle: Bundle, now: datetime) -> Bundle:
            self._say(f"Strava: the refresh token is traded for an access token. The answer goes into {tokens.path} "
                      "before it is used. If Strava rotates the refresh token, the old one is dead for "
                      "whatever else uses it.")  # fmt: skip
            with reserved(tokens.path) as write:
                fresh = oauth.refresh(bundle, now)
                self.token_answer = self._heard[-1].body
                write(tokens.kept(self.token_answer, fresh.fields["refresh_token"]))
            return fresh

        self.house.strava.keeper = TokenKeeper(
            "strava", app.store, app.files, app.sealer, refresh, margin=strava_oauth.MARGIN, sleep=self._sleep
        )
        access, refresh_token, expires, self.token_answer = tokens.latest()
        bundle = Bundle({"access_token": access, "refresh_token": refresh_token}, datetime.fromtimestamp(expires, UTC))
        self.house.strava.keeper.save_login(ME, bundle, self.now(), scopes=(), account="")
        self.house.strava.keeper.usable(ME, self.now())

    # -- asking -----------------------------------------------------------------------------------

    @property
    def source(self) -> GarminSource:
        return self.house.garmin.for_user(ME, self.now())

    @property
    def target(self) -> StravaTarget:
        return self.house.strava.for_user(ME, self.now())

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
