"""Every planted bug can still be planted: when code moves, its old text has to be moved as well."""

from tests.mutants import ROOT, misplaced
from tests.planted.all import MUTANTS


def test_each_planted_bug_finds_its_old_text_and_its_tests() -> None:
    assert [f"{mutant.name}: {why}" for mutant in MUTANTS if (why := misplaced(mutant, ROOT))] == []


def test_no_two_planted_bugs_have_one_name() -> None:
    names = [mutant.name for mutant in MUTANTS]
    assert sorted(set(names)) == sorted(names)
