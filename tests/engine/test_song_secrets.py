"""Recognisable notes, codes, ids of chats and tokens of messengers: where none may be, none is, whatever fails.

A token is nowhere but in the settings; of a code only a fingerprint is kept; a note and the id of a chat lie with whom
they are of, in no line of the log, no state that is shown, and nobody else's export.
"""

from collections.abc import Mapping
from pathlib import Path

from sync.core.friends import Learns
from sync.core.inbound import Inbound
from sync.core.music import Song
from sync.engine.asks import invitations
from sync.engine.asks.chats import code_for, joined
from sync.engine.asks.export import export
from sync.engine.asks.send_song import send
from sync.engine.asks.users import add_user
from sync.sim.songbook import SONGS
from sync.wiring import ME
from tests.support.engine.secret_watch import PIECE, files_of, listening, shown_of
from tests.support.engine.two_friends import ANNA, befriend
from tests.support.messages import MessageWorld
from tests.support.world import DAY, HOUR

OVER_SOCKETS = True
CLEO = "cleo"
NOTE = "note-canary-for-the-hills-and-nobody-else-4711"
INVITATION, GROUP_CODE, CHAT_CODE = "invitation-canary-0123", "group-code-canary-0123", "chat-code-canary-012345"
CHATS = {ME: 7_000_000_000_123_457, ANNA: 7_000_000_000_987_643}
TOKENS: dict[str, str] = {
    "MESSENGER_PAGE_TOKEN": "page-token-canary-0123456789abcdef",
    "MESSENGER_APP_SECRET": "app-secret-canary-0123456789abcdef",
    "MESSENGER_VERIFY_TOKEN": "verify-token-canary-0123456789abcdef",
    "MATRIX_ACCESS_TOKEN": "matrix-token-canary-0123456789abcdef",
    "MATRIX_HOMESERVER": "http://127.0.0.1:9",
}
FAULTS = (
    "401",
    "403",
    "429",
    "500",
    "refused",
    "reset after the effect",
    "truncated",
    "502 HTML",
    "302 to another host",
)


def story(world: MessageWorld) -> None:
    """Songs with notes go out and come back, codes are used and are not, and each call of the messenger fails once."""
    app, now = world.wired.app, world.now
    befriend(world, Learns.FIGURES)
    add_user(app, CLEO, now)
    for user, chat in CHATS.items():
        world.telegram.begun.add(chat)
        joined(world.store, user, "telegram", str(chat), now)
    song = SONGS[1]
    for number, fault in enumerate(FAULTS):
        for endpoint in ("sendMessage", "editMessageText", "getUpdates", "answerCallbackQuery"):
            world.telegram.inject(endpoint, fault)
        send(app, ANNA, ME, Song(f"{song.title} {number}", song.artist, 200.0), f"50a{number}", world.now, note=NOTE)
        world.telegram.writes(CHATS[ANNA], f"{NOTE} https://www.deezer.com/track/300000000{number}")
        for _ in range(3):
            world.told()
            world.everybody()
        world.clock.advance(DAY.total_seconds() + HOUR.total_seconds())
    code = invitations.invite(world.store, ANNA, INVITATION, world.now)
    invitations.join(app, CLEO, code, world.now)
    invitations.invite(world.store, ANNA, GROUP_CODE, world.now)
    secret, _ = code_for(app, CLEO, "telegram", CHAT_CODE, world.now)
    world.telegram.writes(CHATS[ANNA] + 1, f"/start {secret}")
    world.told()


def seen_in(places: Mapping[str, bytes], secrets: Mapping[str, str]) -> list[str]:
    """Where which of them is to be seen, wholly or in part."""
    return [
        f"{name} in {place}"
        for name, secret in secrets.items()
        for place, content in places.items()
        if any(secret[at : at + PIECE].encode() in content for at in range(0, max(1, len(secret) - PIECE + 1), PIECE))
    ]


def exported(world: MessageWorld, user: str) -> bytes:
    return b"".join(piece for entry in export(world.wired.app, user, world.now, "a test") for piece in entry.pieces)


def test_nothing_of_songs_and_messengers_is_seen_where_it_may_not_be(tmp_path: Path) -> None:
    with listening() as heard, MessageWorld(tmp_path, seconds=2.0, **TOKENS) as world:
        story(world)
        tokens = {name: value for name, value in TOKENS.items() if "canary" in value}
        tokens["the bot's token"] = world.telegram.token
        codes = {"an invitation": INVITATION, "a group's code": GROUP_CODE, "a chat's code": CHAT_CODE}
        own = {"a note": NOTE} | {f"the chat of {user}": str(chat) for user, chat in CHATS.items()}
        shown = {name: text.encode() for name, text in shown_of(world, heard).items()}
        kept = dict(files_of(world))
        exports = {user: exported(world, user) for user in (ME, ANNA, CLEO)}
        assert '"event": "does not tell what came"' in heard.log
        assert seen_in({**shown, **kept, **exports}, tokens) == []
        assert seen_in({**shown, **exports}, codes) == []
        del codes["a chat's code"]  # what somebody has written is kept for three days, and this was used
        assert seen_in(kept, codes) == []
        assert seen_in({"the log": shown["the log"], "the state": shown["status --json"]}, own) == []
        assert seen_in({CLEO: exports[CLEO]}, own) == []
        assert NOTE.encode() in exports[ME]
        assert NOTE.encode() in exports[ANNA]
        assert seen_in({user: exports[user] for user in CHATS}, own) == [
            *(f"a note in {user}" for user in CHATS),
            *(f"the chat of {user} in {user}" for user in CHATS),
        ]
        for _ in range(3):  # what was told of a used code is done, and forgotten
            world.clock.advance(4 * DAY.total_seconds())
            world.told()
        assert world.store.all(Inbound, "telegram") == []
