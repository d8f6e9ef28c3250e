"""Reads what the self-hosting files say: a Dockerfile's instructions, and which paths .dockerignore lets through."""

from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path


@dataclass(frozen=True)
class Instruction:
    """One instruction of a deployed (0 is the first): `COPY`, its flags without dashes, the rest of its line."""

    deployed: int
    name: str
    flags: tuple[str, ...]
    rest: str

    @property
    def words(self) -> list[str]:
        return self.rest.split()


def instructions(text: str) -> list[Instruction]:
    """Without comments; lines that end in a backslash are joined."""
    found: list[Instruction] = []
    deployed, line = -1, ""
    for raw in text.splitlines():
        if raw.lstrip().startswith("#") or (not raw.strip() and not line):
            continue
        line += raw.strip()
        if line.endswith("\\"):
            line = line[:-1]
            continue
        name, _, rest = line.partition(" ")
        words = rest.split()
        flags = [word for word in words if word.startswith("--")] if name.upper() in ("COPY", "ADD", "FROM") else []
        deployed += name.upper() == "FROM"
        body = " ".join(word for word in words if word not in flags)
        found.append(Instruction(deployed, name.upper(), tuple(flag.lstrip("-") for flag in flags), body))
        line = ""
    return found


def sent(ignore: str, path: str) -> bool:
    """Whether this path of the folder goes to the builder: the last pattern that matches it or a parent decides."""
    parents = [path, *(parent.as_posix() for parent in Path(path).parents if parent != Path())]
    kept = True
    for line in ignore.splitlines():
        pattern = line.strip()
        if not pattern or pattern.startswith("#"):
            continue
        wanted = pattern.startswith("!")
        pattern = pattern.removeprefix("!").strip("/")
        loose = pattern.removeprefix("**/")
        if any(fnmatch(part, pattern) or (loose != pattern and fnmatch(Path(part).name, loose)) for part in parents):
            kept = wanted
    return kept
