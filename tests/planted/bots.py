"""The planted bugs of Matrix, Messenger and their webhook: who is believed, what comes twice, what is sent twice."""

from tests.planting import Mutant

HOOKS = ("tests/entrypoints/api/test_hooks.py",)
MATRIX = ("tests/adapters/test_matrix.py",)
MESSENGER = ("tests/adapters/test_facebook_messenger.py",)
BOTS = ("tests/engine/test_other_bots.py",)
ANSWERS = ("tests/engine/test_song_by_answer.py",)
WORDS = ("tests/core/test_bot_words.py",)

BOT_BUGS = (
    Mutant(
        "whoever knows the address is believed to be Facebook",
        "sync/adapters/facebook_deliveries.py",
        '    return hmac.compare_digest(ours.encode(), header.encode("utf-8", "surrogatepass"))',
        '    return bool(ours) and header.startswith("sha256=")',
        HOOKS,
    ),
    Mutant(
        "what the Page wrote itself is taken for a person's words",
        "sync/adapters/facebook_deliveries.py",
        '    if message.get("is_echo"):\n        return None\n',
        "",
        HOOKS,
    ),
    Mutant(
        "an unknown error of Facebook's is taken for a refusal, and the message is sent again",
        "sync/adapters/facebook_words.py",
        "            return Unclear(words, service=NAME)\n    if refused.status == 429:",
        "            return Unavailable(words, service=NAME)\n    if refused.status == 429:",
        MESSENGER,
    ),
    Mutant(
        "a song whose window is over is given up",
        "sync/adapters/facebook_words.py",
        "            return WindowOver(CLOSED, service=NAME)",
        "            return Rejected(CLOSED, service=NAME)",
        BOTS,
    ),
    Mutant(
        "the bot hears itself",
        "sync/adapters/matrix_events.py",
        "    if sender == me or not isinstance(sender, str)",
        "    if not isinstance(sender, str)",
        MATRIX,
    ),
    Mutant(
        "what was written long ago is acted upon when a room is joined",
        "sync/adapters/matrix_events.py",
        "    if at < now - OLDEST:",
        "    if at > now + OLDEST:",
        MATRIX,
    ),
    Mutant(
        "a message that is corrected is a second wish",
        "sync/adapters/matrix_events.py",
        '    if relation.get("rel_type") == "m.replace":',
        '    if relation.get("rel_type") == "m.thread":',
        MATRIX,
    ),
    Mutant(
        "each try of a message is another one to Matrix",
        "sync/adapters/matrix.py",
        "            return self._put(chat, words.content_of(said), key)",
        '            return self._put(chat, words.content_of(said), f"{key}{self._now:%H%M}")',
        BOTS,
    ),
    Mutant(
        "what a message showed before is not shown again",
        "sync/adapters/matrix.py",
        "{said.fingerprint}\\n{self._now.isoformat()}",
        "{said.fingerprint}",
        MATRIX,
    ),
    Mutant(
        "a number means another button once a second message has come",
        "sync/core/chat.py",
        '        last = int(next(reversed(numbers), "0"))',
        "        last = 0",
        BOTS,
    ),
    Mutant(
        "the song of an answered message goes before what stands behind the command",
        "sync/engine/bot/songs.py",
        "if not text and update.answered is not None else",
        "if update.answered else",
        ANSWERS,
    ),
    Mutant(
        "what others wrote is kept of every answer in a group",
        "sync/adapters/telegram_updates.py",
        "_answered(message) if wants_answered(said) else None",
        "_answered(message)",
        ANSWERS,
    ),
    Mutant(
        "all that is written in a topic counts as an answer to its beginning",
        "sync/adapters/telegram_updates.py",
        '    if "forum_topic_created" in there:\n        return None\n',
        "",
        ANSWERS,
    ),
    Mutant(
        "one message that cannot be read keeps the bot from all others",
        "sync/adapters/matrix_account.py",
        "        except SyncError:\n            return ()\n",
        "        except Unavailable:\n            return ()\n",
        MATRIX,
    ),
    Mutant(
        "a song's title is taken for a command",
        "sync/core/bot_words.py",
        "command not in BARE or (behind and",
        "command not in BARE and (behind and",
        WORDS,
    ),
)
