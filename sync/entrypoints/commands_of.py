"""The commands that a sentence tells a person to type: for anybody but `me` they have to say whose they are."""

import re
from contextvars import ContextVar

from sync.core.user_name import ME

OF_ALL = frozenset({"run", "users", "rotate-key", "web"})
"""Commands that are of nobody in particular."""
_COMMAND = re.compile(r"`(runtrack ([a-z-]+)[^`]*)`")
_spoken_to: ContextVar[str] = ContextVar("spoken_to", default=ME)


def commands_of(text: str, user: str) -> str:
    """The text with `--user NAME` in each command of one person that it names."""
    if user == ME or "`runtrack" not in text:
        return text
    return _COMMAND.sub(lambda found: _named(found[1], found[2], user), text)


def speak_to(user: str) -> None:
    """From here on this process speaks to this person."""
    _spoken_to.set(user)


def for_whom(text: str) -> str:
    """The text as it is said to whom this process speaks to."""
    return commands_of(text, _spoken_to.get())


def _named(whole: str, command: str, user: str) -> str:
    return f"`{whole}`" if command in OF_ALL or "--user" in whole else f"`{whole} --user {user}`"
