"""What the rules of this wired look at: a module's names, its first line, its calls, its comments."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, eq=False)
class Module:
    """One Python file by its path below the repository, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @property
    def first_line(self) -> str:
        """Of its docstring; "" when it has none."""
        return (ast.get_docstring(self.tree, clean=False) or "").partition("\n")[0]

    def names(self) -> Iterator[tuple[int, str]]:
        """(line, identifier): what is defined, assigned, passed or looked up. Not what strings and comments say."""
        for node in ast.walk(self.tree):
            line = getattr(node, "lineno", 0)
            match node:
                case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                    yield line, name
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                    yield line, name
                case ast.keyword(arg=str(name)) | ast.alias(asname=str(name)) | ast.ExceptHandler(name=str(name)):
                    yield line, name
                case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.TypeVar(name=str(name)):
                    yield line, name

    def calls(self) -> Iterator[tuple[int, str]]:
        """(line, dotted name) of every call whose function is written as a plain or dotted name."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                yield node.lineno, ast.unparse(node.func)

    def imported(self) -> Iterator[tuple[int, str]]:
        """(line, "module.name") of everything that is imported by name."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom):
                yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)

    def bare_excepts(self) -> Iterator[int]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ExceptHandler) and node.type is None:
                yield node.lineno

    def comments(self) -> Iterator[tuple[int, str]]:
        for token in tokenize.generate_tokens(io.StringIO(self.text).readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string


def modules(folder: str) -> list[Module]:
    """Every Python file below a folder of the repository, by name."""
    found = sorted(path for path in (ROOT / folder).rglob("*.py") if "__pycache__" not in path.parts)
    return [Module(path.relative_to(ROOT).as_posix(), path.read_text()) for path in found]


def words(name: str) -> list[str]:
    """The words of an identifier: `track_points` and `TrackPoints` are both [track, points]."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)]
