"""The planted bugs of what a person asks for, and of what a person is told."""

from tests.planting import Mutant

RUNS = ("tests/engine/test_asks_runs.py",)
WORDS = ("tests/entrypoints/test_notice_words.py",)

ASKS_BUGS = (
    Mutant(
        "a run that may be on its way is skipped for good",
        "sync/engine/asks/skip.py",
        "        case State.SUBMITTING:\n            raise NotPossible(row, Why.ANSWER_LOST)\n",
        "",
        RUNS,
    ),
    Mutant(
        "a correction on Garmin takes up what was skipped for good",
        "sync/engine/asks/skip.py",
        '"you never want it uploaded"',
        '"running is not among the activity types (none)"',
        RUNS,
    ),
    Mutant(
        "a wish is saved over what a tick has just saved",
        "sync/engine/asks/changing.py",
        "            row = known\n",
        "            app.store.save(wanted.waits(row.start, wanted.reason, None, version=known.version))\n"
        "            return Changed(row, known)\n",
        RUNS,
    ),
    Mutant(
        "a run that was sent is sent again at a retry",
        "sync/engine/asks/retry.py",
        "        case State.SUBMITTING:  # sending it now could make a double\n"
        "            raise NotPossible(row, Why.ANSWER_LOST)\n",
        "",
        RUNS,
    ),
    Mutant(
        "a notice on AWS forgets to say that a login has to be pushed",
        "sync/entrypoints/notices/on_aws.py",
        " at home, then `runtrack push-credentials`",
        "",
        WORDS,
    ),
    Mutant(
        "a notice of the version before is told by its facts, which it lacks",
        "sync/core/notice.py",
        "    kind: NoticeKind = NoticeKind.OTHER\n",
        "    kind: NoticeKind = NoticeKind.REFUSED\n",
        WORDS,
    ),
    Mutant(
        "what is worded as before is told again",
        "sync/engine/notices.py",
        "not (again and app.words(known) != app.words(notice))",
        "not again",
        WORDS,
    ),
)
