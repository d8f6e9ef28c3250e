"""Planted bugs in what is found: pages and their ends, the past of a first start, two rows of one activity."""

from tests.planting import Mutant

PAGES = ("tests/engine/test_every_page.py",)
FIRST_LOOK = ("tests/engine/test_first_look.py",)
TWO_ROWS = ("tests/engine/test_two_rows.py",)
FOLLOWS = ("tests/engine/test_follows_garmin.py",)

DISCOVERY_BUGS = (
    Mutant(
        "a leg is sent again as leg 0",
        "sync/engine/upload.py",
        "return replace(legs[row.key.leg], row=row)",
        "return replace(legs[0], row=row)",
        (*PAGES, "-k", "leg"),
    ),
    Mutant(
        "a backfill's pages have nothing in common",
        "sync/engine/reading.py",
        "return start + page.sent - (OVERLAP if page.sent > OVERLAP else 0)",
        "return start + page.sent",
        (*PAGES, "-k", "deleted"),
    ),
    Mutant(
        "a backfill confirms by likeness",
        "sync/engine/upload.py",
        "        if match is not None and match.ours:\n",
        "        if match is not None:\n",
        (*PAGES, "-k", "confirms"),
    ),
    Mutant(
        "a full page of Strava's list is the last",
        "sync/engine/context.py",
        "page.sent < FULL_PAGE)",
        "page.sent <= FULL_PAGE)",
        (*PAGES, "-k", "full_page_of_strava_s_list"),
    ),
    Mutant(
        "a full page of Garmin's list is the last",
        "sync/engine/reading.py",
        "        if page.sent < limit:\n            return\n",
        "        if page.sent <= limit and limit > NEWEST:\n            return\n",
        (*PAGES, "-k", "full_page_of_garmin"),
    ),
    Mutant(
        "a full page of the week on Strava is the last",
        "sync/engine/strava_runs.py",
        "if page.sent < FULL_PAGE or",
        "if page.sent <= FULL_PAGE or",
        (*PAGES, "-k", "week"),
    ),
    Mutant(
        "Strava's page is as long as what of it can be read",
        "sync/adapters/strava_answers.py",
        "if found is not None), len(items), unreadable)",
        "if found is not None), len(items) - len(unreadable), unreadable)",
        (*PAGES, "-k", "cannot_be_read"),
    ),
    Mutant(
        "a page is as long as what of it can be read",
        "sync/core/diff.py",
        "return page.sent >= limit and all(",
        "return len(page.items) >= limit and all(",
        (*FIRST_LOOK, "-k", "hides_no_other"),
    ),
    Mutant(
        "the past of a first start counts as new",
        "sync/engine/discover.py",
        "    if past and (past_from is not None or user.looked_back_at is None or len(past) > MANY):\n",
        "    if False:\n",
        (*FIRST_LOOK, "-k", "goes_out_once"),
    ),
    Mutant(
        "the past is asked for after its rows would hide it",
        "sync/engine/discover.py",
        "        older.ask_by_itself(app, user, since, now)\n",
        "        added(app, user, [item for item in items if item.start >= now - FIRST_LOOK_BACK], now)\n"
        "        older.ask_by_itself(app, user, since, now)\n",
        (*FIRST_LOOK, "-k", "kill"),
    ),
    Mutant(
        "a look revives what a rebuild has set aside",
        "sync/engine/older.py",
        "return not job.by_itself or (",
        "return True or (",
        (*FIRST_LOOK, "-k", "revives"),
    ),
    Mutant(
        "the second recording of a workout is not held back",
        "sync/engine/upload.py",
        "    if other is None:\n        return False\n",
        "    if other is None or True:\n        return False\n",
        (*TWO_ROWS, "-k", "recordings"),
    ),
    Mutant(
        "a second row gets a text of its own",
        "sync/engine/ownership.py",
        "return row if first is None else left_to(row, first)",
        "return row",
        (*TWO_ROWS, "-k", "names_both"),
    ),
    Mutant(
        "another row's text that stands is overlooked",
        "sync/engine/ownership.py",
        "in description), None)",
        "in description and False), None)",
        (*TWO_ROWS, "-k", "stands"),
    ),
    Mutant(
        "a text that stands counts for nothing",
        "sync/core/ownership.py",
        "return 0 if stands else",
        "return 0 if False else",
        ("tests/core/test_ownership.py",),
    ),
    Mutant(
        "a duplicate is believed unseen",
        "sync/engine/duplicates.py",
        "    if context.has_listed(strava_id):\n",
        "    if True:\n",
        (*FOLLOWS, "-k", "duplicate"),
    ),
    Mutant(
        "what was skipped is never judged again",
        "sync/engine/following.py",
        "if row.state is State.SKIPPED and not judged_by_list(row.reason):",
        "if row.state is State.SKIPPED:",
        (*FOLLOWS, "-k", "judged_again"),
    ),
    Mutant(
        "a person's retry is skipped again for its type",
        "sync/engine/following.py",
        "    if unwanted is not None and skip_reason(was, app.preferences) is None:\n",
        "    if unwanted is not None:\n",
        (*FOLLOWS, "-k", "retry"),
    ),
    Mutant(
        "a changed since-date is not said",
        "sync/engine/since.py",
        "    if asked is None or asked == user.since:\n",
        "    if asked is None or True:\n",
        ("tests/engine/test_since.py",),
    ),
)
