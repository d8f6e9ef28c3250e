"""A notifier that keeps what it was told, for tests that count notices."""

from dataclasses import replace

from tests.support.world import World


class KeepingNotifier:
    """See `sync.ports.Notifier`. `works`: whether a message goes out."""

    def __init__(self) -> None:
        self.works = True
        self.titles: list[str] = []
        self.messages: list[str] = []
        self.beats = 0

    def send(self, title: str, body: str) -> bool:
        if self.works:
            self.titles.append(title)
            self.messages.append(body)
        return self.works

    def heartbeat(self) -> None:
        self.beats += 1


def keeping_notifier(world: World) -> KeepingNotifier:
    """Put one into the running product."""
    notified = KeepingNotifier()
    world.wired = replace(world.wired, app=replace(world.wired.app, notifier=notified))
    return notified
