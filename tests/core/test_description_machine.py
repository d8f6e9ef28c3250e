"""A description's life as a state machine: our writes, some of them lost, between whatever a user does to the text.

What must be there is kept beside it as three pieces (the words before, our block, the words behind), each edited by
itself; the text under test is only ever read and written whole, as on Strava.
"""

import os

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from sync.core.description import Splice, SpliceOutcome, block_of, fingerprint, splice, without
from sync.core.shortening import units
from tests.support.core.hostile import hostile_text, lookalike, plain_text

SEED = int(os.environ.get("TEST_SEED", "0"))
MARK = "k3f7a"
FIRST, LAST, BEFORE = f"♫ Soundtrack #{MARK}", f"— Runtrack #{MARK}", f"— music by Runtrack #{MARK}"
bodies = st.lists(st.one_of(plain_text, st.sampled_from((FIRST, f"#{LAST}"))), min_size=1, max_size=4).map("\n".join)
numbered = st.integers(2, 30).map(lambda count: "\n".join(f"{n}. 0:00 Artist - Song" for n in range(1, count)))
blank = st.sampled_from(("\n", "\n\n", "\r\n", "\r\n\r\n\r\n", " \n \t", " ", "mine\n\n", "\n\nmine"))
words = st.one_of(plain_text, st.just(lookalike("aaaaa")), st.sampled_from((f"> {FIRST}\n> 1. x", "Sunday run\r\n")))


class Description(RuleBasedStateMachine):
    """`before`, `block` and `behind` are what has to be on Strava; `block` is None while none of ours is there.

    `ours`, `standing` and `lead` are what we remember, as a ledger would; `copies` is every text that our block has
    had, by which the model finds one that the user has put somewhere else."""

    most = 65_000

    @initialize(text=hostile_text(MARK))
    def begin(self, text: str) -> None:
        self.before, self.behind, self.text = text, "", text
        self.block: str | None = None
        self.ours: list[str] = []
        self.standing, self.lead = False, ""
        self.copies: set[str] = set()

    # -- what we do -------------------------------------------------------------------------------

    @rule(body=st.one_of(bodies, numbered), fate=st.sampled_from(("arrives", "arrives", "is lost", "no answer")))
    def write(self, body: str, fate: str) -> None:
        """One read, splice and write; the write may be lost, or only its answer."""
        cut = self.spliced(block_of(MARK, body))
        if cut.outcome in (SpliceOutcome.ADDED, SpliceOutcome.REPLACED):
            self.may_be_written(cut)
            self.ours.append(fingerprint(cut.block))
            self.lead = cut.lead
            assert self.spliced(block_of(MARK, body), cut.text).outcome == SpliceOutcome.SAME
            if fate != "is lost":
                self.written(cut)
            self.standing |= fate == "arrives"
            return
        assert cut.text == self.text
        if cut.outcome == SpliceOutcome.SAME:
            assert fingerprint(cut.block) in {fingerprint(block_of(MARK, body)), *self.ours}
            self.ours.append(fingerprint(cut.block))
            self.copies.add(cut.block)
            self.standing = True
            self.edited()
        else:
            self.may_be_refused(cut)

    @rule()
    def remove(self) -> None:
        """Afterwards nothing is known of a block, as when a person has asked for its removal."""
        cut = without(self.text, MARK, ours=self.ours, lead=self.lead)
        if self.block is None:
            assert (cut.text, cut.outcome in (SpliceOutcome.ABSENT, SpliceOutcome.EDITED)) == (self.text, True)
            return
        leads = (self.lead, self.lead.replace("\n", "\r\n"))
        self.before = self.before.removesuffix(next((lead for lead in leads if self.before.endswith(lead)), ""))
        assert (cut.outcome, cut.text) == (SpliceOutcome.REMOVED, self.before + self.behind)
        self.ours, self.standing, self.lead = [], False, ""
        self.edited(split=(self.before + self.behind, None, ""))

    # -- what the user does -----------------------------------------------------------------------

    @rule(new=words)
    def write_behind(self, new: str) -> None:
        self.edited(split=(self.before, self.block, self.behind + new))

    @rule(new=words)
    def write_before(self, new: str) -> None:
        self.edited(split=(new + self.before, self.block, self.behind))

    @rule(new=blank, behind=st.booleans())
    def write_right_beside_the_block(self, new: str, behind: bool) -> None:
        before, after = (self.before, new + self.behind) if behind else (self.before + new, self.behind)
        self.edited(split=(before, self.block, after))

    @precondition(lambda self: self.block is not None)
    @rule(at=st.integers(0, 400), new=st.sampled_from(("!", "x", "\n\n", "♫", "1. mine", " ", FIRST, LAST)))
    def write_into_the_block(self, at: int, new: str) -> None:
        assert self.block is not None
        at = 1 + at % (len(self.block) - 1)
        self.taken_over(self.block[:at] + new + self.block[at:])

    @precondition(lambda self: self.block is not None)
    @rule(start=st.integers(0, 400), size=st.integers(1, 60))
    def cut_a_piece_out_of_the_block(self, start: int, size: int) -> None:
        assert self.block is not None
        start %= len(self.block)
        self.taken_over(self.block[:start] + self.block[start + size :])

    @precondition(lambda self: self.block is not None)
    @rule(everything=st.booleans())
    def delete_the_block(self, everything: bool) -> None:
        self.edited(split=("", None, "") if everything else (self.before, None, self.behind))

    @precondition(lambda self: self.block is not None)
    @rule(between=words)
    def double_the_block(self, between: str) -> None:
        assert self.block is not None
        self.edited(split=(self.before, self.block, f"{self.behind}{between}{self.block}"))

    @rule()
    def delete_all_other_words(self) -> None:
        self.edited(split=("", self.block, ""))

    @rule(to=st.sampled_from(("\r\n", "\n")))
    def change_line_ends(self, to: str) -> None:
        """The service does it, to everything."""

        def changed(text: str) -> str:
            return text.replace("\r\n", "\n").replace("\n", to)

        self.copies |= set(map(changed, self.copies))
        block = None if self.block is None else changed(self.block)
        self.edited(split=(changed(self.before), block, changed(self.behind)))

    # -- what must hold ---------------------------------------------------------------------------

    def may_be_written(self, cut: Splice) -> None:
        if self.block is None:
            assert cut.outcome == SpliceOutcome.ADDED
            assert not self.standing, "the user took it out, and it came back"
            assert cut.text == f"{self.text}{cut.lead}{cut.block}"
        else:
            assert (cut.outcome, cut.text) == (SpliceOutcome.REPLACED, self.before + cut.block + self.behind)
        assert units(cut.text) <= self.most

    def may_be_refused(self, cut: Splice) -> None:
        ends = any(line in self.text for line in (LAST, BEFORE))
        match cut.outcome:
            case SpliceOutcome.EDITED:
                assert self.block is None
                assert "♫ " in self.text or ends
                assert ends or self.ours
            case SpliceOutcome.GONE:
                assert (self.block, self.standing, ends, FIRST in self.text) == (None, True, False, False)
            case SpliceOutcome.FULL:
                assert units(self.before + self.behind) > self.most - 400
            case _:
                raise AssertionError(cut.outcome)

    # -- inside -----------------------------------------------------------------------------------

    def spliced(self, block: str, text: str | None = None) -> Splice:
        begun = bool(self.ours) and not self.standing
        read = self.text if text is None else text
        return splice(read, MARK, block, ours=self.ours, lead=self.lead, begun=begun, most=self.most)

    def written(self, cut: Splice) -> None:
        before = self.before + self.behind + cut.lead if self.block is None else self.before
        behind = "" if self.block is None else self.behind
        self.text = cut.text
        self.edited(split=(before, cut.block, behind))

    def taken_over(self, now: str) -> None:
        """The user changed our block: it is no more ours, unless only what nobody sees has changed."""
        assert self.block is not None
        if fingerprint(now) == fingerprint(self.block):
            self.edited(split=(self.before, now, self.behind))
        else:
            self.edited(split=(self.before + now, None, self.behind))

    def edited(self, split: tuple[str, str | None, str] | None = None) -> None:
        """Take these pieces for what is there now; where no block of ours is left, the first copy of one is ours."""
        self.before, self.block, self.behind = split or (self.before, self.block, self.behind)
        if self.block is not None:
            self.copies.add(self.block)
        else:
            whole, self.behind = self.before + self.behind, ""
            self.before = whole
            known = [copy for copy in self.copies if fingerprint(copy) in self.ours]
            found = min(((whole.find(copy), copy) for copy in known if copy in whole), default=None)
            if found is not None:
                at, self.block = found
                self.before, self.behind = whole[:at], whole[at + len(self.block) :]
        self.text = self.before + (self.block or "") + self.behind


