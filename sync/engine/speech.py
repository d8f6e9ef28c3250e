"""In which language somebody is written to."""

from collections.abc import Callable

from sync.app import App
from sync.engine import own

LANGUAGES = ("en", "de")


def speech(app: App, user: str, language: str) -> Callable[[str], str]:
    """The language of a person: as they have set it, else as their app there is. `user` "": a stranger's app."""
    texts = own.texts_of(app, user) if user else {}
    set_up = app.as_set_up(app, texts) if texts else app
    if set_up.preferences.peace.language or language not in LANGUAGES:
        return set_up.in_language
    return app.as_set_up(app, {**texts, "RUNTRACK_LANGUAGE": language}).in_language
