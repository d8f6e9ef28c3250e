"""Facebook Messenger as a service: what it says about itself (docs/services/messenger.md)."""

from datetime import datetime
from typing import TYPE_CHECKING

from sync.core.errors import AppInactive
from sync.service import Built, Host, Parts, Role, Service
from sync.setting import secret

if TYPE_CHECKING:
    from sync.adapters.facebook_messenger import FacebookMessenger

API = "https://graph.facebook.com"
NAME = "messenger"


def _build(parts: Parts) -> Built:
    token, app_secret = parts.values["MESSENGER_PAGE_TOKEN"], parts.values["MESSENGER_APP_SECRET"]

    def messenger(now: datetime) -> "FacebookMessenger":
        from sync.adapters.facebook_messenger import FacebookMessenger  # which most ticks do not need
        from sync.adapters.writing_http import WritingHttp

        http = WritingHttp(NAME, parts.hosts, seconds=parts.seconds)
        return FacebookMessenger(http, token, app_secret, now)

    return Built(SERVICE, None, messenger=messenger)


SERVICE = Service(
    name=NAME,
    title="Facebook Messenger",
    about="Connect Facebook Messenger: you hear of songs there for 24 hours after you wrote, and send some.",
    roles=frozenset({Role.MESSENGER}),
    build=_build,
    hosts=(Host(API, "MESSENGER_API_URL", "Base of Facebook's Graph API."),),
    options=(
        secret(
            "MESSENGER_PAGE_TOKEN",
            "The token of your Facebook Page, for people who have a role on its app (docs/services/messenger.md).",
            travels=False,
        ),
        secret("MESSENGER_APP_SECRET", "The app's secret, with which Facebook signs what people write.", travels=False),
        secret(
            "MESSENGER_VERIFY_TOKEN",
            "A word of your own, which Facebook says back to the webhook; `openssl rand -hex 16` makes one.",
            travels=False,
        ),
    ),
    needs=("MESSENGER_PAGE_TOKEN", "MESSENGER_APP_SECRET", "MESSENGER_VERIFY_TOKEN"),
    how_to=(
        "Facebook Messenger needs a Page with an app of your own: set MESSENGER_PAGE_TOKEN, MESSENGER_APP_SECRET and "
        "MESSENGER_VERIFY_TOKEN."
    ),
    has_login=False,
    answers="Facebook knows the Page",
    advice={AppInactive: "set MESSENGER_PAGE_TOKEN to a token of the Page with the permission pages_messaging"},
    limits="200 calls times the people of a day, 300 texts a second; 24 hours after a person wrote",
    policy="without App Review only people with a role on the app; that it is a bot must be said",
    german="sync.adapters.facebook_german",
)
