"""Planted bugs in what is found: pages and their ends, the past of a first start, two rows of one activity."""

from tests.planting import Mutant

PAGES = ("tests/engine/test_every_page.py",)
FIRST_LOOK = ("tests/engine/test_first_look.py",)
TWO_ROWS = ("tests/engine/test_two_rows.py",)
FETCHES = ("tests/engine/test_fetching.py",)
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
        "page.sent < self.service.full_page)",
        "page.sent <= self.service.full_page)",
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
        "sync/engine/target_runs.py",
        "if page.sent < context.target_service.full_page or",
        "if page.sent <= context.target_service.full_page or",
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
        "    if past and (past_from is not None or first or len(past) > MANY):\n",
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
        "    if context.has_listed(target_id):\n",
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
    Mutant(
        "files of runs that were there already are fetched beside a backfill",
        "sync/engine/phases/files.py",
        "if job is not None and job.phase is not BackfillPhase.DONE:",
        "if job is not None and job.phase is None:",
        (*FETCHES, "-k", "backfill"),
    ),
    Mutant(
        "a run that comes while older files are fetched is passed over",
        "sync/engine/fetching.py",
        "        until = None if walk.until is None else min(walk.until, *there)\n",
        "        return walk\n        until = None if walk.until is None else min(walk.until, *there)\n",
        (*FETCHES, "-k", "passed_over"),
    ),
    Mutant(
        "a run whose file was fetched goes out",
        "sync/engine/fetching.py",
        '    return replace(run, original=original.kind, route="due", route_due=context.now)',
        '    run = run.again(context.now, "its file is here")\n'
        '    return replace(run, original=original.kind, route="due", route_due=context.now)',
        ("tests/engine/test_fetching_sends_nothing.py",),
    ),
    Mutant(
        "a file that is never there is asked for without an end",
        "sync/engine/fetching.py",
        "if asked >= ASKED else run.route",
        "if asked >= 10**9 else run.route",
        (*FETCHES, "-k", "never_there"),
    ),
    Mutant(
        "the files behind the first pages of the list are never fetched",
        "sync/engine/fetching.py",
        "        walk = replace(walk, behind=page.next)\n    return Found(None, walk)",
        "        walk = replace(walk, behind=page.next)\n    return Found(None, FileWalk(over_at=now))",
        (*FETCHES, "-k", "long_list"),
    ),
)
