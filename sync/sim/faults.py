"""The faults that a simulated service can play, as one table."""

from dataclasses import dataclass

HTML = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>cloudflare</body></html>"


@dataclass(frozen=True)
class Fault:
    """What happens to one call. `effect`: whether the service carries the request out first."""

    name: str
    effect: bool = False
    status: int | None = None  # answer with this status in the service's own words
    retry_after: str | None = None
    how: str = "status"  # status | hang | reset | html | truncated | wrong type | empty | refused


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
    )
}
