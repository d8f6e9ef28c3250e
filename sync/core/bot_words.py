"""What somebody writes to the bot as a wish: each client lets a command be written in another way.

Some keep words with a slash for themselves (Matrix's), so that `!song` and, where nothing else can be meant, the bare
word is understood as well; the number of an answer stands for its button where there are none.
"""

import re

COMMANDS = {
    "start": "start",
    "stop": "stop",
    "stopp": "stop",
    "friends": "friends",
    "freunde": "friends",
    "songs": "songs",
    "song": "song",
    "group": "group",
    "gruppe": "group",
    "help": "help",
    "hilfe": "help",
}
"""Each word with the command that it means."""
BARE = frozenset({"start", "stop", "friends", "songs", "help"})
"""Those that take nothing, or a code: a title may begin with any other."""
_COMMAND = re.compile(r"([/!]?)([A-Za-z]{4,8})(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
_CODE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_NUMBER = re.compile(r"#?([0-9]{1,2})[.)]?")


def command_of(text: str) -> tuple[str, str]:
    """The command that a text is, "" for none, and what stands behind it."""
    found = _COMMAND.fullmatch(text.strip())
    command = COMMANDS.get(found[2].lower(), "") if found is not None else ""
    if found is None or not command:
        return "", text.strip()
    behind = (found[3] or "").strip()
    if not found[1] and (command not in BARE or (behind and not (command == "start" and _CODE.fullmatch(behind)))):
        return "", text.strip()
    return command, behind


def wants_answered(text: str) -> bool:
    """Whether a text asks for the song of the message that it answers: the command, with nothing behind it. Of no other
    text anything is read that somebody else wrote."""
    return command_of(text) == ("song", "")


def number_of(text: str) -> str:
    """The number that a text is, "" for anything else."""
    found = _NUMBER.fullmatch(text.strip())
    return str(int(found[1])) if found is not None else ""
