"""Anna's group of Ben and Cleo, all of one installation: Ben is her friend, Cleo came by a code and knows nobody."""

from sync.core.circle import Circle
from sync.core.friends import Learns
from sync.core.music import Song
from sync.core.song_share import Learned, Sending, Share
from sync.engine.asks import friends, groups, invitations, memberships
from sync.engine.asks.send_song import send_to_group
from sync.engine.asks.users import add_user
from sync.engine.song_views import sent
from tests.support.world import World

HILL = "c1" * 10
SONG = Song("Aerobic Threshold", "Cadence 180", 198.0)


def people(world: World, *names: str) -> None:
    for name in names or ("anna", "ben", "cleo"):
        if name not in world.store.users():
            add_user(world.wired.app, name, world.now)


def befriends(world: World, one: str, other: str) -> None:
    """Both are here, and want it."""
    people(world, one, other)
    friends.ask(world.store, one, other, world.now)
    friends.ask(world.store, other, one, world.now)


def group(
    world: World, *, anna: Learns = Learns.NOTHING, ben: Learns = Learns.NOTHING, cleo: Learns = Learns.NOTHING
) -> Circle:
    """What each tells the others of the group; friends tell one another nothing by that."""
    app, store, now = world.wired.app, world.store, world.now
    people(world)
    friends.ask(store, "anna", "ben", now)
    friends.ask(store, "ben", "anna", now)
    groups.make(store, "anna", HILL, "Hill runners", now, tells=anna)
    groups.invite(store, "anna", HILL, "ben", now)
    memberships.join(store, "ben", HILL, now, tells=ben)
    code = invitations.invite_into(store, "anna", HILL, "s" * 22, now)
    invitations.join_group(app, "cleo", code, now, tells=cleo)
    return circle(world)


def circle(world: World) -> Circle:
    kept = world.store.load(Circle, "anna", HILL)
    assert kept is not None
    return kept


def sends(world: World, sender: str = "anna", id: str = "50a5", song: Song = SONG) -> Sending:
    return send_to_group(world.wired.app, sender, HILL, song, id, world.now)


def got(world: World, id: str = "50a5") -> list[str]:
    """With whom a share of this sending lies."""
    return sorted(share.user for share in world.store.all(Share) if share.id == id)


def told(world: World, sender: str = "anna") -> dict[str, Learned]:
    """What a sender is told of the newest song, by name."""
    return {one.name: one.learned for one in sent(world.store, sender)[0].to}
