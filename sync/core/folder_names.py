"""Names of files as texts: whatever bytes a name has, it can be stored, shown on a terminal and turned back. Pure."""

MOST_SHOWN = 100
_HEX = "\0"


def stored(raw: bytes) -> str:
    """A name as it is kept: itself, or its bytes in hexadecimal behind a NUL, which no name holds."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return _HEX + raw.hex()


def raw(name: str) -> bytes:
    """The bytes that `stored` was given."""
    return bytes.fromhex(name[1:]) if name.startswith(_HEX) else name.encode("utf-8")


def shown(name: str) -> str:
    """On one line, without anything that moves a cursor or turns a line around; a long one by its end."""
    return shown_text(raw(name).decode("utf-8", "replace"))


def shown_text(text: str) -> str:
    """The same of a name that stands in a file, such as in a zip."""
    plain = "".join(sign if sign.isprintable() else "�" for sign in text)
    return plain if len(plain) <= MOST_SHOWN else "…" + plain[1 - MOST_SHOWN :]
