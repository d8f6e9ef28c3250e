"""What `doctor` checks of an installation on AWS instead of disk, key file and database: key, tables, bucket."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from sync.adapters.seal import key_of
from sync.config import Settings
from sync.core.activity import Key
from sync.core.key import FIRST_SOURCE
from sync.core.user import Connection, User
from sync.core.user_name import ME
from sync.entrypoints.cli.checks.machine import Check, Verdict
from sync.entrypoints.cli.text.words import MUSIC
from sync.ports import StoreBroken


def check_cloud(settings: Settings) -> Iterator[Check]:
    """The rights that count here are those of your own AWS login; the functions have a role of their own."""
    from sync.stores.dynamo import DynamoStore
    from sync.stores.dynamo_tables import Tables
    from sync.stores.s3_files import S3Files

    yield _key(settings)
    store = DynamoStore(Tables(settings.table_prefix))
    files = S3Files(settings.bucket)

    def tables() -> str:
        store.load(User, ME)
        store.all(Connection, ME)
        store.activity(Key(ME, FIRST_SOURCE, "0"))
        store.newest_play(ME, MUSIC[0].name)
        return f"{settings.table_prefix}users and the four beside it can be read"

    def bucket() -> str:
        next(files.older_than("spill", datetime(1970, 1, 1, tzinfo=UTC)), None)
        return f"{settings.bucket} can be listed"

    try:
        yield _tried("tables", tables)
    finally:
        store.close()
    yield _tried("bucket", bucket)


def _key(settings: Settings) -> Check:
    where = f"{settings.parameters}/sealing_key" if settings.parameters else "RUNTRACK_SEALING_KEY"
    if not settings.sealing_key:
        seen = f"{where} holds none yet" if settings.parameters else "not known: RUNTRACK_PARAMETERS is not set"
        return Check("sealing key", Verdict.BROKEN, seen, "run `runtrack push-credentials`")
    try:
        key_of(settings.sealing_key.value)
    except StoreBroken as error:
        return Check("sealing key", Verdict.BROKEN, error.reason, error.advice)
    return Check("sealing key", Verdict.FINE, where)


def _tried(name: str, read: Callable[[], str]) -> Check:
    try:
        return Check(name, Verdict.FINE, read())
    except StoreBroken as error:
        return Check(name, Verdict.BROKEN, error.reason, error.advice)