class Tight(Description):
    """With little room, so that blocks have to be cut or left out."""

    most = 260


SHORT = settings(
    max_examples=30,
    stateful_step_count=20,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
LONG = settings(SHORT, derandomize=False, max_examples=2500, stateful_step_count=50)
BOTH = pytest.mark.parametrize("machine", [Description, Tight], ids=["with room", "with little room"])


@settings(max_examples=200, deadline=None)
@given(before=st.lists(blank).map("".join), behind=st.lists(blank).map("".join), first=bodies, second=bodies)
def test_what_the_owner_writes_right_beside_a_block_stays_to_the_byte_when_it_is_replaced(
    before: str, behind: str, first: str, second: str
) -> None:
    old, new = block_of(MARK, first), block_of(MARK, second)
    cut = splice(f"{before}{old}{behind}", MARK, new, ours=[fingerprint(old)], lead="\n\n")
    assert cut.text == f"{before}{new if fingerprint(new) != fingerprint(old) else old}{behind}"


@BOTH
def test_whatever_a_user_does_no_word_of_theirs_is_touched(machine: type[Description]) -> None:
    run_state_machine_as_test(machine, settings=SHORT)


@pytest.mark.soak
@BOTH
def test_whatever_a_user_does_for_much_longer(machine: type[Description]) -> None:
    print(f"TEST_SEED={SEED}")
    run_state_machine_as_test(seed(SEED)(machine), settings=LONG)
