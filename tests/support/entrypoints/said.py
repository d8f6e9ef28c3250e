"""Every text in our code that a person may be told, read from the code itself, so that none is forgotten."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

_NOT_SAID = re.compile(r"(log\.\w+|re\.\w+|\w+\.execute|Query|Middleware|ValueError|TypeError|getLogger|\w*Record)$")
"""Calls whose texts go to the log, to a pattern, to whoever reads the API, or to nobody."""
_WORDS = re.compile(r"[a-z\d}),]:? [a-z{(]|[a-z]{2,}\.$")


def texts(root: Path, folder: str) -> Iterator[tuple[str, str]]:
    """The file and the text of each; what is filled in is `{1}`, `{2}` and so on, constants of the file are written
    out."""
    for path in sorted((root / folder).rglob("*.py")) if (root / folder).is_dir() else [root / folder]:
        tree = ast.parse(path.read_text())
        name = ".".join(path.relative_to(root).with_suffix("").parts)
        reader = _Reader(importlib.import_module(name))
        reader.visit(tree)
        yield from ((str(path.relative_to(root)), text) for text in reader.found)


class _Reader(ast.NodeVisitor):
    def __init__(self, module: ModuleType) -> None:
        self._module, self.found = module, list[str]()

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # else a docstring
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        if not _NOT_SAID.search(ast.unparse(node.func)):
            self.generic_visit(node)

    def visit_Assert(self, node: ast.Assert) -> None:
        pass

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        if node.name not in ("__repr__", "sql"):
            for each in node.body:
                self.visit(each)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        pieces = [each.value if isinstance(each, ast.Constant) else self._filled(each) for each in node.values]
        self._note("".join(map(str, pieces)))
        for each in node.values:
            if isinstance(each, ast.FormattedValue):
                self.visit(each.value)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self._note(node.value)

    def _filled(self, node: ast.expr) -> str:
        value = node.value if isinstance(node, ast.FormattedValue) else None
        known = getattr(self._module, value.id, None) if isinstance(value, ast.Name) else None
        return known if isinstance(known, str) else "{}"

    def _note(self, text: str) -> None:
        words = re.findall(r"[A-Za-z]{2,}", re.sub(r"\{\w*\}", "", text))
        if len(words) < 2 or not _WORDS.search(text) or text.startswith((" ", ",", ";", "<", "`runtrack")):
            return  # no sentence, or a piece of one that is read as a whole elsewhere
        places = iter(range(1, 99))
        self.found.append(re.sub(r"\{\w*\}", lambda _: f"{{{next(places)}}}", text))
