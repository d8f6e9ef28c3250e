"""Plain requests to the simulated Spotify, as any program could send them."""

from typing import Any

import requests

from sync.sim.spotify import SimSpotify


def asked(sim: SimSpotify, token: str = "", **query: str | int) -> requests.Response:
    """recently-played with a limit of 50; without a `token` with a fresh one."""
    where = f"{sim.url}/v1/me/player/recently-played"
    asks: dict[str, str | int] = {"limit": 50, **query}
    return requests.get(where, params=asks, headers=bearer(sim, token), timeout=5)


def page(sim: SimSpotify, **query: str | int) -> Any:
    """What it answers when it does not refuse."""
    answer = asked(sim, "", **query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def bearer(sim: SimSpotify, token: str = "") -> dict[str, str]:
    return {"Authorization": f"Bearer {token or sim.tokens()['access_token']}"}
