"""Write docs/api.md: what is said of the API by hand, and every endpoint and shape as the application describes them.

`make api-page` runs this; a test holds the page up to date.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parent.parent / "docs" / "api.md"
MADE = "<!-- From here on scripts/api_page.py writes this page. -->"
METHODS = ("get", "put", "post", "delete")


def description() -> dict[str, Any]:
    """Of an application without a site: nothing of it is asked."""
    from sync.entrypoints.api.app import create_app

    return create_app(None).openapi()  # type: ignore[arg-type]  # it is described and serves nobody


def page(before: str, described: dict[str, Any]) -> str:
    """The page: what stands before the mark stays."""
    parts = [before.partition(MADE)[0] + MADE, "", "## Endpoints"]
    for path, operations in described["paths"].items():
        parts += [part for method in METHODS if method in operations for part in _endpoint(path, method, operations)]
    parts += ["## Shapes"]
    parts += [part for name, schema in described["components"]["schemas"].items() for part in _shape(name, schema)]
    return "\n".join(parts).rstrip() + "\n"


def _endpoint(path: str, method: str, operations: dict[str, Any]) -> list[str]:
    operation = operations[method]
    lines = ["", f"### `{method.upper()} {path}`", "", operation.get("description", "").strip(), ""]
    rows = [
        (f"`{one['name']}`", _type(one["schema"]), one.get("description") or _bounds(one["schema"]))
        for one in operation.get("parameters", ())
        if one["in"] == "query"
    ]
    lines += _table(("query", "type", "what it is"), rows)
    if "requestBody" in operation:
        lines += [f"Body: {_of_content(operation['requestBody'])}", ""]
    answers = {status: each for status, each in operation["responses"].items() if status < "400"}
    lines += [f"- {status}: {_of_content(each) or each['description']}" for status, each in answers.items()]
    return [*lines, ""]


def _of_content(part: dict[str, Any]) -> str:
    kinds = part.get("content", {})
    schema = kinds.get("application/json", {}).get("schema")
    return _type(schema) if schema else ""


def _shape(name: str, schema: dict[str, Any]) -> list[str]:
    lines = ["", f"### {name}", "", _one_line(schema.get("description", "")), ""]
    if "enum" in schema:
        return [*lines[:-1], ", ".join(f"`{each}`" if each else "empty" for each in schema["enum"]), ""]
    rows = [
        (f"`{key}`", _type(each), _one_line(each.get("description", "")))
        for key, each in schema.get("properties", {}).items()
    ]
    return [*lines, *_table(("key", "type", "what it is"), rows)]


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    for many in ("anyOf", "oneOf"):
        if many in schema:
            return " or ".join(_type(each) for each in schema[many])
    match schema.get("type"):
        case "array" if "prefixItems" in schema:
            return f"[{', '.join(_type(each) for each in schema['prefixItems'])}]"
        case "array":
            return f"list of {_type(schema['items'])}"
        case "object" if isinstance(schema.get("additionalProperties"), dict):
            return f"object of {_type(schema['additionalProperties'])}"
        case "string" if "enum" in schema:
            return ", ".join(f"`{each}`" for each in schema["enum"])
        case "string" if "const" in schema:
            return f"`{schema['const']}`"
        case "string":
            return {"date-time": "time", "date": "day"}.get(schema.get("format", ""), "text")
        case "integer" | "number" as kind:
            return "whole number" if kind == "integer" else "number"
        case "boolean":
            return "yes/no"
    return str(schema.get("type", "anything"))


def _bounds(schema: dict[str, Any]) -> str:
    low, high, usual = schema.get("minimum"), schema.get("maximum"), schema.get("default")
    between = f"{low} to {high}" if low is not None and high is not None else ""
    return f"{between}; {usual} where it is not said" if between and usual is not None else between


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    if not rows:
        return []
    lines = [f"| {' | '.join(cells)} |" for cells in (head, ("---",) * len(head), *rows)]
    return [*(re.sub(r" +", " ", line) for line in lines), ""]


def _one_line(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(), description()))
