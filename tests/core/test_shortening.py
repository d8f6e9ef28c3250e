"""A block that would not fit loses whole songs from its end, and never a word of the user's."""

from sync.core.description import Splice, SpliceOutcome, block_of, fingerprint, splice
from sync.core.shortening import shortened, units

MARK = "k3f7a"
BLOCK = block_of(MARK, "1. 0:00 Cadence 180 - Aerobic Threshold\n2. 3:18 Lactate - Wet Mile\n\n2 songs")
OTHER = block_of(MARK, "1. 0:00 Zone Two - Final Lights")
OURS = (fingerprint(BLOCK),)
LONG = block_of(MARK, "\n".join(f"{number}. 0:00 A - B{number}" for number in range(1, 13)) + "\n\n12 songs\nhttp://x")


def fitted(text: str, block: str, *ours: str, most: int = 65_000) -> Splice:
    return splice(text, MARK, block, ours=ours, lead="", most=most)


def test_a_block_that_would_not_fit_loses_whole_songs_from_its_end() -> None:
    assert (
        fitted("Sunday", LONG, most=114).text
        == """\
Sunday

♫ Soundtrack
1. 0:00 A - B1
2. 0:00 A - B2
… and 10 more

12 songs
http://x
— Runtrack #k3f7a"""
    )


def test_a_longer_block_in_the_place_of_ours_fits_with_the_words_on_both_sides() -> None:
    words, more = "Sunday " * 8, " Monday" * 8
    cut = fitted(f"{words}{OTHER}{more}", LONG, fingerprint(OTHER), most=204)
    assert (
        cut.text
        == f"""\
{words}♫ Soundtrack
1. 0:00 A - B1
… and 11 more

12 songs
http://x
— Runtrack #k3f7a{more}"""
    )


def test_what_stands_around_the_songs_goes_before_the_last_song_does() -> None:
    assert (
        fitted("Sunday", LONG, most=74).text
        == """\
Sunday

♫ Soundtrack
1. 0:00 A - B1
… and 11 more
— Runtrack #k3f7a"""
    )


def test_of_lines_without_numbers_every_one_counts_as_a_song() -> None:
    block = block_of(MARK, "\n".join("abcdef"))
    assert shortened(block, units(block) - 1) is None  # "… and 1 more" would be longer than what it replaces
    block = block_of(MARK, "\n".join(letter * 9 for letter in "abcdef"))
    assert shortened(block, units(block) - 1) == block_of(
        MARK, "aaaaaaaaa\nbbbbbbbbb\nccccccccc\nddddddddd\n… and 2 more"
    )


def test_where_not_even_one_song_fits_nothing_is_written() -> None:
    text = "x" * 64_990
    assert fitted(text, LONG) == Splice(text, SpliceOutcome.FULL, "", "")
    assert fitted(f"{text}{BLOCK}", LONG, *OURS) == Splice(f"{text}{BLOCK}", SpliceOutcome.FULL, BLOCK, "")
    assert fitted(f"{text}{BLOCK}", BLOCK, *OURS) == Splice(f"{text}{BLOCK}", SpliceOutcome.SAME, BLOCK, "")


def test_an_emoji_counts_as_two() -> None:
    assert [units(text) for text in ("aé", "🎵", "👩‍💻", "\ud800")] == [2, 2, 5, 1]
    text = "🎵" * 32_000
    cut = fitted(text, LONG)
    assert (cut.outcome, units(cut.text) <= 65_000) == (SpliceOutcome.ADDED, True)
    assert fitted(text + "🎵" * 480, LONG).outcome == SpliceOutcome.FULL
