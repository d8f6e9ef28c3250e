"""What is written for an answer leaves together, in order, and at the latest in the loop's next turn."""

import asyncio
from typing import Any, cast

from sync.entrypoints.api.one_write import Joined


class Wire:
    """What a transport was told to do."""

    def __init__(self) -> None:
        self.told = list[bytes | str]()

    def write(self, data: bytes) -> None:
        self.told.append(data)

    def close(self) -> None:
        self.told.append("close")

    def is_closing(self) -> bool:
        return "close" in self.told

    def get_extra_info(self, name: str) -> str:
        return f"the {name}"


async def written(*writes: bytes | str) -> list[bytes | str]:
    wire = Wire()
    joined = Joined(cast(Any, wire))
    assert joined.get_extra_info("socket") == "the socket"
    for each in writes:
        if each == "turn":
            await asyncio.sleep(0)
        elif isinstance(each, bytes):
            joined.write(each)
        else:
            joined.close()
    await asyncio.sleep(0)
    return wire.told


def test_a_head_leaves_with_the_first_of_its_body() -> None:
    assert asyncio.run(written(b"head", b"body")) == [b"headbody"]
    assert asyncio.run(written(b"head", b"one", b"two", b"three")) == [b"headone", b"twothree"]


def test_a_head_whose_body_is_not_there_yet_leaves_alone() -> None:
    assert asyncio.run(written(b"head", "turn", b"event", "turn", b"event")) == [b"head", b"event", b"event"]


def test_nothing_is_lost_at_the_end_and_nothing_comes_after_it() -> None:
    assert asyncio.run(written(b"head", "close")) == [b"head", "close"]
    assert asyncio.run(written(b"head", b"body", "close", b"late")) == [b"headbody", "close"]
