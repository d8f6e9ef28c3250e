"""The tokens that a person gives, and the files in which their successors are kept: mode 0600, written before use."""

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sync.adapters.garmin import bundle_of
from sync.core.errors import Unavailable

ROOM = 16 * 1024  # bytes, more than any token answer


class Unusable(Exception):
    """What was given cannot be used; says which variable and why."""


@dataclass(frozen=True)
class GarminTokens:
    """A garminconnect token file. `path` is None when its text was given instead."""

    text: str = field(repr=False)
    path: Path | None

    @classmethod
    def read(cls, given: str) -> "GarminTokens":
        """From GARMIN_TOKENS: a path (of the file or of its folder), or the JSON itself. Raises `Unusable`."""
        path: Path | None = None
        if not given.lstrip().startswith("{"):
            path = Path(given.strip()).expanduser()
            path = (path / "garmin_tokens.json" if path.is_dir() else path).resolve()
        try:
            text = given if path is None else path.read_text()
            bundle_of(text)
        except OSError as error:
            raise Unusable(f"GARMIN_TOKENS: {path} cannot be read ({error.strerror or error})") from None
        except ValueError as error:
            raise Unusable(f"GARMIN_TOKENS: {error}") from None
        return cls(text, path)


@dataclass(frozen=True)
class RefreshToken:
    """A refresh token of Strava or Spotify, and the file that remembers what it was traded for."""

    refresh_token: str = field(repr=False)
    path: Path

    def latest(self) -> tuple[str, str, float, bytes]:
        """(access token, refresh token, expiry as Unix seconds, the answer they came in): the kept ones if they descend
        from the token that was given. Raises `Unusable`."""
        nothing = ("", self.refresh_token, 0.0, b"")
        try:
            kept = json.loads(self.path.read_text())
            if kept["began_with"] != self._fingerprint:
                return nothing
            answer = kept["answer"]
            ends = kept["expires_at"] if "expires_at" in kept else answer["expires_at"]
            known = (str(answer["access_token"]), str(kept["refresh_token"]), float(ends))
        except FileNotFoundError:
            return nothing
        except OSError as error:
            raise Unusable(f"{self.path} cannot be read ({error.strerror or error})") from None
        except (ValueError, KeyError, TypeError) as error:
            raise Unusable(f"{self.path} holds no tokens of this program ({type(error).__name__}): delete it") from None
        return (*known, json.dumps(answer).encode())

    def kept(self, answer: bytes, refresh_token: str, expires_at: datetime) -> str:
        """The file's text after a trade. `refresh_token`: the one to use next; `expires_at`: of the access token."""
        document = {
            "began_with": self._fingerprint,
            "refresh_token": refresh_token,
            "expires_at": expires_at.timestamp(),
            "answer": json.loads(answer),
        }
        return json.dumps(document)

    @property
    def _fingerprint(self) -> str:
        return hashlib.sha256(self.refresh_token.encode()).hexdigest()[:16]


def refresh_token(environ: Mapping[str, str], name: str) -> str:
    """A variable that holds a refresh token, "" when it is not set. Raises `Unusable` for names of permissions."""
    given = environ.get(name, "").strip()
    if re.fullmatch(r"[a-z]+(-[a-z]+)+([\s,]+[a-z]+(-[a-z]+)+)*", given):
        raise Unusable(f"{name} holds names of permissions: what is needed is a refresh token that was granted them")
    return given


@contextmanager
def reserved(path: Path) -> Iterator[Callable[[str], None]]:
    """Replace a file by a private one whose room on the disk is taken *before* the block runs.

    The block trades away what cannot be got back: before it does, it is certain that the new text can be written.
    Raises `Unavailable`; then the block has not run."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    except OSError as error:
        raise _unwritable(path, error) from error
    with os.fdopen(handle, "r+b") as file:
        try:
            file.write(b" " * ROOM)
            file.flush()
            os.fsync(file.fileno())
        except OSError as error:
            Path(name).unlink(missing_ok=True)
            raise _unwritable(path, error) from error

        def write(text: str) -> None:
            file.seek(0)
            file.write(text.encode())
            file.truncate()
            file.flush()
            os.fsync(file.fileno())
            Path(name).replace(path)

        try:
            yield write
        finally:
            Path(name).unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError) -> Unavailable:
    return Unavailable(f"nothing was refreshed, because {path} cannot be written ({error.strerror or error})")
