"""Planted bugs in messages: doubled, lost, said to the wrong one, or more than a listener agrees to."""

from tests.planting import Mutant

MESSAGES = ("tests/engine/test_messages.py",)
BOT = ("tests/engine/test_bot.py",)
CONSENT = ("tests/engine/test_message_consent.py",)
KILLED = ("tests/engine/test_message_crashes.py", "-k", "not_sent_again")
TELEGRAM = ("tests/adapters/test_telegram.py",)
HOOK = ("tests/entrypoints/api/test_hook_of_telegram.py",)
TOKEN = ("tests/engine/test_bot_token.py",)
NOTICES = ("tests/engine/test_song_notices.py",)
MAIL = ("tests/adapters/test_notify.py", "-k", "mail")
PORT = ("tests/contract/test_messenger.py",)

MESSAGE_BUGS = (
    Mutant(
        "what people wrote is markup in a mail",
        "sync/adapters/song_notices.py",
        '    return escape(text).replace("\\n", "<br>")',
        '    return text.replace("\\n", "<br>")',
        NOTICES,
    ),
    Mutant(
        "what a service calls a run is markup in a mail",
        "sync/adapters/notify_child.py",
        'else (given["body"], "text")',
        'else (given["body"], None)',
        MAIL,
    ),
    Mutant(
        "a song that the bot sends loses its pages",
        "sync/engine/bot/songs.py",
        "to.name, draft.song, id, self._now, pages=pages)",
        "to.name, draft.song, id, self._now)",
        BOT,
    ),
    Mutant(
        "a message is sent before it is saved as being sent",
        "sync/engine/delivering.py",
        "claimed = saving.put(self._app.store, about_to)",
        "claimed = replace(about_to, state=message.state, due=message.due)",
        KILLED,
    ),
    Mutant(
        "a message whose answer was lost is sent again",
        "sync/engine/delivering.py",
        "saving.put(store, claimed.over(MessageState.UNSURE, error.reason))",
        "saving.put(store, again)",
        MESSAGES,
    ),
    Mutant(
        "a killed sending is begun again",
        "sync/engine/delivering.py",
        "        if not self._messenger.can.exactly_once:\n            saving.put",
        "        if False:\n            saving.put",
        KILLED,
    ),
    Mutant(
        "a chat is written to whosever it is by now",
        "sync/engine/delivering.py",
        "return owner is not None and owner.user == self.chat.user",
        "return owner is not None",
        MESSAGES,
    ),
    Mutant(
        "what says something else is sent as another message",
        "sync/engine/delivering.py",
        "            self._messenger.edit(message.chat, message.ref, self._shown(said))",
        "            self._messenger.send(message.chat, self._shown(said), message.key)",
        MESSAGES,
    ),
    Mutant(
        "what says the same is changed all the same",
        "sync/engine/delivering.py",
        "if said.fingerprint == message.shown:",
        "if not said.fingerprint:",
        MESSAGES,
    ),
    Mutant(
        "a consent that is taken back changes no message",
        "sync/engine/outbox.py",
        "        if share.sender == sender:\n",
        "        if not share.sender:\n",
        (*MESSAGES, *CONSENT),
    ),
    Mutant(
        "whoever listens on a run is told of without having agreed",
        "sync/core/song_share.py",
        "if share.on_run is not None and may.covers(Learns.ON_A_RUN):",
        "if share.on_run is not None:",
        CONSENT,
    ),
    Mutant(
        "a sender is told that they have sent",
        "sync/engine/message_words.py",
        "if not news and not shown:",
        "if not view.to:",
        MESSAGES,
    ),
    Mutant(
        "a muted friend's songs make messages",
        "sync/engine/message_words.py",
        "(contact.muted or contact.will is Will.BLOCKED)",
        "(contact.will is Will.BLOCKED)",
        MESSAGES,
    ),
    Mutant(
        "nobody has quiet hours",
        "sync/engine/held_messages.py",
        "if (until := peace.quiet_until(now)) is not None:",
        "if (until := peace.quiet_until(now)) is not None and not until:",
        MESSAGES,
    ),
    Mutant(
        "a day has no most",
        "sync/engine/held_messages.py",
        "return None if len(today) < peace.a_day else",
        "return None if len(today) < 1000 else",
        MESSAGES,
    ),
    Mutant(
        "what is told in a digest is told alone as well",
        "sync/engine/held_messages.py",
        "return replace(one, state=MessageState.WITHIN, within=digest.id, due=None) if free else one",
        "return replace(one, within=digest.id) if free else one",
        MESSAGES,
    ),
    Mutant(
        "a kill right after an answer loses the sender's message",
        "sync/engine/asks/send_song.py",
        "        if after.state is ShareState.HEARD:\n            outbox",
        "        if after.state is ShareState.WAITING:\n            outbox",
        MESSAGES,
    ),
    Mutant(
        "a kill right after a song was seen loses the sender's message",
        "sync/engine/phases/songs.py",
        "if after.state is ShareState.HEARD is not share.state:",
        "if after.state is ShareState.INVITED is not share.state:",
        MESSAGES,
    ),
    Mutant(
        "who is deleted still stands in others' messages",
        "sync/engine/forgotten_friend.py",
        "        if message.id == id_of(About.ASKED, user):",
        "        if message.user == user:",
        MESSAGES,
    ),
    Mutant(
        "a look goes on behind what was not saved",
        "sync/engine/receiving.py",
        "            keep(app.store, messenger.name, found.some, now)\n",
        "            keep(app.store, messenger.name, found.some if len(found.some) > 1 else (), now)\n",
        BOT,
    ),
    Mutant(
        "an update that comes again is done again",
        "sync/engine/receiving.py",
        "    saving.put(store, replace(inbound, acted=Acted.DONE, due=now + KEPT))",
        "    store.remove(inbound)",
        BOT,
    ),
    Mutant(
        "a stranger is told each time",
        "sync/engine/bot/acting.py",
        "    if known is not None and known.told is not None:\n        return None\n",
        "",
        BOT,
    ),
    Mutant(
        "a code connects whoever brings it",
        "sync/core/chat.py",
        'and self.used_by in ("", chat)',
        "",
        BOT,
    ),
    Mutant(
        "the token stands in what is said of a lost connection",
        "sync/adapters/writing_http.py",
        "from None  # it may know the address",
        "from OSError(url)",
        TELEGRAM,
    ),
    Mutant(
        "offsets are counted in letters",
        "sync/adapters/telegram_updates.py",
        'units[2 * begin : 2 * (begin + length)].decode("utf-16-le", "ignore")',
        "text[begin : begin + length]",
        TELEGRAM,
    ),
    Mutant(
        "a lost answer to a send is taken for no sending",
        "sync/adapters/telegram.py",
        "return (Unclear if write else Unavailable)(words, service=NAME)",
        "return Unavailable(words, service=NAME)",
        PORT,
    ),
    Mutant(
        "markup in a name is taken for ours",
        "sync/adapters/telegram.py",
        "words = escape(text, quote=False)",
        "words = text",
        PORT,
    ),
    Mutant(
        "whoever knows the webhook's address is believed",
        "sync/adapters/telegram_hook.py",
        "return hmac.compare_digest(secret_of(token).encode(), header.encode",
        "return bool(header) or hmac.compare_digest(secret_of(token).encode(), header.encode",
        HOOK,
    ),
    Mutant(
        "a messenger is asked although it brings what happens",
        "sync/engine/receiving.py",
        "if known.brought_to or (known.due",
        "if (known.due",
        ("tests/entrypoints/test_cli_chats.py",),
    ),
    Mutant(
        "a webhook is ended before it is noted that it is",
        "sync/engine/asks/webhook.py",
        '    _noted(app.store, service, lambda one: replace(one, brought_to="", after',
        '    messenger.deliver_to("")\n    _noted(app.store, service, lambda one: replace(one, brought_to="", after',
        ("tests/engine/test_webhook.py",),
    ),
    Mutant(
        "a bot's token that is refused to who asks is told to nobody",
        "sync/engine/receiving.py",
        "            service_trouble.refuses_bot(app, error, now)\n",
        "",
        TOKEN,
    ),
    Mutant(
        "a bot's token that is refused to who sends is told to nobody",
        "sync/engine/delivering.py",
        "            service_trouble.refuses_bot(self._app, error, self._now)\n",
        "            pass\n",
        TOKEN,
    ),
)
