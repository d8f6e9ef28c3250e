"""The planted bugs of matching: which plays are one, when each was, and whose text of before stands."""

from tests.planting import Mutant

KEPT = ("tests/engine/test_text_of_before.py",)

MATCHING_BUGS = (
    Mutant(
        "an upgrade writes the texts of before anew",
        "sync/core/annotation.py",
        'self.standing != "" and self.recipe != RECIPE and self.plays',
        'self.standing != "" and self.recipe > RECIPE and self.plays',
        KEPT,
    ),
    Mutant(
        "a text of before never learns of late plays",
        "sync/engine/annotate.py",
        "replace(look.music, plays=block.plays), words",
        "look.music, words",
        KEPT,
    ),
)
