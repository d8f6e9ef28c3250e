"""Takes the code out of a tutorial, whole files and changes of files that are there, and puts it into a copy."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.support.infra.source import ROOT

LEFT_BEHIND = shutil.ignore_patterns("__pycache__", ".*")
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """One fenced block that names its file: a whole file (`python`), or changes (`diff`)."""

    path: str
    kind: str
    text: str

    @property
    def changes(self) -> list[tuple[str, str]]:
        """(what is there, what is to be there instead), one of each for every part after a `@@`."""
        found = []
        for part in re.split(r"^@@.*\n", self.text, flags=re.MULTILINE)[1:]:
            lines = part.splitlines(keepends=True)
            strange = [line for line in lines if line[0] not in " +-\n"]
            assert not strange, f"{self.path}: lines of a change begin with a blank, + or -: {strange}"
            old, new = ("".join(line[1:] or "\n" for line in lines if line[0] != sign) for sign in "+-")
            found.append((old, new))
        return found


def blocks(text: str) -> list[Block]:
    """Every block of a Markdown text whose first line is a comment with the path of a file."""
    found = []
    for kind, inside in FENCED.findall(text):
        named = re.match(r"# (\S*\.\w+|\.env\.example)\n", inside)
        if named:
            found.append(Block(named[1], kind, inside[named.end() :]))
    return found


def copied(folder: Path) -> None:
    """A copy of the program and its tests."""
    for name in ("sync", "tests", "scripts"):
        shutil.copytree(ROOT / name, folder / name, ignore=LEFT_BEHIND)
    for name in ("pyproject.toml", ".env.example"):
        shutil.copy(ROOT / name, folder / name)


def followed(folder: Path, written: list[Block]) -> None:
    """Do in a copy what the tutorial says: write new files, change old ones. Fails where the program has moved on."""
    for block in written:
        path = folder / block.path
        if block.kind == "python":
            assert not path.exists(), f"{block.path} is there already"
            path.write_text(block.text)
            continue
        assert block.kind == "diff", f"{block.path}: a block is python or diff"
        for old, new in block.changes:
            text = path.read_text()
            assert text.count(old) == 1, f"{block.path} has these lines {text.count(old)} times, not once:\n{old}"
            path.write_text(text.replace(old, new))
