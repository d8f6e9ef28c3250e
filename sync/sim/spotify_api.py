"""What a call of the simulated Spotify's Web API meets first: its token, its permissions, the application's state."""

from datetime import UTC, datetime
from typing import Literal

from werkzeug.wrappers import Request, Response

from sync.sim.clock import Now
from sync.sim.http import HTML, answer
from sync.sim.spotify_oauth import SpotifyOAuth

NOT_PREMIUM = "Active premium subscription required for the owner of the app."
QUOTA = {"error": {"status": 429, "message": "Too many requests", "reason": "QUOTA_EXCEEDED"}}


class SpotifyApi(SpotifyOAuth):
    """`refuses`: "" | "not premium" | "not premium, plain" | "not listed" | "quota" | "quota, hours" | "plain 429" |
    "html"."""

    def __init__(self, now: Now, *, client_id: str = "spotify-client", client_secret: str = "") -> None:
        super().__init__(now, client_id=client_id, client_secret=client_secret)
        self.refuses: Literal[
            "", "not premium", "not premium, plain", "not listed", "quota", "quota, hours", "plain 429", "html"
        ] = ""

    def _guard(self, request: Request, scope: str) -> Response | None:
        """The refusal, if there is one. `scope`: the permission that the call takes."""
        kind, _, bearer = request.headers.get("Authorization", "").partition(" ")
        ends, scopes = self._access.get(bearer, (datetime.min.replace(tzinfo=UTC), ()))
        if kind != "Bearer" or ends <= self.now():
            return refused_with(401, "The access token expired")
        if scope and scope not in scopes:
            return refused_with(403, "Insufficient client scope")
        match self.refuses:
            case "not premium":
                return refused_with(403, NOT_PREMIUM)
            case "not premium, plain":
                return Response(NOT_PREMIUM, status=403, mimetype="text/plain")
            case "not listed":
                return refused_with(
                    403, "Check settings on developer.spotify.com/dashboard, the user may not be registered."
                )
            case "quota":
                return answer(QUOTA, 429)
            case "quota, hours":
                refused = answer(QUOTA, 429)
                refused.headers["Retry-After"] = "20520"
                return refused
            case "plain 429":
                return Response("Too many requests", 429, {"Retry-After": "79892"}, mimetype="text/plain")
            case "html":
                return Response(HTML, status=502, mimetype="text/html")
        return None

    def _may(self, request: Request, scope: str) -> bool:
        """Whether the token has that permission."""
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return scope in self._access.get(bearer, (None, ()))[1]


def refused_with(status: int, message: str) -> Response:
    """In the Web API's own shape."""
    return answer({"error": {"status": status, "message": message}}, status)
