"""How a notice is told, by place: the sentence is the same everywhere (`core/notice_words.py`), the way out is not."""

from collections.abc import Callable
from types import ModuleType

from sync.config import Settings
from sync.core.notice import Notice
from sync.entrypoints.commands_of import commands_of
from sync.entrypoints.notices import on_aws, on_one_machine


def place_of(settings: Settings | None) -> ModuleType:
    """How the place is spoken of that these settings are of: `words`, `way_out`, `login`."""
    return on_aws if settings is not None and settings.bucket else on_one_machine


def words_for(settings: Settings) -> Callable[[Notice], str]:
    """The words of the place that these settings are of, to the person that a notice is for."""
    words = place_of(settings).words
    return lambda notice: commands_of(words(notice), notice.user)
