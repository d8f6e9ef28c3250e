"""A check of a service: a question put to the real one and to the simulator, and what is assumed about the answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tests.live.real_services import Asked, CouldNotRun, LiveAccounts
from tests.live.shape import Findings


class Verdict(StrEnum):
    OK = "ok"
    DIFFERS = "differs"
    COULD_NOT_RUN = "could not run"


@dataclass(frozen=True)
class Check:
    """`ask` makes at most one call, a read. `judge` gets the real answer and the simulator's to the same question."""

    name: str
    assumed: str
    ask: Callable[[LiveAccounts], Asked]
    judge: Callable[[Asked, Asked], Findings]


@dataclass(frozen=True)
class Outcome:
    name: str
    verdict: Verdict
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def run(check: Check, real: LiveAccounts, simulated: LiveAccounts) -> Outcome:
    """One check. A judge that stumbles over the real answer has found a difference."""
    expected = check.ask(simulated)
    try:
        asked = check.ask(real)
        asked.needs_an_answer()
        found = check.judge(asked, expected)
    except CouldNotRun as error:
        return Outcome(check.name, Verdict.COULD_NOT_RUN, (str(error),))
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        return Outcome(check.name, Verdict.DIFFERS, (f"the answer cannot be read ({type(error).__name__})",))
    verdict = Verdict.DIFFERS if found.differences else Verdict.OK
    return Outcome(check.name, verdict, tuple(found.differences), tuple(found.notes))


def exit_code(outcomes: Sequence[Outcome]) -> int:
    """0 everything is as assumed, 1 something differs, 2 something could not be looked at."""
    verdicts = {outcome.verdict for outcome in outcomes}
    return 1 if Verdict.DIFFERS in verdicts else 2 if Verdict.COULD_NOT_RUN in verdicts else 0


def told(outcome: Outcome, assumed: str = "") -> str:
    """The lines that a person reads."""
    lines = [f"{outcome.verdict:<14}{outcome.name}"]
    if assumed and outcome.verdict is not Verdict.OK:
        lines.append(f"    assumed: {assumed}")
    lines += [f"    {line}" for line in outcome.lines]
    for prefix in ("new: ", "not seen: "):
        named = [note.removeprefix(prefix) for note in outcome.notes if note.startswith(prefix)]
        lines += [f"    {prefix}{', '.join(named)}"] if named else []
    return "\n".join(lines + [f"    {n}" for n in outcome.notes if not n.startswith(("new: ", "not seen: "))])


def summary(outcomes: Sequence[Outcome]) -> str:
    counts = [(sum(outcome.verdict is verdict for outcome in outcomes), verdict) for verdict in Verdict]
    return ", ".join(f"{count} {verdict}" for count, verdict in counts)
