"""Planted bugs in groups: songs that reach whom they should not, and what nobody agreed to."""

from tests.planting import Mutant

GROUPS = ("tests/engine/test_groups.py",)
CIRCLE = ("tests/core/test_circle.py",)
CHATS = ("tests/engine/test_group_chats.py",)
MESSAGES = ("tests/engine/test_group_messages.py",)
MARKS = ("tests/engine/test_from_friends.py",)
WEEK = ("tests/entrypoints/test_cli_groups.py", "-k", "week")

GROUP_BUGS = (
    Mutant(
        "anybody of a group gives it another name",
        "sync/engine/asks/groups.py",
        "    name = _good(name)\n    own_group(store, user, id)\n",
        "    name = _good(name)\n    user = there(store, user, id)[0].user\n",
        GROUPS,
    ),
    Mutant(
        "a group's new name may turn the text around it",
        "sync/engine/asks/groups.py",
        "or not name.isprintable():",
        'or "\\n" in name:',
        GROUPS,
    ),
    Mutant(
        "who was taken off a group still belongs to it",
        "sync/core/circle.py",
        "return member.will is Belongs.JOINED and circle.lets_in(member.user)",
        "return member.will is Belongs.JOINED",
        CIRCLE,
    ),
    Mutant(
        "who was asked belongs to the group",
        "sync/core/circle.py",
        "return member.will is Belongs.JOINED and circle.lets_in(member.user)",
        "return circle.lets_in(member.user)",
        CIRCLE,
    ),
    Mutant(
        "another maker's group of the same id passes for one's own",
        "sync/core/circle.py",
        "(member.maker, member.id) != (circle.user, circle.id)",
        "member.id != circle.id",
        CIRCLE,
    ),
    Mutant(
        "a song in a group reaches who has blocked its sender",
        "sync/core/circle.py",
        "return both and not is_blocked(self.of_listener, self.of_other)",
        "return both",
        CIRCLE,
    ),
    Mutant(
        "what is said in a group holds for friends of who is not in it",
        "sync/core/circle.py",
        "if self.listener is None or not self.reaches or as_friends.covers(self.listener.tells):",
        "if self.listener is None or as_friends.covers(self.listener.tells):",
        CIRCLE,
    ),
    Mutant(
        "an old consent comes back with who joins again",
        "sync/core/circle.py",
        "replace(self, will=will, since=now, tells=Learns.NOTHING)",
        "replace(self, will=will, since=now)",
        CIRCLE,
    ),
    Mutant(
        "what was said before somebody was taken off holds again",
        "sync/engine/asks/groups.py",
        "    if said is not None and said.maker == user and said.will is not Belongs.BLOCKED:\n",
        "    if said is None:\n",
        GROUPS,
    ),
    Mutant(
        "an invitation goes over a block",
        "sync/engine/asks/groups.py",
        "    if said is not None and said.maker == user and said.will is not Belongs.BLOCKED:\n",
        "    if said is not None:\n",
        GROUPS,
    ),
    Mutant(
        "a song goes to who was asked and has not answered",
        "sync/engine/groups.py",
        "return [name for name, member in zip(everybody, members, strict=True) if is_in(circle, member)]",
        "return [name for name, member in zip(everybody, members, strict=True) if member]",
        GROUPS,
    ),
    Mutant(
        "a group's songs are handed out by friendship",
        "sync/engine/shares.py",
        "reaches = between.reaches if sending.group else between.are_friends",
        "reaches = between.are_friends",
        GROUPS,
    ),
    Mutant(
        "what is told in a group is told of songs between two",
        "sync/engine/song_views.py",
        "may = learns_of_each(store, sending.user, sending.to, sending.group)",
        'may = learns_of_each(store, sending.user, sending.to, sending.group or "c1" * 10)',
        GROUPS,
    ),
    Mutant(
        "what others send to a group does not count",
        "sync/engine/asks/send_limits.py",
        "if own + _of_day((one for one in store.all(Share, user) if one.group == group), now) >= OF_GROUP_A_DAY:",
        "if own >= OF_GROUP_A_DAY:",
        GROUPS,
    ),
    Mutant(
        "a group outlives its deleted maker with its members",
        "sync/engine/forgotten_friend.py",
        "            store.remove(member)  # the group goes with its maker\n",
        "            pass\n",
        GROUPS,
    ),
    Mutant(
        "a group's code makes friends",
        "sync/engine/asks/invitations.py",
        "    if found.group:\n        raise NoInvitation\n",
        "",
        GROUPS,
    ),
    Mutant(
        "a friend's name is published unasked",
        "sync/engine/soundtrack.py",
        "sent = from_friends.senders(app, run, parts) if app.preferences.name_senders else ()",
        "sent = from_friends.senders(app, run, parts)",
        MARKS,
    ),
    Mutant(
        "the sender is not known yet when the text is made",
        "sync/engine/from_friends.py",
        "seen or (share.is_open and share.sent_at < end)",
        "seen",
        MARKS,
    ),
    Mutant(
        "a song is marked that was run to before it was sent",
        "sync/engine/from_friends.py",
        "heard = shares.heard_at(store, share, end) if share.is_open else share.heard_at",
        "heard = part.start",
        MARKS,
    ),
    Mutant(
        "a group's week tells of who tells nothing",
        "sync/engine/group_week.py",
        "learned(share, Learns.FIGURES if name == user else may[name], withdrawn=False)",
        "learned(share, Learns.FIGURES, withdrawn=False)",
        WEEK,
    ),
    Mutant(
        "whoever writes in a chat is told to which group its songs go",
        "sync/engine/bot/group_chats.py",
        "if circle is None or not group_chats.belongs(self._store, self._chat.user, circle):",
        "if circle is None:",
        CHATS,
    ),
    Mutant(
        "a refusal is said before everybody in the chat",
        "sync/engine/bot/group_chats.py",
        "return Outcome(self._chat.user, said) if sent else self._alone(said)",
        "return Outcome(self._chat.user, said)",
        CHATS,
    ),
    Mutant(
        "somebody else answers to which group a chat's songs go",
        "sync/engine/bot/group_chats.py",
        "if asked is None or asked.user != user or",
        "if asked is None or",
        CHATS,
    ),
    Mutant(
        "who does not belong to the group of a chat takes it for another one",
        "sync/engine/asks/group_chats.py",
        "if circle is not None and not belongs(store, user, circle):",
        "if circle is not None and user == circle.user:",
        CHATS,
    ),
    Mutant(
        "a chat of several people that is gone shuts its writer's own",
        "sync/engine/receiving.py",
        "if chat is not None and chat.id == where:",
        "if chat is not None:",
        CHATS,
    ),
    Mutant(
        "songs of a muted group come with a message",
        "sync/engine/message_words.py",
        "return member is None or member.muted or member.will",
        "return member is None or member.will",
        MESSAGES,
    ),
    Mutant(
        "what somebody lets a group know no more stays in a message",
        "sync/engine/asks/memberships.py",
        "    outbox.member_changed(store, user, id, now)\n",
        "",
        MESSAGES,
    ),
)
