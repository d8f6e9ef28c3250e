"""Facebook Messenger: one Page, which may write to a person within 24 hours after they wrote. Source:
docs/services/messenger.md.

It takes no key with a message and edits none: whatever may have been sent is never sent again, and a song's state is
told once.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sync.adapters import facebook_words as words
from sync.adapters.clean import text
from sync.adapters.facebook_words import NAME
from sync.adapters.status_error import StatusError
from sync.adapters.writing_http import WritingHttp
from sync.core.errors import Rejected, Unavailable
from sync.core.inbound import Abilities, Updates
from sync.core.said import Said
from sync.core.secret import Secret

API = "https://graph.facebook.com"
VERSION = "v26.0"


class FacebookMessenger:
    """One Page at one moment. See `ports.Messenger`."""

    name = NAME
    can = Abilities(buttons=True, window=timedelta(hours=24))

    def __init__(self, http: WritingHttp, token: Secret, app_secret: Secret, now: datetime) -> None:
        self._http, self._token, self._now = http, token, now
        proof = hmac.new(app_secret.value.encode(), token.value.encode(), hashlib.sha256).hexdigest()
        self._asked = {"appsecret_proof": proof}  # an app may be set to refuse tokens without it

    def send(self, chat: str, said: Said, key: str) -> str:
        body = {"recipient": {"id": chat}, "messaging_type": "RESPONSE", "message": words.message_of(said)}
        try:
            told = self._http.write("POST", f"{API}/{VERSION}/me/messages", body, self._headers, self._asked)
        except StatusError as refused:
            raise words.refusal(refused, self._now) from None
        return text(told.get("message_id"), 256) if isinstance(told, dict) else ""  # sent it is, whatever it is called

    def edit(self, chat: str, ref: str, said: Said) -> None:
        raise Rejected("messenger: messages cannot be edited", service=self.name)

    def updates(self, after: str) -> Updates:
        """Nothing: what people write comes to the webhook."""
        return Updates((), after)

    def answer_press(self, press: str, words: str) -> None:
        """A quick reply vanishes by itself."""

    def link(self, code: str, known: Mapping[str, str]) -> str:
        return f"https://m.me/{known['page']}?ref={code}" if known.get("page") else ""

    def about(self) -> Mapping[str, str]:
        told = self._get("me", {"fields": "id,name"})
        page, name = (told.get("id"), told.get("name")) if isinstance(told, dict) else (None, None)
        if not isinstance(page, str) or not (page.isascii() and page.isdigit() and len(page) <= 40):
            raise Unavailable("messenger: an answer of an unknown shape", service=self.name)
        return {"name": text(name, 100), "page": page}

    def _get(self, path: str, params: Mapping[str, str]) -> Any:
        try:
            return self._http.get(f"{API}/{VERSION}/{path}", {**params, **self._asked}, self._headers)
        except StatusError as refused:
            raise words.refusal(refused, self._now) from None

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token.value}"}
