"""`runtrack doctor` and the messengers: whether each takes the bot's token."""

from datetime import UTC, datetime
from pathlib import Path

from tests.support.entrypoints.commands import runtrack
from tests.support.entrypoints.listened import checks_in
from tests.support.messages import MessageWorld


def test_a_token_that_telegram_refuses_needs_a_person_and_says_where_a_good_one_comes_from(tmp_path: Path) -> None:
    with MessageWorld(tmp_path, seconds=30.0, start=datetime.now(UTC).replace(microsecond=0)) as world:
        assert checks_in(runtrack(world, "doctor"))["Telegram"] == ("fine", "answers; the bot is runtrack_sim_bot")
        world.telegram.token = "another"
        said = runtrack(world, "doctor", environ={"TELEGRAM_BOT_TOKEN": "one that is old"})
        assert said.code == 1
        assert checks_in(said)["Telegram"] == (
            "needs you",
            "Telegram does not accept the bot's token "
            "set TELEGRAM_BOT_TOKEN to the token that @BotFather gives you for this bot",
        )
