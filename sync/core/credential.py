"""The secret words with which a browser or a program shows whose it is, and what is kept of them: a fingerprint.

A word is `<name>.<secret>`: the name finds the row, and a secret of 256 random bits needs no slow hash. Whoever reads
the store learns no word that would be taken.
"""

import re
from dataclasses import dataclass
from hashlib import sha256

from sync.core.user_name import wrong_name

TOKEN_MARK = "rt_"  # noqa: S105 how every API token begins, so that scanners of published code know one
_SECRET = re.compile(r"[A-Za-z0-9_-]{22,86}")  # 16 to 64 bytes, URL-safe


def fingerprint(secret: str) -> str:
    """What is kept of a secret: SHA-256, in hex."""
    return sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Word:
    """One such word, taken apart."""

    user: str
    secret: str

    @property
    def text(self) -> str:
        return f"{self.user}.{self.secret}"

    @property
    def id(self) -> str:
        """What its row is called."""
        return fingerprint(self.secret)


def read_word(text: str) -> Word | None:
    """A word as it came from outside, None when it cannot be one."""
    user, dot, secret = text.partition(".")
    if not dot or wrong_name(user) or not _SECRET.fullmatch(secret):
        return None
    return Word(user, secret)
