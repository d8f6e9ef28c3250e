"""What a person of an installation may be called: a short name that is safe in a file name, a key and a command."""

import re

ME = "me"
"""Who an installation works for when nobody else was named."""
LONGEST = 32
_GOOD = re.compile(r"[a-z0-9][a-z0-9_-]*")


def wrong_name(name: str) -> str:
    """What is wrong with a name, "" when it will do. No capital letters: some disks do not tell them apart."""
    if not name:
        return "a name must not be empty"
    if len(name) > LONGEST:
        return f"a name has at most {LONGEST} signs"
    if not _GOOD.fullmatch(name):
        return "a name has small letters from a to z, digits, - and _, and begins with a letter or a digit"
    return ""
