"""Messages: send what is due, and change what says something else by now."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from sync.core.chat import Chat
from sync.core.plan import Calls, StepName, Task
from sync.engine.phase import Phase
from sync.engine.situation import Situation
from sync.engine.step_runner import StepRunner

if TYPE_CHECKING:
    from sync.core.message import Message


def due(phase: Phase, now_is: Situation) -> list[Task]:
    """Nothing for who has no chat: a tick knows that from what it has read at its beginning."""
    return [
        Task(StepName.CHANGE_MESSAGE if one.ref else StepName.SEND_MESSAGE, f"{one.service}:{one.id}")
        for _, some in _due(now_is)
        for one in some
    ]


def run(phase: Phase, runner: StepRunner, tasks: list[Task]) -> None:
    """One chat's trouble is no other's, and one messenger's trouble is met once."""
    if not tasks:
        return
    from sync.engine import held_messages
    from sync.engine.delivering import Delivery

    for chat, found in _due(runner.situation):
        delivery = Delivery(runner.context, chat, runner.app.messengers[chat.service](runner.now))
        for message in held_messages.gathered(runner.app, chat, found, runner.now):
            if runner.has_time() and not delivery.refused:
                step = StepName.CHANGE_MESSAGE if message.ref else StepName.SEND_MESSAGE
                runner.begins(Task(step, f"{message.service}:{message.id}"))
                runner.guarded(partial(delivery.step, message), "")


def calls(now_is: Situation, tasks: list[Task]) -> Iterator[Calls]:
    """One at most for each: what it says is worked out when it is said."""
    for task in tasks:
        call = "edit" if task.step is StepName.CHANGE_MESSAGE else "send"
        yield Calls(task.subject.partition(":")[0], call, 0, 1)


def _due(now_is: Situation) -> "Sequence[tuple[Chat, list[Message]]]":
    """By chat; a messenger that the settings leave out waits with all its messages."""
    store, user = now_is.app.store, now_is.user.id
    chats = [chat for chat in store.all(Chat, user) if chat.service in now_is.app.messengers]
    if not chats:
        return ()
    from sync.core.message import Message

    waiting = store.open_ones(Message, user, now_is.now)
    found = [(chat, [one for one in waiting if one.service == chat.service]) for chat in chats]
    return [(chat, some) for chat, some in found if some]
