"""What is said of a person who was deleted, and whom a copy of the rows from before has brought back."""

from sync.config import Settings
from sync.core.user_name import ME
from sync.engine.deleted import Back


def of(name: str) -> str:
    """How a command names this person."""
    return "" if name == ME else f" --user {name}"


def told_of(back: Back, settings: Settings) -> tuple[str, str]:
    """What is so, and the two ways out."""
    again = "these tables, restored, have" if settings.bucket else "this database, an older copy, has"
    place = f"s3://{settings.bucket}" if settings.bucket else settings.files_dir
    name = back.name
    return (
        f"{name} was deleted on {back.note.at:%Y-%m-%d}, and {again} them again",
        f"run `runtrack delete{of(name)}`; if they are to be here again, remove {place}/{back.note.name}.z",
    )
