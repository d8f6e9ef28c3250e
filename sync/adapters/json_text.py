"""JSON from outside. Nested too deeply, it makes Python raise what is no ValueError and looks like our own bug."""

import json
from typing import Any


def parsed(text: bytes | str, **how: Any) -> Any:
    """The value. Raises ValueError for whatever is no JSON, or none that can be read; `how` as of `json.loads`."""
    try:
        return json.loads(text, **how)
    except RecursionError:
        raise ValueError("nested too deeply") from None
