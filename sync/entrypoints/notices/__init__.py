"""How a notice is told, by place: the sentence is the same everywhere (`core/notice_words.py`), the way out is not."""

from collections.abc import Callable

from sync.config import Settings
from sync.core.notice import Notice
from sync.entrypoints.commands_of import commands_of
from sync.entrypoints.notices import on_aws, on_one_machine


def words_for(settings: Settings) -> Callable[[Notice], str]:
    """The words of the place that these settings are of, to the person that a notice is for."""
    words = on_aws.words if settings.bucket else on_one_machine.words
    return lambda notice: commands_of(words(notice), notice.user)


def words_in_the_pages(settings: Settings) -> Callable[[Notice], str]:
    """The words of the pages over such an installation. On AWS a login is made elsewhere."""
    if settings.bucket:
        return words_for(settings)
    from sync.entrypoints.notices import in_the_pages  # a tick shows no pages

    return in_the_pages.words


def in_language(text: str, language: str) -> str:
    """A text for a person in the language they have chosen; English where they have chosen none."""
    if language != "de":
        return text
    from sync.entrypoints.german import german  # most ticks send nothing, and most people read English

    return german(text)


def login_for(settings: Settings) -> Callable[[str], str]:
    """How one logs in to a service, at the place that these settings are of."""
    return on_aws.login if settings.bucket else on_one_machine.login
