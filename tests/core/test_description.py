"""Our block goes into a description, is replaced and taken out again, and no other character of it moves."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sync.core.description import Splice, SpliceOutcome, block_of, fingerprint, mark_of, splice, without
from sync.core.shortening import units
from tests.support.core.hostile import hostile_text, lookalike, plain_text

MARK = "k3f7a"
BLOCK = """\
♫ 2 songs
1. 0:00 Cadence 180 - Aerobic Threshold
2. 3:18 Lactate - Wet Mile
— Runtrack #k3f7a"""
BEFORE = """\
♫ Soundtrack #k3f7a
1. 0:00 Cadence 180 - Aerobic Threshold
2. 3:18 Lactate - Wet Mile

2 songs
— music by Runtrack #k3f7a"""
"""As earlier versions wrote it."""
OTHER = block_of(MARK, "1. 0:00 Zone Two - Final Lights")
OURS = (fingerprint(BLOCK),)


def put(
    text: str | None, block: str = BLOCK, *ours: str, lead: str = "", begun: bool = False, most: int = 65_000
) -> Splice:
    return splice(text, MARK, block, ours=ours, lead=lead, begun=begun, most=most)


def test_a_mark_is_five_signs_that_depend_on_user_and_activity() -> None:
    assert mark_of("me", "12345") == mark_of("me", "12345")
    marks = {mark_of(user, str(number)) for user in ("me", "you") for number in range(200)}
    assert len(marks) == 400
    assert all(len(mark) == 5 and set(mark) <= set("abcdefghijklmnopqrstuvwxyz234567") for mark in marks)
    assert mark_of("a", "bc") != mark_of("ab", "c")


def test_a_block_begins_with_a_note_and_ends_with_the_line_that_carries_the_mark() -> None:
    songs = "1. 0:00 Cadence 180 - Aerobic Threshold  \r\n2. 3:18 Lactate - Wet Mile\n \n\n"
    assert block_of(MARK, f"\n♫ 2 songs\n{songs}") == BLOCK
    assert block_of(MARK, songs) == BLOCK.replace("♫ 2 songs", "♫ Soundtrack")


def test_no_line_of_a_body_can_pass_for_our_last_line() -> None:
    body = "1. x ♫ Soundtrack #k3f7a\n— music by Runtrack #k3f7a\n2. ♫ — Runtrack ##k3f7a"
    assert block_of(MARK, body).split("\n") == [
        "♫ Soundtrack",
        "1. x ♫ Soundtrack k3f7a",
        "— music by Runtrack k3f7a",
        "2. ♫ — Runtrack k3f7a",
        "— Runtrack #k3f7a",
    ]


def test_what_a_service_may_change_by_itself_is_not_in_a_block() -> None:
    body = "1. a\x00b\u2028c\rd\ud800 o\u0308\x0be"
    assert block_of(MARK, body).split("\n")[1:-1] == ["1. a b", "c", "d\ufffd ö", "e"]


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "  \n", "\t\r\n"])
def test_a_fingerprint_does_not_see_line_ends_nor_blanks_before_them(line_end: str) -> None:
    assert fingerprint(BLOCK.replace("\n", line_end)) == fingerprint(BLOCK)
    assert fingerprint(BLOCK.replace("Wet", "wet")) != fingerprint(BLOCK)
    assert fingerprint(BLOCK.replace("\n", " \n ", 1)) != fingerprint(BLOCK)


@pytest.mark.parametrize("text", ["", None])
def test_an_empty_description_becomes_the_block(text: str | None) -> None:
    assert put(text) == Splice(BLOCK, SpliceOutcome.ADDED, BLOCK, "")


def test_the_block_comes_two_lines_behind_the_users_words() -> None:
    assert put("Sunday run  ") == Splice(f"Sunday run  \n\n{BLOCK}", SpliceOutcome.ADDED, BLOCK, "\n\n")


def test_a_block_of_ours_is_replaced_where_it_stands() -> None:
    text = f"before \r\n{BLOCK}\n after"
    assert put(text, OTHER, *OURS, lead="\n\n") == Splice(
        f"before \r\n{OTHER}\n after", SpliceOutcome.REPLACED, OTHER, "\n\n"
    )
    assert put(text, BLOCK, *OURS, lead="\n\n") == Splice(text, SpliceOutcome.SAME, BLOCK, "\n\n")


def test_a_service_that_writes_other_line_ends_has_not_edited_the_block() -> None:
    text = f"Sunday\n\n{BLOCK}".replace("\n", "\r\n")
    assert put(text, BLOCK, *OURS, lead="\n\n").outcome == SpliceOutcome.SAME
    assert put(text, OTHER, *OURS, lead="\n\n").text == f"Sunday\r\n\r\n{OTHER}"
    assert without(text, MARK, ours=OURS, lead="\n\n").text == "Sunday"


