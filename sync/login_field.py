"""What a service says of its login beforehand: what a person may give it, and where its page answers."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a person knows: the question `ask`, and how it may be given beforehand (`argument`, `option`,
    `flag`, or a `file` whose text it is; in a folder the first of `files` that is there)."""

    name: str
    ask: str = ""
    hidden: bool = False
    about: str = ""
    metavar: str = ""
    kind: Literal["argument", "option", "flag", "file"] = "option"
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Callback:
    """Where a page's answer comes back: this port of this machine under this name, for so long."""

    host: str
    port: int
    seconds: float
    path: str = "/callback"
