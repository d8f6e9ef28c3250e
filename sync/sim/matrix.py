"""The simulated Matrix homeserver, as one bot sees it: its rooms, what people write there, and what it sends.

Source: docs/services/matrix.md. Not played: other servers of the federation, paging back through a room's history, and
whatever is encrypted: an encrypted room shows that something was written, not what.
"""

import json
from datetime import timedelta
from typing import Any, ClassVar

from werkzeug.wrappers import Request, Response

from sync.sim.clock import Now
from sync.sim.http import SimService, answer
from sync.sim.matrix_rooms import SimRoom, hidden, invited, replacing

USUAL_PAGE = 10  # events of a room in one answer, where no filter says how many
REMEMBERS = timedelta(hours=24)  # how long a transaction id is known
_CODES = {401: "M_UNKNOWN_TOKEN", 403: "M_FORBIDDEN", 404: "M_NOT_FOUND", 429: "M_LIMIT_EXCEEDED"}


class SimMatrix(SimService):
    """A homeserver with one bot's account. Knobs, which may be turned at any time:

    * `token`: the access token that is good; another one answers `M_UNKNOWN_TOKEN`.
    * `burst`: how many messages may be sent before one is refused for `wait_ms` (None: no limit).
    * `wait_words`: whether a refusal says how long in its body ("body"), its header ("header"), or nowhere ("").
    * `forgets_tokens`: tokens of places in the stream that were given out before are no longer known.
    """

    name = "matrix"
    rules: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("whoami", "GET", "/_matrix/client/v3/account/whoami"),
        ("sync", "GET", "/_matrix/client/v3/sync"),
        ("send", "PUT", "/_matrix/client/v3/rooms/<room>/send/<kind>/<path:transaction>"),
        ("join", "POST", "/_matrix/client/v3/rooms/<room>/join"),
        ("members", "GET", "/_matrix/client/v3/rooms/<room>/joined_members"),
        ("event", "GET", "/_matrix/client/v3/rooms/<room>/event/<event>"),
        ("leave", "POST", "/_matrix/client/v3/rooms/<room>/leave"),
    )

    def __init__(self, now: Now, *, bot: str = "@songs:sim.example", token: str = "sim-matrix-token") -> None:
        super().__init__(now)
        self.bot, self.token = bot, token
        self.burst: int | None = None
        self.wait_ms, self.wait_words = 5000, "body"
        self.forgets_tokens = False
        self.rooms: dict[str, SimRoom] = {}
        self.doubled = 0  # sends that came again with their transaction id and did nothing
        self._place = 0
        self._sent: dict[tuple[str, str], tuple[str, Any]] = {}

    # -- what a test or the demo does -------------------------------------------------------------

    def invite(self, by: str, *, encrypted: bool = False) -> str:
        """Somebody opens a room and invites the bot to it; returns the room's id."""
        with self.lock:
            self._place += 1
            room = SimRoom(f"!room{len(self.rooms) + 1}:sim.example", "invite", encrypted, invited_by=by)
            room.changed_at = self._place
            self.rooms[room.id] = room
            return room.id

    def joined(self, by: str, *, encrypted: bool = False) -> str:
        """A room that the bot is in already."""
        room = self.invite(by, encrypted=encrypted)
        self.rooms[room].bot = "join"
        return room

    def says(self, room: str, who: str, text: str, **content: Any) -> str:
        """Somebody writes into a room; `content` is laid over the message's. Returns the event's id."""
        return self.puts(room, {"sender": who, "content": {"msgtype": "m.text", "body": text} | content})

    def answers(self, room: str, who: str, event: str, text: str, **relation: Any) -> str:
        """Somebody answers what was written there."""
        return self.says(room, who, text, **{"m.relates_to": {"m.in_reply_to": {"event_id": event}} | relation})

    def edits(self, room: str, who: str, event: str, text: str) -> str:
        """Somebody changes a message."""
        return self.says(room, who, f"* {text}", **replacing(event, text))

    def puts(self, room: str, event: dict[str, Any]) -> str:
        """Any event, as odd as it may be; what is missing of it is filled in."""
        with self.lock:
            self._place += 1
            id = f"$event{self._place}"
            usual = {"type": "m.room.message", "event_id": id, "origin_server_ts": int(self.now().timestamp() * 1000)}
            self.rooms[room].timeline.append(usual | event | {"_place": self._place})
            return id

    def encrypt(self, room: str, who: str) -> None:
        """Somebody switches encryption on, which cannot be switched off again."""
        self.rooms[room].encrypted = True
        content = {"algorithm": "m.megolm.v1.aes-sha2"}
        self.puts(room, {"type": "m.room.encryption", "state_key": "", "sender": who, "content": content})

    def kick(self, room: str) -> None:
        """The bot is thrown out."""
        with self.lock:
            self._place += 1
            self.rooms[room].bot, self.rooms[room].changed_at = "leave", self._place

    def shown(self, room: str) -> list[str]:
        """The bot's messages as people see them, each in its last version."""
        texts: dict[str, str] = {}
        for event in self.rooms[room].timeline:
            if event.get("sender") != self.bot or event["type"] != "m.room.message":
                continue
            content = event["content"]
            relation = content.get("m.relates_to", {})
            if relation.get("rel_type") == "m.replace" and relation.get("event_id") in texts:
                texts[relation["event_id"]] = content["m.new_content"]["body"]
            else:
                texts[event["event_id"]] = content["body"]
        return list(texts.values())

    # -- the endpoints ----------------------------------------------------------------------------

    def whoami(self, request: Request) -> Response:
        return self._refused(request) or answer({"user_id": self.bot, "device_id": "SIMDEVICE", "is_guest": False})

    def sync(self, request: Request) -> Response:
        """What is new since a place in the stream; without one: the end of every room."""
        if refused := self._refused(request):
            return refused
        since, asked = request.args.get("since"), request.args.get("filter", "")
        if since is not None and (self.forgets_tokens or not since.removeprefix("s").isdigit()):
            return answer({"errcode": "M_UNKNOWN", "error": "Invalid stream token"}, 400)
        try:
            chosen = json.loads(asked)["room"]["timeline"] if asked.startswith("{") else {}
            limit, kinds = int(chosen.get("limit", USUAL_PAGE)), chosen.get("types")
        except (ValueError, KeyError, TypeError):
            return answer({"errcode": "M_BAD_JSON", "error": "Filter is not valid"}, 400)
        after = int(since[1:]) if since else 0
        rooms: dict[str, dict[str, Any]] = {"join": {}, "invite": {}, "leave": {}}
        for room in self.rooms.values():
            if room.bot == "join":
                rooms["join"] |= self._joined(room, after, limit, kinds)
            elif room.changed_at > after and (room.bot == "invite" or since):
                rooms[room.bot][room.id] = invited(room, self.bot) if room.bot == "invite" else {"timeline": {}}
        shown = {name: each for name, each in rooms.items() if each}
        return answer({"next_batch": f"s{self._place}"} | ({"rooms": shown} if shown else {}))

    def send(self, request: Request, room: str, kind: str, transaction: str) -> Response:
        """The same transaction id again does nothing, whatever it brings: the first event's id is the answer."""
        if refused := self._refused(request):
            return refused
        before = self._sent.get((room, transaction))
        if before is not None and self.now() - before[1] < REMEMBERS:
            self.doubled += 1
            return answer({"event_id": before[0]})
        there = self.rooms.get(room)
        if there is None or there.bot != "join" or there.deaf:
            return answer({"errcode": "M_FORBIDDEN", "error": f"User {self.bot} not in room {room}"}, 403)
        if self.burst is not None:
            if self.burst <= 0:
                return self._limited()
            self.burst -= 1
        content = request.get_json(silent=True)
        if not isinstance(content, dict) or not isinstance(content.get("body"), str):
            return answer({"errcode": "M_BAD_JSON", "error": "Content not JSON"}, 400)
        if len(request.get_data()) > 65_000:
            return answer({"errcode": "M_TOO_LARGE", "error": "event too large"}, 413)
        id = self.puts(
            room, {"type": kind, "sender": self.bot, "content": content, "unsigned": {"transaction_id": transaction}}
        )
        self._sent[room, transaction] = id, self.now()
        return answer({"event_id": id})

    def join(self, request: Request, room: str) -> Response:
        if refused := self._refused(request):
            return refused
        there = self.rooms.get(room)
        if there is None or there.bot == "leave":
            return answer({"errcode": "M_FORBIDDEN", "error": "You are not invited to this room."}, 403)
        if there.bot == "invite":
            self._place += 1
            there.bot, there.changed_at = "join", self._place
        return answer({"room_id": room})

    def members(self, request: Request, room: str) -> Response:
        if refused := self._refused(request):
            return refused
        there = self.rooms.get(room)
        if there is None or there.bot != "join":
            return answer({"errcode": "M_FORBIDDEN", "error": f"User {self.bot} not in room {room}"}, 403)
        names = [self.bot, *(f"@other{number}:sim.example" for number in range(there.others))]
        return answer({"joined": {name: {"display_name": name[1:]} for name in names}})

    def event(self, request: Request, room: str, event: str) -> Response:
        """One event of a room, if the bot may see it."""
        there = self.rooms.get(room)
        seen = there.timeline if there is not None and there.bot == "join" else []
        found = next((one for one in seen if one["event_id"] == event and one["_place"] > there.unseen_to), None)  # type: ignore[union-attr]  # it has events
        if refused := self._refused(request):
            return refused
        if found is None:
            return answer({"errcode": "M_NOT_FOUND", "error": "Event not found."}, 404)
        shown = hidden(found, self.bot) if there is not None and there.encrypted else found
        return answer({key: value for key, value in shown.items() if key != "_place"} | {"room_id": room})

    def leave(self, request: Request, room: str) -> Response:
        if refused := self._refused(request):
            return refused
        if room in self.rooms:
            self.kick(room)
        return answer({})

    # -- inside -----------------------------------------------------------------------------------

    def _refused(self, request: Request) -> Response | None:
        if request.headers.get("Authorization") == f"Bearer {self.token}":
            return None
        return answer(
            {"errcode": "M_UNKNOWN_TOKEN", "error": "Invalid access token passed.", "soft_logout": False}, 401
        )

    def _limited(self) -> Response:
        words: dict[str, Any] = {"errcode": "M_LIMIT_EXCEEDED", "error": "Too Many Requests"}
        if self.wait_words == "body":
            words["retry_after_ms"] = self.wait_ms
        refused = answer(words, 429)
        if self.wait_words == "header":
            refused.headers["Retry-After"] = str(-(-self.wait_ms // 1000))
        return refused

    def _joined(self, room: SimRoom, after: int, limit: int, kinds: list[str] | None) -> dict[str, Any]:
        """The room's part of an answer: its newest events, and its encryption where the room itself is new."""
        new = [one for one in room.timeline if one["_place"] > after and (kinds is None or one["type"] in kinds)]
        state: list[Any] = []
        if room.changed_at > after and room.encrypted:
            state = [{"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}]
        if not new and not state:
            return {}
        shown = [{key: value for key, value in one.items() if key != "_place"} for one in new[-limit:]]
        if room.encrypted:
            shown = [hidden(one, self.bot) for one in shown]
        timeline = {"events": shown, "limited": len(new) > limit, "prev_batch": f"s{after}"}
        return {room.id: {"timeline": timeline, "state": {"events": state}}}

    # -- the service's own words ------------------------------------------------------------------

    def refusal(self, status: int, endpoint: str, request: Request) -> Response:
        if status == 429:
            return answer({"errcode": "M_LIMIT_EXCEEDED", "error": "Too Many Requests"}, 429)
        return answer({"errcode": _CODES.get(status, "M_UNKNOWN"), "error": f"status {status}"}, status)

    def wrong_type(self, endpoint: str) -> Response:
        return answer({"next_batch": 7, "rooms": [], "event_id": ["$1"], "user_id": None, "room_id": 1})