@pytest.mark.parametrize(
    "edited",
    [
        BLOCK.replace("Wet Mile", "Wet Mile (what a song)"),
        BLOCK.replace("2 songs", ""),
        BLOCK.replace("\n", "\n> "),
        BLOCK.removesuffix("— Runtrack #k3f7a"),
        BLOCK.removesuffix("\n— Runtrack #k3f7a"),
        BLOCK.replace("Runtrack #k3f7a", "by me"),
        BLOCK.replace("\n", "\r\n").removesuffix("k3f7a"),
        BLOCK.removeprefix("♫ 2 songs"),
        BLOCK.replace("♫", "🎵"),
    ],
)
@pytest.mark.parametrize("begun", [False, True])
def test_a_block_that_the_user_changed_is_left_as_it_is(edited: str, begun: bool) -> None:
    text = f"Sunday\n\n{edited}"
    assert put(text, OTHER, *OURS, begun=begun) == Splice(text, SpliceOutcome.EDITED, "", "")
    assert without(text, MARK, ours=OURS, lead="\n\n") == Splice(text, SpliceOutcome.EDITED, "", "\n\n")


def test_words_right_before_and_behind_a_block_are_not_in_it() -> None:
    text = f"♫ my song ♫ {BLOCK} what a run"
    assert put(text, OTHER, *OURS).text == f"♫ my song ♫ {OTHER} what a run"


@pytest.mark.parametrize("text", ["", "Sunday", "♫ Soundtrack #aaaaa\n1. x\n— music by Runtrack #aaaaa"])
def test_a_block_that_the_user_took_out_is_never_put_in_again(text: str) -> None:
    assert put(text, OTHER, *OURS) == Splice(text, SpliceOutcome.GONE, "", "")


def test_a_block_whose_first_write_never_arrived_is_added() -> None:
    assert put("Sunday", OTHER, *OURS, begun=True) == Splice(f"Sunday\n\n{OTHER}", SpliceOutcome.ADDED, OTHER, "\n\n")


def test_a_block_whose_first_write_did_arrive_is_replaced() -> None:
    text = f"Sunday\n\n{BLOCK}"
    assert put(text, OTHER, *OURS, lead="\n\n", begun=True).text == f"Sunday\n\n{OTHER}"


@pytest.mark.parametrize(
    "text",
    [
        f"A friend wrote:\n{lookalike('aaaaa')}",
        "> ♫ Soundtrack #k3f7a\n> never finished",
        "♫ Soundtrack #k3f7a\n♫ Soundtrack #k3f7a",
        "— music by Runtrack #k3f7a",
        "— Runtrack #k3f7a\n♫ Soundtrack #k3f7a",
        "♫ la la ♫ la\n",
        "♫",
    ],
)
def test_lines_that_only_look_like_ours_survive_a_whole_life_of_the_block(text: str) -> None:
    added = put(text)
    assert (added.outcome, added.text) == (SpliceOutcome.ADDED, f"{text}\n\n{BLOCK}")
    assert put(added.text, OTHER, *OURS, lead="\n\n").text == f"{text}\n\n{OTHER}"
    assert without(added.text, MARK, ours=OURS, lead="\n\n") == Splice(text, SpliceOutcome.REMOVED, "", "")


def test_of_two_copies_of_our_block_the_first_is_ours_and_the_other_the_users() -> None:
    text = f"{BLOCK}\nand again\n{BLOCK}"
    assert put(text, OTHER, *OURS).text == f"{OTHER}\nand again\n{BLOCK}"
    assert without(text, MARK, ours=OURS, lead="").text == f"\nand again\n{BLOCK}"


def test_a_whole_block_that_nothing_is_known_of_is_not_doubled() -> None:
    assert put(f"Sunday\n\n{BLOCK}", OTHER) == Splice(f"Sunday\n\n{BLOCK}", SpliceOutcome.EDITED, "", "")
    assert put(f"Sunday\n\n{BLOCK}", BLOCK).outcome == SpliceOutcome.SAME


@pytest.mark.parametrize("line_end", ["", "\n", "\n\n", "\r\n", "\r"])
def test_what_stood_before_the_block_is_whole_after_its_removal(line_end: str) -> None:
    added = put(f"Sunday{line_end}")
    assert without(added.text, MARK, ours=OURS, lead=added.lead).text == f"Sunday{line_end}"


def test_removal_takes_no_line_end_that_is_not_ours() -> None:
    assert without(f"Sunday\n{BLOCK}\nMonday", MARK, ours=OURS, lead="\n\n").text == "Sunday\n\nMonday"
    assert without(f"Sunday\n\n{BLOCK}", MARK, ours=OURS, lead="").text == "Sunday\n\n"
    assert without("Sunday\n\n", MARK, ours=OURS, lead="\n\n") == Splice("Sunday\n\n", SpliceOutcome.ABSENT, "", "")


