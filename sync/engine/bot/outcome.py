"""What comes of an update."""

from dataclasses import dataclass

from sync.core.said import Said


@dataclass(frozen=True, slots=True)
class Outcome:
    """`user`: whose it was, "" for nobody's. `said`: the answer, None for none. `pressed`: what who pressed a button
    reads at once. `changed`: the id of a message to be made anew at once, "" for none. `chat`: where the answer goes,
    "" for where the update came from."""

    user: str = ""
    said: Said | None = None
    pressed: str = ""
    changed: str = ""
    chat: str = ""
