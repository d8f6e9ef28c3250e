"""A bare HTTP client of the simulated Strava, for its tests: what any program would send."""

from typing import Any

import requests

from sync.sim.clock import HandClock
from sync.sim.strava import SimStrava


class Client:
    """Speaks to one simulator with one access token."""

    def __init__(self, sim: SimStrava, clock: HandClock) -> None:
        self.sim = sim
        self.clock = clock
        self.given = sim.tokens()

    def call(self, method: str, path: str, **more: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.given['access_token']}"}
        return requests.request(method, f"{self.sim.url}/api/v3{path}", headers=headers, timeout=5, **more)

    def get(self, path: str, **params: Any) -> requests.Response:
        return self.call("GET", path, params=params)

    def put(self, activity_id: int, **body: Any) -> requests.Response:
        return self.call("PUT", f"/activities/{activity_id}", json=body)

    def post(self, data: bytes, file_name: str = "garmin-1.fit", **fields: str) -> requests.Response:
        return self.call("POST", "/uploads", files={"file": (file_name, data)}, data={"data_type": "fit", **fields})

    def result(self, posted: requests.Response) -> Any:
        """The verdict on an upload, three seconds later by the simulator's clock."""
        self.clock.advance(3)
        return self.get(f"/uploads/{posted.json()['id_str']}").json()

    def token(self, path: str = "/oauth/token", **form: Any) -> requests.Response:
        """A token call with the app's credentials unless the form has others."""
        app = {"client_id": self.sim.client_id, "client_secret": self.sim.client_secret}
        return requests.post(self.sim.url + path, data=app | form, timeout=5)

    def refresh(self, refresh_token: str | None = None) -> requests.Response:
        token = refresh_token or self.given["refresh_token"]
        return self.token(grant_type="refresh_token", refresh_token=token)

    def authorize(self, **more: str) -> requests.Response:
        """The consent page's answer, not followed."""
        asked = {"redirect_uri": "http://localhost:9321/callback", "scope": "read,activity:write"}
        params = {"client_id": self.sim.client_id, "response_type": "code", "state": "s 1"} | asked | more
        return requests.get(f"{self.sim.url}/oauth/authorize", params=params, allow_redirects=False, timeout=5)
