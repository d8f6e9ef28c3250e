"""One request by API Gateway's HTTP API: the same application as `runtrack web`, over DynamoDB and S3.

A copy of the function serves one request at a time and keeps nothing of anybody between two: whom a request is from is
read each time.
"""

import asyncio
import json
import logging
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mangum import Mangum

from sync.config import Settings, SettingsError
from sync.core.credential import read_word
from sync.core.own_settings import OwnSettings
from sync.core.signing_in import Session
from sync.core.user import User
from sync.entrypoints import logs
from sync.entrypoints.api import routes
from sync.entrypoints.api.access.checks import SAFE
from sync.entrypoints.api.access.cookies import SESSION
from sync.entrypoints.api.access.policy import NoSignIn, policy_of
from sync.entrypoints.api.app import create_app
from sync.entrypoints.api.site import Site
from sync.entrypoints.aws_web.arriving import NotOurs, arrived
from sync.entrypoints.aws_web.ending import fitting
from sync.entrypoints.environment import with_parameters
from sync.ports import StoreBroken, StoreBusy
from sync.stores.dynamo_once import OnceStore, OnceTables
from sync.stores.files import FolderFiles
from sync.stores.near_files import NearFiles
from sync.stores.s3_files import S3Files

SCRATCH = Path(tempfile.gettempdir())  # the only folder of a function that can be written
EVERYWHERE = "0.0.0.0"  # noqa: S104  # nothing listens: it says that others can reach us
COOKIE = f"__Host-{SESSION}"
log = logging.getLogger("runtrack.aws")
routes.asked_first()  # while a function starts, when it has more of a processor than afterwards


class Served:
    """An installation as one copy of the function serves it."""

    def __init__(self, settings: Settings) -> None:
        """Raises `NoSignIn` and `StoreBroken`."""
        policy = policy_of(EVERYWHERE, settings.app_url, hook=settings.hints_secret)
        self.host = urlsplit(settings.app_url).netloc
        self.store, files = kept(settings)
        self.site = Site(
            settings, address=settings.app_url.rstrip("/"), kept=lambda *_: (self.store, files), shared=True
        )
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)  # Mangum takes the thread's
        self._loop = loop
        self._answer = Mangum(fitting(create_app(self.site, policy, server=False)), lifespan="off")

    def answer(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        """Raises `NotOurs`."""
        asked, store = arrived(event, self.host), self.store
        if asked["requestContext"]["http"]["method"] not in SAFE:
            return self._answer(asked, context)
        store.begin("", self.site.now())  # whoever asks
        try:
            store.expect(_first_of(asked.get("cookies", ())))
            return self._answer(asked, context)
        finally:
            store.end()

    def close(self) -> None:
        self.site.close()
        self._loop.close()
        asyncio.set_event_loop(None)


_served: list[Served] = []


def on_request(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """The answer in API Gateway's form. Never raises: a stack trace by AWS would say less, and to whoever asks 502."""
    logs.configure("json")
    try:
        if not _served:
            settings = Settings.read(with_parameters(os.environ), data_dir=SCRATCH, config_dir=SCRATCH)
            if not settings.sealing_key:
                log.warning("nothing is connected", extra={"advice": "run `runtrack push-credentials` at home"})
                return problem(503, "not-set-up", "Nothing is connected yet: run `runtrack push-credentials` at home.")
            _served.append(Served(settings))
        return _served[0].answer(event, context)
    except NotOurs as error:
        log.warning("no request", extra={"reason": str(error)})
        return problem(400, "no-request", "This is no request of an HTTP API.")
    except SettingsError as error:
        log.error("wrong settings", extra={"problems": error.problems})
    except NoSignIn as error:
        log.error("wrong settings", extra={"problems": [str(error)]})
    except StoreBroken as error:
        log.error("refused", extra={"reason": error.reason, "advice": error.advice})
        if not isinstance(error, StoreBusy):
            forget()  # a new key or secret is read the next time
    except Exception:
        log.exception("bug")
    return problem(503, "not-ready", "Runtrack cannot answer now; its log says why.")


def kept(settings: Settings) -> tuple[OnceStore, NearFiles]:
    """Rows and files; what a look has read is known until it is answered. Sealed tokens for which there is no other
    place just now are kept under /tmp, as a tick's are."""
    files = NearFiles(S3Files(settings.bucket), FolderFiles(SCRATCH / "runtrack"), "spill")
    return OnceStore(OnceTables(settings.table_prefix)), files


def _first_of(cookies: Iterable[str]) -> Iterator[tuple[type[Any], tuple[str, ...]]]:
    """What every answer to a browser that is signed in begins with."""
    for cookie in cookies:
        name, _, text = cookie.strip().partition("=")
        word = read_word(text) if name == COOKIE else None
        if word is not None:
            yield Session, (word.user, word.id)
            yield User, (word.user,)
            yield OwnSettings, (word.user,)


def forget() -> None:
    """Begin anew with the next request, as a cold copy does."""
    while _served:
        _served.pop().close()


def problem(status: int, name: str, detail: str) -> dict[str, Any]:
    """What the application would say, where there is none to say it."""
    told = {"type": f"urn:runtrack:{name}", "title": name.replace("-", " ").capitalize(), "status": status}
    return {
        "statusCode": status,
        "headers": {"content-type": "application/problem+json", "cache-control": "no-store", "retry-after": "30"},
        "body": json.dumps({**told, "detail": detail, "errors": []}),
        "isBase64Encoded": False,
    }
