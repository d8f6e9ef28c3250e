"""The bot's account on a Matrix homeserver: who it is, who is in its rooms, and its calls (docs/services/matrix.md)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from sync.adapters import matrix_words as words
from sync.adapters.matrix_events import links_of
from sync.adapters.matrix_words import NAME
from sync.adapters.status_error import StatusError
from sync.adapters.writing_http import WritingHttp
from sync.core.chat import LONGEST_ID
from sync.core.errors import OutOfTime, SyncError, Unavailable
from sync.core.secret import Secret

REMEMBERED = 2000


class MatrixAccount:
    """The bot's account, for a whole installation."""

    def __init__(self, http: WritingHttp, base: str, token: Secret) -> None:
        self._http, self._base, self._token = http, base, token
        self._me = ""
        self._people = dict[str, int]()  # how many are in a room, until somebody comes or goes

    def me(self, now: datetime) -> str:
        """The bot's own id: asked for once."""
        if not self._me:
            told = self.get("account/whoami", {}, now)
            id = told.get("user_id") if isinstance(told, dict) else None
            if not isinstance(id, str) or not id.startswith("@") or len(id) > LONGEST_ID:
                raise Unavailable("matrix: an answer of an unknown shape", service=NAME)
            self._me = id
        return self._me

    def is_group(self, room: str, now: datetime) -> bool:
        """Whether more than one person is there beside us."""
        return self.people(room, now) > 2

    def people(self, room: str, now: datetime) -> int:
        if room not in self._people:
            told = self.get(f"rooms/{quoted(room)}/joined_members", {}, now)
            joined = told.get("joined") if isinstance(told, dict) else None
            if not isinstance(joined, dict):
                raise Unavailable("matrix: an answer of an unknown shape", service=NAME)
            if len(self._people) >= REMEMBERED:
                self._people.clear()
            self._people[room] = len(joined)
        return self._people[room]

    def answered(self, room: str, event: str, now: datetime) -> tuple[str, ...]:
        """The addresses in a message that somebody answers. None where we may not see it, or nobody says what it is:
        one message that cannot be read must not keep us from all others."""
        try:
            return links_of(self.get(f"rooms/{quoted(room)}/event/{quoted(event)}", {}, now))
        except OutOfTime:
            raise
        except SyncError:
            return ()

    def forget(self, room: str) -> None:
        """Somebody came or went."""
        self._people.pop(room, None)

    def get(self, path: str, params: Mapping[str, str], now: datetime) -> Any:
        try:
            return self._http.get(f"{self._base}/_matrix/client/v3/{path}", params, self._headers)
        except StatusError as refused:
            raise words.refusal(refused, now, write=False) from None

    def write(self, method: str, path: str, body: Mapping[str, Any], now: datetime) -> Any:
        try:
            return self._http.write(method, f"{self._base}/_matrix/client/v3/{path}", body, self._headers)
        except StatusError as refused:
            raise words.refusal(refused, now, write=True) from None

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token.value}"}


def quoted(part: str) -> str:
    return quote(part, safe="")
