"""Matrix as a service: what it says about itself. Who writes there is `matrix.py` (docs/services/matrix.md)."""

from datetime import datetime
from typing import TYPE_CHECKING

from sync.core.errors import AppInactive
from sync.service import Built, Parts, Role, Service
from sync.setting import Option, secret, url

if TYPE_CHECKING:
    from sync.adapters.matrix import Matrix
    from sync.adapters.matrix_account import MatrixAccount

NAME = "matrix"


def _build(parts: Parts) -> Built:
    base, token = parts.values["MATRIX_HOMESERVER"], parts.values["MATRIX_ACCESS_TOKEN"]
    accounts = list["MatrixAccount"]()  # one, which remembers who is where

    def messenger(now: datetime) -> "Matrix":
        from sync.adapters.matrix import Matrix  # which most ticks do not need
        from sync.adapters.matrix_account import MatrixAccount
        from sync.adapters.writing_http import WritingHttp

        if not accounts:
            accounts.append(MatrixAccount(WritingHttp(NAME, parts.hosts, seconds=parts.seconds), base, token))
        return Matrix(accounts[0], now)

    return Built(SERVICE, None, messenger=messenger, client_id=base)


SERVICE = Service(
    name=NAME,
    title="Matrix",
    about="Connect Matrix: you hear of songs in a room without encryption, and send some.",
    roles=frozenset({Role.MESSENGER}),
    build=_build,
    options=(
        Option(
            "MATRIX_HOMESERVER",
            "",
            url,
            "The homeserver of a bot's account on Matrix: https://matrix.example.org, say (docs/services/matrix.md).",
        ),
        secret("MATRIX_ACCESS_TOKEN", "The access token of that account, which nobody else uses.", travels=False),
    ),
    needs=("MATRIX_HOMESERVER", "MATRIX_ACCESS_TOKEN"),
    how_to=(
        "Matrix needs an account for the bot: register one on a homeserver, and set MATRIX_HOMESERVER and "
        "MATRIX_ACCESS_TOKEN to its address and to an access token."
    ),
    has_login=False,
    answers="the homeserver knows the bot",
    advice={AppInactive: "set MATRIX_ACCESS_TOKEN to a token of the bot's account"},
    limits="each homeserver has its own, and says how long to wait",
    policy="the operator's own account on a homeserver; messages lie there as in any room without encryption",
    german="sync.adapters.matrix_german",
)
