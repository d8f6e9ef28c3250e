"""The route of a run as it is kept."""

from sync.app import App
from sync.core.activity import Activity
from sync.core.route import Route
from sync.core.route_packing import packed, unpacked
from sync.engine.legs import old_route_name, route_name


def route_of(app: App, run: Activity) -> Route | None:
    """The kept route, None when there is none."""
    kept = app.files.get(route_name(run)) or app.files.get(old_route_name(run))
    return None if kept is None else unpacked(kept)


def packed_route_of(app: App, run: Activity) -> bytes | None:
    """The same as it is kept, for who sends it on; one of before routes were packed is packed."""
    kept = app.files.get(route_name(run))
    if kept is not None:
        return kept
    plain = app.files.get(old_route_name(run))
    return None if plain is None else packed(unpacked(plain))
