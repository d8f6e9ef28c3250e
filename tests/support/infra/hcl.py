"""The Terraform files as Python values: blocks, policies, variables."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from hcl2.api import loads

FOLDER = Path(__file__).parents[3] / "terraform"


@dataclass(frozen=True)
class Statement:
    """One statement of a policy; lists are what stands between the brackets, or one text for an expression."""

    policy: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    guarded: bool  # who may assume a role: names principals instead of resources


def plain(value: Any) -> Any:
    """Without the quotation marks that some versions of the parser leave around texts and names."""
    if isinstance(value, dict):
        return {plain(key): plain(each) for key, each in value.items() if not str(key).startswith("__")}
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, str) and len(value) > 1 and value[0] == value[-1] == '"':
        return value[1:-1]
    return value


@cache
def parsed() -> dict[str, dict[str, Any]]:
    """File name: its blocks."""
    return {path.name: plain(loads(path.read_text())) for path in sorted(FOLDER.glob("*.tf"))}


def blocks(kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """(label, body) of every `variable` or `output`; ("type.label", body) of every `resource` and `data`."""
    for file in parsed().values():
        for block in file.get(kind, []):
            for label, body in block.items():
                if kind in ("resource", "data"):
                    yield from ((f"{label}.{name}", inner) for name, inner in body.items())
                else:
                    yield label, body


def statements(found: Iterator[tuple[str, dict[str, Any]]]) -> Iterator[Statement]:
    """Every statement of the policy documents among the blocks, those of `dynamic` blocks too."""
    for name, body in found:
        if not name.startswith("aws_iam_policy_document."):
            continue
        written = list(body.get("statement", []))
        for block in body.get("dynamic", []):
            written += [inner for each in block.values() for inner in each["content"]]
        for each in written:
            yield Statement(name, texts(each.get("actions")), texts(each.get("resources")), "principals" in each)


def texts(value: Any) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else () if value is None else (str(value),)
