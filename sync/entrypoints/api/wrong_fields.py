"""What FastAPI finds wrong with a request, in our words: which field, and what it must be.

Pydantic's own messages are English, and made for whoever wrote the program.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sync.entrypoints.api.answers.problem import WrongField

MUST: Mapping[str, str] = {
    "missing": "must be given",
    "extra_forbidden": "there is no such field",
    "string_too_short": "must have at least {min_length} signs",
    "string_too_long": "must have at most {max_length} signs",
    "string_pattern_mismatch": "must be written as docs/api.md says",
    "int_from_float": "must be a whole number",
    "finite_number": "must be a number",
    "greater_than_equal": "must be at least {ge}",
    "greater_than": "must be more than {gt}",
    "less_than_equal": "must be at most {le}",
    "less_than": "must be less than {lt}",
    "literal_error": "must be one of {expected}",
    "enum": "must be one of {expected}",
    "too_short": "must be at least {min_length}",
    "too_long": "must be at most {max_length}",
    "timezone_aware": "must be a time such as 2025-01-31T08:00:00Z",
}
"""By pydantic's name of what is wrong; in braces what it says of the limit."""
KINDS: Mapping[str, str] = {
    "string": "must be a text",
    "int": "must be a whole number",
    "float": "must be a number",
    "bool": "must be true or false",
    "date": "must be a day such as 2025-01-31",
    "datetime": "must be a time such as 2025-01-31T08:00:00Z",
    "list": "must be a list",
    "tuple": "must be a list",
    "dict": "must be a JSON object",
    "model": "must be a JSON object",
}
"""By how such a name begins: it is something else, or cannot be read as that."""
OTHERWISE = "cannot be used"
MOST = 3
"""Fields that the sentence names; the list has them all."""
_QUOTED = re.compile(r"'([^']*)'")


def wrong_fields(errors: Sequence[Mapping[str, Any]]) -> list[WrongField]:
    """`errors`: as pydantic tells of them."""
    return [WrongField(field=_field(each["loc"]), message=message(each)) for each in errors]


def message(error: Mapping[str, Any]) -> str:
    """What the field must be."""
    kind, limits = str(error["type"]), dict(error.get("ctx", {}))
    if kind in MUST:
        choices = _QUOTED.findall(str(limits.get("expected", "")))
        return MUST[kind].format_map({**limits, **({"expected": ", ".join(choices)} if choices else {})})
    return KINDS.get(kind.partition("_")[0], OTHERWISE)


def sentence(wrong: Sequence[WrongField]) -> str:
    """All of it in one, as the verbs' own refusals have it."""
    return "; ".join(f"{each.field}: {each.message}" for each in wrong[:MOST])


def _field(place: Sequence[Any]) -> str:
    """`body.given.name` without what the reader does not know."""
    return ".".join(str(each) for each in place[1:]) or str(place[0])
