"""JSON from outside is read quickly, and as the standard library reads it: the same values, the same refusals."""

import json
import math
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sync.adapters.json_text import parsed

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
TEXTS = VALUES.map(json.dumps) | VALUES.map(lambda value: json.dumps(value, ensure_ascii=False, indent=1))


@given(TEXTS, st.text(max_size=2), st.floats(0, 1))
@example("[1e400, -1e400, 1e-400]", "", 0)
@example('{"a": 1, "a": 2}', "", 0)
@example("[123456789012345678901234567890, -9223372036854775809, 1E5, -0, -0.0]", "", 0)
@example('["\\ud800"]', "", 0)
@example("[NaN, Infinity, -Infinity]", "", 0)
@example("[1,]", "", 0)
@example('"a\tb"', "", 0)
def test_a_text_damaged_or_not_means_what_it_means_to_the_standard_library(
    text: str, damage: str, where: float
) -> None:
    at = int(where * len(text))
    for whole in (text, text[:at] + damage + text[at:], text[:at] + damage + text[at + 1 :]):
        for form in (whole, whole.encode("utf-8", "surrogatepass"), whole.encode("utf-16", "surrogatepass")):
            assert outcome(parsed, form) == outcome(json.loads, form)


@pytest.mark.parametrize("text", ["[" * 200_000, '{"a":' * 200_000, "[" * 200_000 + "]" * 200_000])
def test_what_is_nested_too_deeply_is_refused_as_any_other_text(text: str) -> None:
    assert outcome(parsed, text) is ValueError


def outcome(read: Callable[[str | bytes], object], text: str | bytes) -> object:
    """The value, written so that 1, 1.0 and True differ, as do NaN and null; or that there is none."""
    try:
        return repr(read(text))
    except ValueError:
        return ValueError


def test_a_number_beyond_all_bounds_is_infinite_and_no_reason_to_lose_a_whole_list() -> None:
    assert parsed(b'[{"pace": 1e999, "rest": NaN}]')[0]["pace"] == math.inf
