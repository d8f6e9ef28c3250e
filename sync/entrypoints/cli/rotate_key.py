"""`runtrack rotate-key`: every stored login sealed anew with a new key, so that the old one opens nothing any more.

The coming key lies beside the present one until every login is sealed with it; both are read meanwhile, whoever
starts. So it may be killed at any point: nothing is lost, and the same command goes on from there.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from sync.core.live.followed import LiveFollowed
from sync.core.own_settings import OwnSecrets
from sync.core.user import Connection
from sync.entrypoints import logs
from sync.entrypoints.cli.screen import Place, opened, place_of
from sync.ports import Conflict, Files, SealBroken, Sealer, Sleep, Store, StoreBroken

if TYPE_CHECKING:
    from sync.adapters.seal import AesSealer
    from sync.stores.key_file import KeyFile
    from sync.wiring import Wired

ON_AWS = (
    "there, bring the logins anew instead: `runtrack login …` on this machine, write `unset` into the parameter, and "
    "`runtrack push-credentials`, which makes a new key (docs/deploy-aws.md)"
)
IN_THE_ENVIRONMENT = (
    "write that key into the file of RUNTRACK_KEY_FILE (mode 0600), take RUNTRACK_SEALING_KEY out of the environment "
    "and .env, and run this again"
)


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command("rotate-key")(rotate_key)


def rotate_key(context: typer.Context) -> None:
    """Seal every stored login with a new key. Stop `runtrack run` first; safe to kill and to run again."""
    from sync.entrypoints.daemon.lock import alone
    from sync.stores.key_file import KeyFile

    place = place_of(context)
    settings = place.settings()
    logs.configure(settings.log_format)
    if settings.bucket:
        where = f"{settings.parameters}/sealing_key" if settings.parameters else "a parameter"
        raise StoreBroken(f"the sealing key of {settings.environment} is {where} on AWS, not a file", ON_AWS)
    if settings.sealing_key:
        raise StoreBroken(
            "the sealing key comes from RUNTRACK_SEALING_KEY, which only you can change", IN_THE_ENVIRONMENT
        )
    with alone(settings), opened(settings) as wired:
        file = KeyFile(settings.key_file)
        done = rotate(wired.app.store, wired.app.files, file, place.sleep)
        _copied(wired, place)
    if not done:
        print(f"No login is stored; the key in {file.path} is a new one.")
        return
    print(f"{', '.join(done)}: sealed with a new key, which is in {file.path}. Back it up apart from the database.")
    print("The old key is gone; logins in copies of the database from before open only with it.")


def rotate(store: Store, files: Files, file: "KeyFile", sleep: Sleep) -> list[str]:
    """Seal all logins with a new key and put it in the place of the old one; returns their services. The caller holds
    the database's lock. Raises `StoreBroken`, before anything is changed where a login cannot be opened."""
    from sync.adapters.seal import AesSealer, key_of, new_key
    from sync.entrypoints.cli.login.credentials import reading

    texts = file.read()
    links = [link for link in store.all(Connection) if link.sealed]
    if not texts:
        reason = f"there is no sealing key at {file.path}"
        raise StoreBroken(reason, "restore it from your backup" if links else "the first login makes one")
    opens = AesSealer(*map(key_of, texts))
    for link in links:
        _must_open(opens, link)
    file.prepare(new_key())
    present, coming = file.read()
    sealer = AesSealer(key_of(coming), key_of(present))
    for link in links:
        if not sealer.is_present(link.sealed):
            reading(link.service, store, files, sealer, sleep).reseal(link.user)
    for secrets in store.all(OwnSecrets):
        resealed(store, secrets, sealer)
    for followed in store.all(LiveFollowed):
        _link_resealed(store, followed, sealer)
    for link in store.all(Connection):
        if link.sealed:
            _must_open(AesSealer(key_of(coming)), link)
    file.finish()
    return sorted(link.service for link in links)


def resealed(store: Store, secrets: OwnSecrets, sealer: "AesSealer") -> None:
    """Seal a person's secret settings anew; one that no key opens any more is left as it is. Raises `StoreBroken`."""

    def again(name: str, sealed: str) -> str:
        try:
            return sealer.seal(sealer.open(sealed, *secrets.bound_to(name)), *secrets.bound_to(name))
        except SealBroken:
            return sealed

    if all(map(sealer.is_present, secrets.sealed.values())):
        return
    try:
        store.put(replace(secrets, sealed={name: again(name, text) for name, text in secrets.sealed.items()}))
    except Conflict:
        raise StoreBroken("a setting is being changed by another program", "stop it, and run this again") from None


def _link_resealed(store: Store, followed: LiveFollowed, sealer: "AesSealer") -> None:
    """Seal the link of a run in progress anew; one that no key opens is left as it is. Raises `StoreBroken`."""
    if not followed.sealed or sealer.is_present(followed.sealed):
        return
    try:
        link = sealer.open(followed.sealed, *followed.bound_to)
        store.put(replace(followed, sealed=sealer.seal(link, *followed.bound_to)))
    except SealBroken:
        return
    except Conflict:
        raise StoreBroken("a run is being followed by another program", "stop it, and run this again") from None


def _must_open(sealer: Sealer, link: Connection) -> None:
    try:
        sealer.open(link.sealed, *link.bound_to)
    except SealBroken as error:
        way_out = f"{error.advice}; or run `runtrack logout {link.service}` (with --keep-plays, for a music service)"
        raise StoreBroken(
            f"the stored {link.service} login cannot be opened, so it cannot be sealed anew", way_out
        ) from error


def _copied(wired: "Wired", place: Place) -> None:
    """Today's copy of the database once more, so that the newest one opens with the new key."""
    from sync.stores.backups import back_up
    from sync.stores.sqlite import SqliteStore

    if isinstance(wired.store, SqliteStore):
        back_up(wired.store, place.now(), anew=True)
