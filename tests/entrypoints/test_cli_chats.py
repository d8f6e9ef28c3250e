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


def test_a_webhook_is_set_and_ended_and_meanwhile_nobody_looks(tmp_path: Path) -> None:
    with MessageWorld(tmp_path, APP_URL="https://run.example") as world:
        place = "https://run.example/api/hooks/telegram"
        said = runtrack(world, "chats", "webhook", "telegram").out
        assert said == f"Telegram brings what is written to {place} from now on, where `runtrack web` has to answer.\n"
        world.telegram.forget_calls()
        world.telegram.writes(22, "/help")
        assert receive_once(world.wired, world.now) == 0
        assert world.telegram.count("getUpdates") == 0
        assert runtrack(world, "chats").lines[-1] == f"Telegram brings what is written to {place}."
        world.chat(ME)
        assert (
            runtrack(world, "chats", "webhook", "telegram", "off").out
            == "Telegram is asked again for what is written.\n"
        )
        assert receive_once(world.wired, world.now) == 1
        assert len(world.read_by(ME)) == 1


def test_a_webhook_that_nobody_here_noted_is_told_with_the_way_out(tmp_path: Path) -> None:
    with MessageWorld(tmp_path) as world:
        world.telegram.webhook = {"url": "https://another.example"}
        assert receive_once(world.wired, world.now) == 0
        told = " ".join(runtrack(world, "chats").out.split())
        assert "Telegram does not tell what is written, asked 1 times: telegram: it brings what happens" in told
        assert "`runtrack chats webhook telegram off` ends that." in told
        runtrack(world, "chats", "webhook", "telegram", "off")
        world.chat(ME)
        world.telegram.writes(22, "/help")
        assert receive_once(world.wired, world.now) == 1
        assert "does not tell" not in runtrack(world, "chats").out


def test_what_is_no_place_for_a_webhook_is_said_and_nothing_is_changed(tmp_path: Path) -> None:
    with MessageWorld(tmp_path) as world:
        for address in ("http://run.example", "https://run.example:8080", "https://run.example/app", "run.example"):
            said = runtrack(world, "chats", "webhook", "telegram", address)
            assert said.err.startswith(f"'{address}': a webhook needs https://"), said
            assert said.code == 2
        assert runtrack(world, "chats", "webhook", "telegram").err.startswith("no address (APP_URL): a webhook needs")
        assert runtrack(world, "chats", "webhook", "matrix", "off").err.startswith("matrix is not set up here")
        world.telegram.inject("getMe", "401")
        said = runtrack(world, "chats", "webhook", "telegram", "https://run.example")
        assert (said.code, said.err) == (1, "Telegram does not accept the bot's token.\n")
        assert world.telegram.webhook is None
        assert runtrack(world, "chats").out.startswith("No chats yet")
