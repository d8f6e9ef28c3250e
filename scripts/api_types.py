"""Write web/src/lib/schema.ts: the shapes of the API as TypeScript, from what the application describes of itself.

`make api-page` runs this; a test holds the file up to date. openapi-typescript would do it as well, with 30 packages.
"""

import json
from pathlib import Path
from typing import Any

from scripts.api_page import description

FILE = Path(__file__).parent.parent / "web" / "src" / "lib" / "schema.ts"
HEAD = "// The shapes of the API, made by scripts/api_types.py (`make api-page`): never edited by hand.\n"


def types(described: dict[str, Any]) -> str:
    """All of them, in the order of docs/api.md."""
    return HEAD + "".join(_shape(name, each) for name, each in described["components"]["schemas"].items())


def _shape(name: str, schema: dict[str, Any]) -> str:
    if "properties" not in schema:
        return f"\nexport type {name} = {_type(schema)}\n"
    needed = set(schema.get("required", ()))
    lines = [
        f"{_comment(each)}  {key}{'' if key in needed else '?'}: {_type(each)}\n"
        for key, each in schema["properties"].items()
    ]
    return f"\nexport interface {name} {{\n{''.join(lines)}}}\n"


def _comment(schema: dict[str, Any]) -> str:
    words = " ".join(schema.get("description", "").split()).replace("*/", "* /")
    return f"  /** {words} */\n" if words else ""


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    for many in ("anyOf", "oneOf"):
        if many in schema:
            return " | ".join(_type(each) for each in schema[many])
    if "enum" in schema or "const" in schema:
        return " | ".join(map(_literal, schema.get("enum", [schema.get("const")])))
    match schema.get("type"):
        case "array" if "prefixItems" in schema:
            return f"[{', '.join(map(_type, schema['prefixItems']))}]"
        case "array":
            inner = _type(schema["items"])
            return f"({inner})[]" if "|" in inner else f"{inner}[]"
        case "object":
            return f"Record<string, {_type(schema.get('additionalProperties') or {})}>"
        case "integer" | "number":
            return "number"
        case "string" | "boolean" | "null" as kind:
            return str(kind)
    return "unknown"


def _literal(value: object) -> str:
    return f"'{value}'" if isinstance(value, str) else json.dumps(value)


if __name__ == "__main__":
    FILE.write_text(types(description()))
