"""A folder as a service: what it says about itself (docs/folder.md)."""

import math
from pathlib import Path
from typing import TYPE_CHECKING

from sync.service import Built, Parts, Role, Service
from sync.setting import Option

if TYPE_CHECKING:
    from datetime import datetime

    from sync.adapters.folder import FolderSource

ME = "me"
EACH = "{user}"


def place_of(text: str, user: str) -> Path | None:
    """A user's folder by the setting: everybody's own where it names the user, else that of the one who is `me`."""
    if not text or (EACH not in text and user != ME):
        return None
    return Path(text.replace(EACH, user))


def folder_path(text: str) -> str:
    """The setting, with `~` for the home folder. Raises ValueError for a path whose place is not fixed."""
    try:
        path = Path(text).expanduser()
    except RuntimeError:
        raise ValueError(f"a path; whose folder {text.partition('/')[0]} is cannot be found out") from None
    if not path.is_absolute():
        raise ValueError("a whole path, such as /home/me/runs or ~/runs")
    return str(path)


def _build(parts: Parts) -> Built | None:
    text: str = parts.values["RUNTRACK_FOLDER"]
    if not text:
        return None
    from sync.adapters.folder import Folder

    folder = Folder(lambda user: place_of(text, user), parts.store)

    def bind(user: str, now: "datetime") -> "FolderSource":
        return folder.for_user(user, now)

    def check(user: str, now: "datetime") -> None:
        bind(user, now).recent(1)

    return Built(SERVICE, folder, bind=bind, check=check, serves=folder.serves)


SERVICE = Service(
    name="folder",
    title="Folder",
    roles=frozenset({Role.SOURCE}),
    build=_build,
    options=(
        Option(
            "RUNTRACK_FOLDER",
            "",
            folder_path,
            "A folder whose FIT, GPX and TCX files become runs, also .gz and .zip; they are never moved or changed. "
            "With several users: {user} in it stands for each one's name (docs/folder.md).",
            shown="/home/me/runs",
            default="",
        ),
    ),
    has_login=False,
    patience=math.inf,
    answers="it can be read",
    limits="none: no call is made",
    policy="the user's own files, where the user keeps them",
)
