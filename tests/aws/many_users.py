"""The installation for many users, scene by scene: turns by the queue, and a customer's own key."""

import json
from dataclasses import replace
from datetime import UTC, datetime

from sync.core.activity import State
from sync.core.digest import Digest
from sync.core.user import User
from sync.entrypoints.aws.turns import SLOTS, slot_of
from sync.wiring import ME
from tests.aws import scenes
from tests.aws.deployed import BATCH, TICK, Deployed, Failed, expect
from tests.aws.queue_deliveries import QueueDeliveries
from tests.aws.scenes import SOON
from tests.support.world import HOUR

RUN = 201
DELIVERIES = 5  # then a message is left to a person


def users_for_each_minute(deployed: Deployed) -> None:
    """Beside the one whom push-credentials brought, there are users of every minute."""
    for slot in range(SLOTS):
        name = next(f"runner-{n}" for n in range(1000) if slot_of(f"runner-{n}") == slot)
        deployed.store.put(User(name, since=datetime.now(UTC) - HOUR))


def the_turns_of_a_minute(deployed: Deployed) -> None:
    """The tick hands out those whose minute it is, and no others; the second function does their ticks."""
    deliveries = QueueDeliveries(deployed.cloud, deployed.function(BATCH))
    before = datetime.now(UTC).minute
    outcome = deployed.minute(deployed.function(TICK))
    minutes = {before % SLOTS, datetime.now(UTC).minute % SLOTS}
    delivery = deliveries.deliver()
    if delivery is None:
        raise Failed(f"nobody was handed out: {outcome.lines}")
    told = [json.loads(body)["user"] for body in delivery.bodies]
    expect("users handed out", outcome.figures["HandedOut"], len(told))
    if not told or {slot_of(user) for user in told} - minutes:
        raise Failed(f"{told} were handed out in a minute of {minutes}")
    expect("the second function", (delivery.outcome.what, delivery.repeated), ("response", ()))


def a_new_run_by_the_queue(deployed: Deployed) -> None:
    """A user's run reaches Strava with its soundtrack by messages alone, and one bad message disturbs nobody."""
    sqs, url = deployed.cloud.client("sqs"), deployed.queue("runtrack-users")
    deployed.empty(url)
    deployed.world.ran(RUN, 2 * HOUR, "Queued Run")
    deployed.due("spotify")
    deliveries = QueueDeliveries(deployed.cloud, deployed.function(BATCH))
    sqs.send_message(QueueUrl=url, MessageBody="this is no turn")
    for _ in range(DELIVERIES):
        sqs.send_message(QueueUrl=url, MessageBody=json.dumps({"user": ME}))
        deployed.world.tell_the_time()
        delivery = deliveries.deliver()
        assert delivery is not None
        expect("messages that come again", delivery.repeated, ("this is no turn",))
        found = [row for row in deployed.store.activities(ME) if int(row.key.id) == RUN]
        if found and found[0].state is not State.ANNOTATED:
            deployed.let_pass(found[0], SOON)
    expect("the run", deployed.row(RUN).state, State.ANNOTATED)
    title, songs = deployed.on_target()[-1]
    expect("on Strava", (title, songs > 3), ("Queued Run 🎵", True))
    expect("the queue after the bad message's last delivery", deliveries.deliver(), None)
    dead = sqs.receive_message(QueueUrl=deployed.queue("runtrack-dead-letters"), WaitTimeSeconds=0).get("Messages", [])
    expect("dead letters", [message["Body"] for message in dead], ["this is no turn"])


def its_figures_anew_by_the_queue(deployed: Deployed) -> None:
    """A day and a half later the songs are laid onto the run once more; a digest that is missing is made of the route
    that is kept."""
    store, row = deployed.store, deployed.row(RUN)
    key = (ME, "garmin", str(RUN), "0")
    digest = store.load(Digest, *key)
    assert digest is not None
    store.remove(digest)
    expect("when that is due", row.route_due is not None and row.route_due - row.start > 37 * HOUR, True)
    store.save(replace(row, route_due=datetime.now(UTC)))
    deployed.cloud.client("sqs").send_message(
        QueueUrl=deployed.queue("runtrack-users"), MessageBody=json.dumps({"user": ME})
    )
    deployed.world.tell_the_time()
    delivery = QueueDeliveries(deployed.cloud, deployed.function(BATCH)).deliver()
    assert delivery is not None
    expect("messages that come again", delivery.repeated, ())
    after = deployed.row(RUN)
    expect("the route", (after.route, after.version > row.version + 1), ("read", True))
    expect("its digest", store.load(Digest, *key), replace(digest, version=1))


SCENES = (
    *scenes.SCENES,
    users_for_each_minute,
    the_turns_of_a_minute,
    a_new_run_by_the_queue,
    its_figures_anew_by_the_queue,
)
