"""What is written to the bot: commands in any client's way, numbers, and titles that only look like them."""

import pytest

from sync.core.bot_words import command_of, number_of

CODE = "Zm9vYmFyYmF6cXV4cXV1eA"


@pytest.mark.parametrize(
    ("text", "command", "behind"),
    [
        (f"/start {CODE}", "start", CODE),
        (f" start  {CODE} ", "start", CODE),
        (f"Start {CODE}", "start", CODE),
        ("/start", "start", ""),
        ("/stop", "stop", ""),
        ("!stop", "stop", ""),
        ("Stopp", "stop", ""),
        ("/song@runs_bot https://x.example", "song", "https://x.example"),
        ("!song a – b", "song", "a – b"),
        ("/SONG a\nb", "song", "a\nb"),
        ("songs", "songs", ""),
        ("hilfe", "help", ""),
        # titles
        ("song for the dead – qotsa", "", "song for the dead – qotsa"),
        ("stop making sense – talking heads", "", "stop making sense – talking heads"),
        ("start me up – the rolling stones", "", "start me up – the rolling stones"),
        ("friends – the police", "", "friends – the police"),
        ("help! – the beatles", "", "help! – the beatles"),
        ("/unknown x", "", "/unknown x"),
        ("", "", ""),
        ("/", "", "/"),
    ],
)
def test_a_command_is_told_from_a_title(text: str, command: str, behind: str) -> None:
    assert command_of(text) == (command, behind)


@pytest.mark.parametrize(
    ("text", "number"),
    [("1", "1"), (" 07. ", "7"), ("#12)", "12"), ("123", ""), ("1 2", ""), ("99 luftballons", ""), ("²", ""), ("", "")],
)
def test_a_number_alone_is_a_number(text: str, number: str) -> None:
    assert number_of(text) == number
