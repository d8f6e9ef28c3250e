"""`runtrack chats`: a code for a chat, which its person brings to the bot; and who listens to it."""

import re
from pathlib import Path

from sync.core.chat import Chat
from sync.entrypoints.daemon.one_tick import run_once
from sync.entrypoints.daemon.turn import receive_once
from sync.wiring import ME
from tests.support.entrypoints.commands import runtrack
from tests.support.messages import MessageWorld
from tests.support.world import World


def test_a_chat_is_connected_by_a_code_and_taken_off_again(tmp_path: Path) -> None:
    with MessageWorld(tmp_path) as world:
        assert runtrack(world, "chats").out.startswith("No chats yet: `runtrack chats connect telegram`")
        said = runtrack(world, "chats", "connect", "telegram").out
        found = re.search(r"https://t\.me/runtrack_sim_bot\?start=(\S+)", said)
        assert found is not None
        assert found[1] not in repr(world.store.all(Chat))
        world.telegram.writes(22, f"/start {found[1]}")
        assert receive_once(world.wired, world.now) == 1
        assert runtrack(world, "chats", columns=80).lines[1].split()[0] == "telegram"
        world.telegram.writes(22, "/stop")
        receive_once(world.wired, world.now)
        assert runtrack(world, "chats", columns=80).lines[1].split()[-1] == "stopped"
        assert runtrack(world, "chats", "end", "telegram").out.startswith("No chats yet")
        assert world.store.all(Chat, ME) == []
        assert runtrack(world, "chats", "end", "telegram").code == 2


def test_without_a_bot_there_is_no_code_and_nobody_is_asked(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        said = runtrack(world, "chats", "connect", "telegram")
        assert said.code == 2
        assert said.err.startswith("telegram is not set up here as a messenger")
        assert receive_once(world.wired, world.now) == 0


def test_a_single_run_of_everybodys_turns_listens_first(tmp_path: Path) -> None:
    with MessageWorld(tmp_path) as world:
        world.chat(ME)
        world.telegram.writes(22, "/help")
        run_once(world.wired.settings, world.now)
        assert len(world.read_by(ME)) == 1
