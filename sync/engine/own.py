"""What a person has set otherwise than the installation, and the application as they have set it up."""

import logging

from sync.app import App
from sync.core.own_settings import OwnSecrets, OwnSettings
from sync.ports import SealBroken

log = logging.getLogger("runtrack.own")


def app_of(app: App, user: str) -> App:
    """The application as this person has set it up; `app` itself where they have set nothing. Safe to repeat."""
    own = texts_of(app, user)
    return app.as_set_up(app, own) if own else app


def texts_of(app: App, user: str) -> dict[str, str]:
    """A person's own settings by name, secret ones opened; one that no key opens is left out."""
    known = app.store.load(OwnSettings, user)
    if known is None:
        return {}
    found = dict(known.texts)
    secrets = (app.store.load(OwnSecrets, user) if known.sealed else None) or OwnSecrets(user)
    for name in known.sealed:
        try:
            found[name] = app.sealer.open(secrets.sealed[name], *secrets.bound_to(name))
        except (KeyError, SealBroken) as error:
            log.error("a secret of a person cannot be opened", extra={"user": user, "name": name, "why": str(error)})
    return found
