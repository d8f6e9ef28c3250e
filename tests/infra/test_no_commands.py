"""Core and engine name no command: what they store and return holds facts, and each way in words the way out."""

import ast

from tests.support.infra.source import ROOT

ARCHIVE = "archive"
"""What it holds is read far from any installation: its pages name the command that brings it back."""


def texts(tree: ast.Module) -> list[str]:
    """Every text that is no docstring, and no string that stands by itself below a name to describe it."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone
    ]


def test_no_text_of_core_or_engine_names_a_command() -> None:
    files = [
        path
        for room in ("core", "engine")
        for path in (ROOT / "sync" / room).rglob("*.py")
        if path.parent.name != ARCHIVE
    ]
    assert len(files) > 50
    named = [(path.name, text) for path in files for text in texts(ast.parse(path.read_text())) if "`runtrack" in text]
    assert named == []
