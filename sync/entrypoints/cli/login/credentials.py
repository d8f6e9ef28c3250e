"""A machine's logins, sealed anew for an installation on AWS and forgotten here.

Two machines that refresh the same rotating tokens end each other's logins, so a login moves. For
each login: write it there, read it back and open it, and only then forget it here. Whatever fails in between leaves
it in one of the two places at least, and the same command goes on from there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sync.adapters.tokens import Bundle, TokenKeeper
from sync.core.errors import LoginNeeded
from sync.core.own_settings import OwnSecrets, OwnSettings
from sync.core.user import Connection, User
from sync.engine.own import texts_of
from sync.entrypoints.cli.text.words import NAMES, SOURCE
from sync.ports import Conflict, Files, Sealer, Sleep, Store, StoreBroken

if TYPE_CHECKING:
    from sync.entrypoints.cli.installation import Installation
    from sync.wiring import Wired

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EVER = (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC))
AS_IT_IS = timedelta(days=-3_700_000)  # less is never left: nothing is refreshed, only read
TRIES = 5


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of one login. Without `pushed`: a fresher one was there already, or `why` it is of no use."""

    service: str
    pushed: bool
    forgotten: bool
    why: str = ""


def push(
    wired: "Wired", there: "Installation", services: Sequence[str], now: datetime, *, keep: bool, sleep: Sleep
) -> Iterator[Moved]:
    """Move those of `services` that are connected here; the caller holds the database's lock. Raises `StoreBroken`
    with every login still whole, here or on AWS."""
    links = {name: wired.store.load(Connection, wired.user, name) for name in services}
    arriving = {(wired.user, name) for name, link in links.items() if link and link.sealed and not link.login_needed}
    there.sealer(arriving)  # before anything is written: a key that is not there or not allowed ends it
    copy_history(wired.store, there.store, wired.user)
    copy_settings(wired, there)
    for service in services:
        for _ in range(TRIES):
            here = wired.store.load(Connection, wired.user, service)
            if here is None or not here.sealed:
                break
            if here.login_needed:
                yield Moved(service, False, False, here.login_needed)
                break
            bundle = reading(service, wired.store, wired.app.files, wired.app.sealer, sleep).usable(wired.user, now)
            here = wired.store.load(Connection, wired.user, service) or here
            pushed = not _fresher(there, here)
            if pushed:
                _save(there, here, bundle, sleep)
                _verify(there, here, bundle, now, sleep)
            if keep:
                yield Moved(service, pushed, False)
                break
            again = wired.store.load(Connection, wired.user, service)
            if again is not None and again.sealed == here.sealed:  # else it was refreshed meanwhile: once more
                wired.keepers[service].forget(wired.user)
                yield Moved(service, pushed, True)
                break
        else:
            reason = f"the {NAMES[service]} login keeps being changed by another program"
            raise StoreBroken(reason, "stop what else uses this database, and push again")


def copy_history(here: Store, there: Store, user: str) -> None:
    """To an installation that has never looked for runs: this ledger's since-date, runs and plays, so that what was
    uploaded is known there, and what was deleted on the target stays deleted. Safe to repeat; the user goes last.

    Raises `StoreBroken`, also when the runs there are those of another account at the source."""
    ours = here.load(User, user)
    if ours is None:
        return
    for _ in range(TRIES):
        known = there.load(User, user)
        if known is not None and known.source_owner and ours.source_owner not in (None, known.source_owner):
            reason = (
                f"the runs there are of another {SOURCE.title} account ({known.source_owner}, here {ours.source_owner})"
            )
            way_out = "give the second account a name of its own (`runtrack users add NAME`), and name it with --user"
            raise StoreBroken(reason, way_out)
        if known is not None and known.has_looked:
            return
        there.add(here.activities(user))
        there.add_plays(here.plays(user, *EVER))
        try:
            there.put(
                replace(
                    ours,
                    ticked_at=known.ticked_at if known else None,
                    tidied_at=None,
                    version=known.version if known else 0,
                )
            )
            return
        except Conflict:
            continue  # a tick has just saved its time
    raise StoreBroken("the user there keeps being changed by another program", "push again")


def copy_settings(wired: "Wired", there: "Installation") -> None:
    """A person's own settings, secret ones sealed anew, to an installation that has none of theirs."""
    user, known = wired.user, wired.store.load(OwnSettings, wired.user)
    if known is None or there.store.load(OwnSettings, user) is not None:
        return
    box, texts, sealer = OwnSecrets(user), texts_of(wired.app, user), there.sealer()
    secrets = {name: sealer.seal(texts[name], *box.bound_to(name)) for name in known.sealed if name in texts}
    if secrets and there.store.load(OwnSecrets, user) is None:
        there.store.put(replace(box, sealed=secrets))
    there.store.put(OwnSettings(user, known.texts, tuple(secrets)))


# -- one login ------------------------------------------------------------------------------------


def _fresher(there: "Installation", here: Connection) -> bool:
    """Whether AWS holds a usable login of the service that is later than ours, or ours refreshed later."""
    known = there.store.load(Connection, here.user, here.service)
    if known is None or not known.sealed or known.login_needed or _age(known) <= _age(here):
        return False
    sealer = there.sealer()
    try:
        sealer.open(known.sealed, *known.bound_to)
    except StoreBroken:
        return False  # sealed with a key that is lost
    return True


def _age(link: Connection) -> tuple[datetime, datetime]:
    return (link.authorized_at or EPOCH, link.refreshed_at or EPOCH)


def _save(there: "Installation", here: Connection, bundle: Bundle, sleep: Sleep) -> None:
    """With the time of the consent, by which its end is reckoned, and not that of this move."""
    consent = here.authorized_at or EPOCH
    keeper = reading(here.service, there.store, there.files, there.sealer(), sleep)
    keeper.save_login(here.user, bundle, consent, scopes=here.scopes, account=here.account)
    for _ in range(TRIES):
        saved = there.store.load(Connection, here.user, here.service)
        if saved is None or saved.authorized_at != consent or saved.refreshed_at != consent:
            return  # a tick has refreshed it already
        try:
            there.store.put(replace(saved, authorized_at=here.authorized_at, refreshed_at=here.refreshed_at))
            return
        except Conflict:
            continue
    raise StoreBroken("the connection there keeps being changed by another program", "push again")


def _verify(there: "Installation", here: Connection, bundle: Bundle, now: datetime, sleep: Sleep) -> None:
    """Read it back with the key that stands there now. Raises `StoreBroken` when it is not what was written."""
    keeper = reading(here.service, there.store, there.files, there.sealer(), sleep)
    try:
        found = keeper.usable(here.user, now)
    except LoginNeeded:
        found = None
    saved = there.store.load(Connection, here.user, here.service)
    refreshed = saved is not None and _age(saved) > _age(here)
    if found is None or (found.fields != bundle.fields and not refreshed):
        reason = f"the {NAMES[here.service]} login does not stand there as it was written"
        raise StoreBroken(reason, "it is kept here; push again")


def reading(service: str, store: Store, files: Files, sealer: Sealer, sleep: Sleep) -> TokenKeeper:
    """A keeper that never asks the service."""

    def never(bundle: Bundle, now: datetime) -> Bundle:
        raise LoginNeeded("tokens are not refreshed while they move", service=service)

    return TokenKeeper(service, store, files, sealer, never, margin=AS_IT_IS, sleep=sleep)
