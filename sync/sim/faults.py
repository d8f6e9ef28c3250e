"""The faults that a simulated service can play, as one table."""

from dataclasses import dataclass

HTML = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>cloudflare</body></html>"
CHALLENGE = (
    "<!DOCTYPE html><html lang='en-US'><head><title>Just a moment...</title></head>"
    "<body><noscript>Enable JavaScript and cookies to continue</noscript>"
    "<script>window._cf_chl_opt={cType:'managed'}</script></body></html>"
)
CHALLENGE_HEADERS = {
    "Server": "cloudflare",
    "CF-RAY": "8f0000000000abcd-FRA",
    "CF-Mitigated": "challenge",
    "Cache-Control": "private, max-age=0, no-store, no-cache, must-revalidate",
}
"""A page that wants a browser to prove itself, as Cloudflare sends it in a service's place."""


@dataclass(frozen=True)
class Fault:
    """What happens to one call. `effect`: whether the service carries the request out first.

    `how`, beside those whose names say it:

    * hang: no byte comes; drip: the answer's body comes a byte at a time and never ends; drip headers: its headers do;
    * bomb: a small gzip body that is hundreds of megabytes when decoded;
    * redirect: `status` (301, 302, 307, 308) to another host, which keeps what reaches it (`SimService.strays`);
    * challenge: Cloudflare's page with `status`, with its headers."""

    name: str
    effect: bool = False
    status: int | None = None  # answer with this status in the service's own words
    retry_after: str | None = None
    how: str = "status"
    # status | hang | reset | html | truncated | wrong type | empty | refused | drip | drip headers | bomb | redirect
    # | challenge

    @property
    def slow(self) -> bool:
        """Whether only the client's patience ends it."""
        return self.how in ("hang", "drip", "drip headers")


FAULTS: dict[str, Fault] = {
    fault.name: fault
    for fault in (
        Fault("refused", how="refused"),
        Fault("timeout before the effect", how="hang"),
        Fault("timeout after the effect", effect=True, how="hang"),
        Fault("reset before the effect", how="reset"),
        Fault("reset after the effect", effect=True, how="reset"),
        Fault("401", status=401),
        Fault("403", status=403),
        Fault("429", status=429),
        Fault("429 with Retry-After", status=429, retry_after="120"),
        Fault("500", status=500),
        Fault("500 after the effect", effect=True, status=500),
        Fault("502 HTML", status=502, how="html"),
        Fault("200 HTML", status=200, how="html"),
        Fault("truncated", effect=True, how="truncated"),
        Fault("wrong type", effect=True, how="wrong type"),
        Fault("204", status=204, how="empty"),
        Fault("empty 200", status=200, how="empty"),
        Fault("Cloudflare 403", status=403, how="challenge"),
        Fault("Cloudflare 503", status=503, how="challenge"),
        Fault("302 to another host", status=302, how="redirect"),
        Fault("307 to another host", status=307, how="redirect"),
        Fault("drip", effect=True, how="drip"),
        Fault("drip in the headers", how="drip headers"),
        Fault("bomb", effect=True, how="bomb"),
    )
}
