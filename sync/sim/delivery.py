"""What a simulated service would bring to a webhook. It reaches no address itself: a test or the demo brings it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request to the webhook: its raw bytes and its headers."""

    body: bytes
    headers: dict[str, str]
