"""JSON from outside. Nested too deeply, it makes Python raise what is no ValueError and looks like our own bug."""

import json
from typing import Any


def parsed(text: bytes | str, **how: Any) -> Any:
    """The value. Raises ValueError for whatever is no JSON, or none that can be read; `how` as of `json.loads`."""
    try:
        return json.loads(text, **how) if how else _quickly(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _quickly(text: bytes | str) -> Any:
    """msgspec takes a third of the time. What it refuses (NaN, half a surrogate, a number beyond all bounds, another
    encoding) the standard library judges; what both read, they read alike."""
    import msgspec  # with the first answer: a command that asks nobody does not pay for it

    try:
        return msgspec.json.decode(text)
    except (ValueError, RecursionError):
        return json.loads(text)
