"""Names and numbers from services, so that every store, every JSON and every terminal takes them.

Whatever text a service sends and we keep passes `text`, whatever of it goes into an error passes `SyncError`: both
cut it. A row of DynamoDB holds 400 KB in all, and an error text of 3 MB once became a database of 21 MB."""

from typing import Any

MOST = 300
"""Signs of a name, a title or an id: longer ones are cut. Song titles of more than 200 exist."""
IMPOSSIBLE = 1e8
"""Seconds (three years) or metres (twice around the earth): no recording measures that much."""


def text(value: Any, most: int = MOST) -> str:
    """Half an emoji (a lone surrogate) and control characters left out, cut to `most` signs; "" for nothing."""
    kept = str(value or "")
    if len(kept) > most:
        kept = kept[: most - 1] + "…"
    if kept.isascii() and kept.isprintable():  # most of a long import
        return kept.strip()
    kept = kept.encode("utf-8", "ignore").decode()
    return "".join(" " if ord(sign) < 32 or ord(sign) == 127 else sign for sign in kept).strip()


def measure(value: Any) -> float:
    """Seconds or metres; 0.0 (unknown) when nothing could have measured it. Raises ValueError and TypeError."""
    number = float(value or 0.0)
    return number if 0 <= number < IMPOSSIBLE else 0.0  # false for nan as well


def identifier(value: Any) -> int:
    """A service's id of something, as a database's 64-bit integer holds it. Raises ValueError or TypeError for what is
    none, `true` among it, which Python would take for 1."""
    number = int(value)
    if isinstance(value, bool) or not 0 < number < 2**63:
        raise ValueError(f"no id: {value!r}"[:80])
    return number