BLOCKS = st.lists(plain_text, min_size=1, max_size=12).map(lambda lines: block_of(MARK, "\n".join(lines)))


@settings(max_examples=40, deadline=None)
@given(text=hostile_text(MARK), first=BLOCKS, second=BLOCKS, room=st.one_of(st.just(65_000), st.integers(0, 400)))
@example(text="abc\r", first=BLOCK, second=OTHER, room=65_000)
@example(text="\r\n\r\n", first=BLOCK, second=OTHER, room=65_000)
def test_a_block_comes_and_goes_and_the_text_is_as_before(text: str, first: str, second: str, room: int) -> None:
    most = units(text) + room
    added = put(text, first, most=most)
    if added.outcome != SpliceOutcome.ADDED:
        assert added.text == text
        return
    assert (added.text, units(added.text) <= most) == (f"{text}{added.lead}{added.block}", True)
    ours = [fingerprint(added.block)]
    assert put(added.text, first, *ours, lead=added.lead, most=most).outcome == SpliceOutcome.SAME
    changed = put(added.text, second, *ours, lead=added.lead, most=most)
    if changed.outcome == SpliceOutcome.REPLACED:
        assert changed.text == f"{text}{added.lead}{changed.block}"
        ours.append(fingerprint(changed.block))
    again = put(changed.text, second, *ours, lead=added.lead, most=most)
    assert again.text == changed.text
    removed = without(again.text, MARK, ours=ours, lead=added.lead)
    assert (removed.text, removed.outcome) == (text, SpliceOutcome.REMOVED)
    assert without(removed.text, MARK, ours=ours, lead="").text == text


@settings(max_examples=40, deadline=None)
@given(text=hostile_text(MARK), block=BLOCKS, ours=st.lists(BLOCKS.map(fingerprint), max_size=2), begun=st.booleans())
def test_doing_it_twice_is_doing_it_once(text: str, block: str, ours: list[str], begun: bool) -> None:
    once = put(text, block, *ours, begun=begun)
    known = (*ours, *([fingerprint(once.block)] if once.block else []))
    twice = put(once.text, block, *known, lead=once.lead, begun=begun)
    assert twice.text == once.text
    assert twice.outcome not in (SpliceOutcome.ADDED, SpliceOutcome.REPLACED)


def test_a_block_of_an_earlier_version_is_ours_to_the_byte() -> None:
    ours = (fingerprint(BEFORE),)
    for text, ends in (
        (f"Sunday\n\n{BEFORE} what a run", "\n"),
        (f"♫ la\r\n\r\n{BEFORE} ".replace("\n", "\r\n"), "\r\n"),
    ):
        before, behind = text.replace("\r\n", "\n").split(BEFORE)
        assert put(text, BLOCK, *ours, lead="\n\n").outcome == SpliceOutcome.REPLACED
        cut = put(text, BLOCK, *ours, lead="\n\n")
        assert cut.text.replace("\r\n", "\n").replace("\r", "") == f"{before}{BLOCK}{behind}".replace("\r", "")
        assert put(text, BEFORE, *ours, lead="\n\n").outcome == SpliceOutcome.SAME
        gone = without(text, MARK, ours=ours, lead="\n\n")
        assert (gone.outcome, MARK in gone.text) == (SpliceOutcome.REMOVED, False)
        assert ends in text


@pytest.mark.parametrize(
    "edited",
    [
        BEFORE.replace("Wet Mile", "Wet Mile!"),
        BEFORE.removesuffix("— music by Runtrack #k3f7a"),
        BEFORE.removeprefix("♫ Soundtrack #k3f7a\n"),
        BEFORE.replace("music by ", ""),
    ],
)
@pytest.mark.parametrize("begun", [False, True])
def test_a_block_of_an_earlier_version_that_the_user_changed_is_left_as_it_is(edited: str, begun: bool) -> None:
    text, ours = f"Sunday\n\n{edited}", (fingerprint(BEFORE),)
    assert put(text, BLOCK, *ours, begun=begun) == Splice(text, SpliceOutcome.EDITED, "", "")
    assert without(text, MARK, ours=ours, lead="\n\n") == Splice(text, SpliceOutcome.EDITED, "", "\n\n")


def test_notes_without_end_are_no_trouble() -> None:
    text = "♫ " * 30_000 + BLOCK
    assert put(text, OTHER, *OURS).text == "♫ " * 30_000 + OTHER
    assert without("♫ \n" * 20_000, MARK, ours=OURS, lead="").outcome == SpliceOutcome.ABSENT
