"""The planted bugs of matching: which plays are one, when each was, and whose text of before stands."""

from tests.planting import Mutant

CASES = ("tests/core/test_matching.py", "tests/core/test_soundtrack.py")
ANY = ("tests/core/test_matching_any.py",)
MEANING = ("tests/core/test_meaning.py",)
NAMES = ("tests/core/test_likeness.py",)
KEPT = ("tests/engine/test_text_of_before.py",)

MATCHING_BUGS = (
    Mutant(
        "an upgrade writes the texts of before anew",
        "sync/core/annotation.py",
        'self.standing != "" and self.recipe != RECIPE\n',
        'self.standing != "" and self.recipe > RECIPE\n',
        KEPT,
    ),
    Mutant(
        "a text of before never learns of late plays",
        "sync/engine/annotate.py",
        "replace(look.music, plays=block.plays), words",
        "look.music, words",
        KEPT,
    ),
    Mutant(
        "two songs of one artist are one",
        "sync/core/matching/likeness.py",
        "    if one.core != other.core:\n        return 0.0\n",
        "    if one.core != other.core and not one.artists:\n        return 0.0\n",
        NAMES,
    ),
    Mutant(
        "a repeated song is one play",
        "sync/core/matching/echoes.py",
        "        near = REPORTED - _ROUNDING\n",
        "        near = 3600.0\n",
        CASES,
    ),
    Mutant(
        "a play without a copy enters whatever else was heard then",
        "sync/core/matching/joining.py",
        "        if one.begin >= span.end:\n            break\n",
        "        if one.begin >= span.begin:\n            break\n",
        (*CASES, *ANY),
    ),
    Mutant(
        "the shared account of another person fills the pauses",
        "sync/core/matching/joining.py",
        "    if _contradicts(left, ours):\n",
        "    if _contradicts(left, ours) and not left:\n",
        CASES,
    ),
    Mutant(
        "copies are paired by the nearest stamp",
        "sync/core/matching/pairing.py",
        "abs(a.stamps[i] - b.stamps[j] - expected)",
        "abs(a.stamps[i] - b.stamps[j])",
        (*CASES, *ANY),
    ),
    Mutant(
        "changing one's mind costs nothing",
        "sync/core/matching/meaning.py",
        "cost = costs[before] + turn[before]",
        "cost = costs[before]",
        (*MEANING, *CASES),
    ),
    Mutant(
        "one mind for ever",
        "sync/core/matching/meaning.py",
        "cost = costs[before] + turn[before]",
        "cost = costs[before] + 1e5 * (before != state)",
        MEANING,
    ),
    Mutant(
        "whole minutes are taken at their word",
        "sync/core/matching/rounding_and_zones.py",
        "        feed.stamps = [at + feed.grain for at in feed.stamps]\n",
        "        feed.grain = 0.0\n",
        CASES,
    ),
    Mutant(
        "an hour off stays an hour off",
        "sync/core/matching/rounding_and_zones.py",
        "    if best and many >= ",
        "    if best and many > 1e9 + ",
        CASES,
    ),
    Mutant(
        "the order of the plays decides",
        "sync/core/matching/feed.py",
        "    return [sorted(groups[key], key=order) for key in",
        "    return [groups[key] for key in",
        (*ANY, *MEANING),
    ),
)
