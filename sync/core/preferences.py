"""What a user wants synchronised."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sync.core.peace import Peace

EmojiPlace = Literal["end", "start"]
"""Of a title."""
RUNNING = 1  # the type id of running; its children carry it as the id of their parent
RUNNING_KEYS = frozenset({"running", "virtual_run", "obstacle_run", "ultra_run"})
"""Of the running family, for files that carry no type ids; the others end in `_running`."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a user wants. `types` are activity type keys; `running` means the whole running family, `all` everything."""

    types: tuple[str, ...] = ("running",)
    min_distance: float = 0.0  # metres
    upload_delay: timedelta = timedelta(0)
    annotate_only: bool = False
    keep_only: bool | None = None  # nothing is sent, runs are kept here; None: so where the target is not set up
    skip_private: bool = False  # runs that are private at their source are not uploaded
    fetch_files: bool = True  # also of runs that were on the target already, for map and figures
    keep_originals: timedelta | None = None  # None: for ever
    keep_routes: timedelta | None = None
    keep_plays: timedelta | None = None
    title_emoji: str = "🎵"  # "": the title is left alone
    title_emoji_at: EmojiPlace = "end"
    peace: Peace = Peace()
    name_senders: bool = False  # in a run's text, the friends who sent songs
    insights_of_all_plays: bool = False  # also where a service's terms leave statistics to oneself
    listens_at: tuple[str, ...] = ()  # services whose links to songs are wanted; (): those that are connected
    app_url: str = ""  # where the runs' pages are; "": there are none

    def wants(self, type_key: str, type_id: int | None = None, parent_type_id: int | None = None) -> bool:
        running = RUNNING in (type_id, parent_type_id) or type_key in RUNNING_KEYS or type_key.endswith("_running")
        return "all" in self.types or type_key in self.types or ("running" in self.types and running)
