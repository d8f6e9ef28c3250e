"""When what is derived from routes is made anew.

That is when the rules have changed, and when an archive or plays came in that may be of any run: all runs are asked for
then, some each tick. What is made is the digest (`digests`), the figures of the songs (`song_figures`) and the words by
which a list finds the run (`heard_words`), those of a run without a route at once.
"""

from dataclasses import replace

from sync.app import App
from sync.core.recipes import RULES
from sync.core.run_list import EVERYTHING
from sync.core.user import User
from sync.engine import saving
from sync.engine.context import TickContext
from sync.ports import StoreBroken

AT_ONCE = 50
"""Runs that one tick asks for; what is derived of them is made where routes are read, apart from the tick."""


def are_due(user: User) -> bool:
    """Whether the rules, or what they were applied to, have changed since every run of this person was asked for."""
    return user.digest_recipe != RULES


def none_asked_for(user: User) -> User:
    """Every run is to be asked for, from the newest on."""
    return replace(user, digest_recipe=0, digests_behind=None)


def ask_for_all(app: App, user: str) -> None:
    """The same, saved; a tick that is at it begins anew. Where nobody is there yet, the first tick begins with it. Safe
    to repeat."""
    for _ in range(saving.TRIES):
        known = app.store.load(User, user)
        if known is None or none_asked_for(known) == known or saving.put(app.store, none_asked_for(known)) is not None:
            return
    raise StoreBroken(f"the user {user} keeps being changed by another program", "stop the other one")


def asked_for(context: TickContext, user: User) -> User:
    """The next page of runs, newest first: those with a route wait to be worked on. Safe to repeat."""
    store = context.app.store
    page = store.page(user.id, EVERYTHING, after=user.digests_behind, limit=AT_ONCE)
    for run in page.runs:
        row = store.activity(run.key) if run.route == "read" else None
        if row is not None and (row.route_due is None or row.route_due > context.now):
            saving.save(store, replace(row, route_due=context.now))
        if run.route != "read":
            from sync.engine import heard_words

            heard_words.made_anew(context.app, run)
    return replace(user, digests_behind=page.next, digest_recipe=user.digest_recipe if page.next else RULES)
