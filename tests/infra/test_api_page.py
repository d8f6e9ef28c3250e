"""docs/api.md, and the types of the pages, say what the application describes of itself."""

from typing import Any

import pytest

from scripts.api_page import PAGE, description, page
from scripts.api_types import FILE, types


def test_the_page_is_what_the_script_makes_of_the_application() -> None:
    before = PAGE.read_text()
    assert page(before, description()) == before, "run `make api-page`"


def test_the_types_of_the_pages_are_what_the_script_makes_of_the_application() -> None:
    assert types(description()) == FILE.read_text(), "run `make api-page`"


@pytest.mark.parametrize(
    ("schema", "type"),
    [
        ({"$ref": "#/components/schemas/Other"}, "Other"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "number | null"),
        ({"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "null"}]}}, "(string | null)[]"),
        ({"type": "array", "prefixItems": [{"type": "number"}, {"type": "boolean"}]}, "[number, boolean]"),
        ({"type": "object", "additionalProperties": {"type": "string"}}, "Record<string, string>"),
        ({"type": "string", "enum": ["", "a*/b"]}, "'' | 'a*/b'"),
        ({"type": "string", "const": "ask"}, "'ask'"),
        ({}, "unknown"),
    ],
)
def test_a_type_is_written_as_typescript_has_it(schema: dict[str, Any], type: str) -> None:
    described = {"components": {"schemas": {"One": {"properties": {"key": schema}, "required": ["key"]}}}}
    assert types(described).endswith(f"\nexport interface One {{\n  key: {type}\n}}\n")


def test_each_problem_has_the_type_of_problems() -> None:
    operations = [each for path in description()["paths"].values() for each in path.values()]
    for operation in operations:
        wrong = {status: each for status, each in operation["responses"].items() if status >= "400"}
        assert {*wrong} == {"400", "401", "403", "404", "409", "413", "414", "415", "421", "422", "429", "502", "503"}
        assert {kind for each in wrong.values() for kind in each["content"]} == {"application/problem+json"}
