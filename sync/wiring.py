"""Settings to App: builds every service of the list and everything else."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sync.adapters import http as http  # requests, loaded while a Lambda starts and not in its first tick
from sync.adapters.all import BROUGHT, OURS, SERVICES
from sync.adapters.fit_child import BoundedRouteReader
from sync.adapters.key_sealer import sealer_of
from sync.adapters.measures import measure
from sync.adapters.network_trouble import ca_bundle
from sync.adapters.notify import AppriseNotifier
from sync.adapters.plugins import Fault
from sync.adapters.plugins import words as words_of
from sync.adapters.seeded_login import sown
from sync.adapters.short_links import ShortLinks
from sync.adapters.statistics_child import ChildStatistics, is_here
from sync.adapters.template import JinjaRenderer
from sync.adapters.tokens import TokenKeeper
from sync.app import App, MusicSource, RunSource, Timing
from sync.config import Settings, SettingsError
from sync.core.notice import Notice
from sync.core.notice_words import sentence
from sync.core.user_name import ME as ME
from sync.ports import Files, KeyLost, RouteReader, Sleep, Store, StoreBroken, TemplateWrong
from sync.service import Built, Hosts, Keeper, Parts, Refresh, Role, Service
from sync.stores.files import FolderFiles
from sync.stores.key_file import KeyFile

MOST_REBUILT = 32  # sets of services with applications of somebody's own that are kept ready
WORK_SECONDS = 45.0  # of a tick in which a POST may begin; the rest is the patience with the last one
NOTE_EVERY = timedelta(hours=1)
TURN = timedelta(minutes=5)  # of each of many users; entrypoints/turns.py deals them
WITH_AWS = "install Runtrack with AWS's client, in its folder: pip install '.[aws]'"
type Kept = tuple[Store, Files]


@dataclass(frozen=True, eq=False, repr=False)
class Wired:
    """The wired application, and what only commands need besides."""

    app: App
    store: Store
    settings: Settings
    close: Callable[[], None]
    another: Callable[[], "Wired"]  # the same on the same rows and files, for a thread of its own
    faults: tuple[Fault, ...] = ()  # packages whose service cannot be used
    user: str = ME  # of a command: whom it is for

    @property
    def services(self) -> Mapping[str, Built]:
        """Every service that the settings do not leave out, by name."""
        return self.app.services

    @property
    def keepers(self) -> Mapping[str, Keeper]:
        """Who keeps the tokens of each service that has logins."""
        return {name: each.keeper for name, each in self.services.items() if each.keeper is not None}


def hosts(settings: Settings) -> Hosts:
    """The services' base URLs, where the settings do not move them."""
    return Hosts({known: real for each in SERVICES for known, real in each.bases(settings.of_services).items()})


def kept(settings: Settings, sleep: Sleep) -> Kept:
    """Where rows and files are: beside each other on this machine, or in DynamoDB and S3. botocore (0.2 s to import)
    is loaded only for the latter, SQLite only for the former."""
    if not settings.bucket:
        from sync.stores.sqlite import SqliteStore

        return SqliteStore(settings.database, sleep=sleep), FolderFiles(settings.files_dir)
    try:
        from sync.stores.dynamo_tables import Tables
        from sync.stores.dynamo_view import TickView
        from sync.stores.s3_files import S3Files
    except ModuleNotFoundError as error:
        raise StoreBroken(f"RUNTRACK_BUCKET is set, but {error.name} is missing", WITH_AWS) from error
    return TickView(Tables(settings.table_prefix, sleep=sleep)), S3Files(settings.bucket)


def looked_at(settings: Settings, sleep: Sleep) -> Kept:
    """The same for who only looks: nothing can be changed, and neither waits for the other where a daemon writes."""
    from sync.stores.looking_only import LookingOnly
    from sync.stores.sqlite_reader import reader_of

    if not settings.bucket and (reader := reader_of(settings.database, sleep=sleep)):
        return LookingOnly(reader), FolderFiles(settings.files_dir)
    store, files = kept(settings, sleep)
    return LookingOnly(store), files


def build(
    settings: Settings,
    *,
    sleep: Sleep = time.sleep,
    where: Hosts | None = None,
    routes: RouteReader | None = None,
    wrap: Callable[[Store], Store] = lambda store: store,
    kept: Callable[[Settings, Sleep], Kept] = kept,
    words: Callable[[Notice], str] = sentence,
    translate: Callable[[str, str], str] = lambda text, language: text,
) -> Wired:
    """Connect everything. Opens the database and reads the key: raises `StoreBroken` with the way out.

    `where`, `routes`, `wrap` and `kept` let a test route one request elsewhere, read routes in process, watch the
    store, or say where rows and files are. `words` tells a notice as this place does, `translate` words a language."""
    common = _template(settings)
    database, files = kept(settings, sleep)
    store, where = wrap(database), where or hosts(settings)
    sealer = sealer_of(settings.sealing_key, KeyFile(settings.key_file), store)

    def parts(service: Service, values: Mapping[str, Any] = settings.of_services) -> Parts:
        def keeper(refresh: Refresh, margin: timedelta) -> Keeper:
            return TokenKeeper(service.name, store, files, sealer, refresh, margin=margin, sleep=sleep)

        patience = min(settings.http_seconds, service.patience)
        return Parts(where, values, store, patience, sleep, keeper)

    def built(service: Service, values: Mapping[str, Any] = settings.of_services) -> Built | None:
        made = service.build(parts(service, values))
        return None if made is None else replace(made, lacks=service.lacks(values))

    services, faults = {each.name: made for each in OURS if (made := built(each))}, list(BROUGHT.faults)
    for package, each in BROUGHT.services.items():
        try:
            made = built(each)
            if made is not None and Role.PLAYS in each.roles:
                _bound(made)
        except Exception as error:  # whatever a stranger's module does: ours go on
            faults.append(Fault(package, words_of(error)))
        else:
            services |= {each.name: made} if made is not None else {}
    rebuilt: dict[tuple[tuple[str, str], ...], dict[str, Built]] = {}

    def with_own(values: Mapping[str, Any], own: Mapping[str, str]) -> dict[str, Built]:
        """The services of a person who has applications of their own at some of them."""
        theirs = tuple(sorted((name, text) for name, text in own.items() if name in settings.of_services))
        if theirs and theirs not in rebuilt:
            if len(rebuilt) >= MOST_REBUILT:
                rebuilt.clear()
            touched = [one.service for one in services.values() if {o.name for o in one.service.options} & own.keys()]
            made = {each.name: built(each, values) for each in touched}
            rebuilt[theirs] = services | {name: one for name, one in made.items() if one is not None}
        return rebuilt[theirs] if theirs else services

    def as_set_up(app: App, own: Mapping[str, str]) -> App:
        mine = settings.of_person(own)
        text = own.get("RUNTRACK_TEMPLATE") or (common if mine.template is not None else None)
        return replace(
            app,
            notifier=AppriseNotifier(mine.notify_urls, settings.heartbeat_url, verify=ca_bundle(os.environ)),
            renderer=JinjaRenderer(text, mine.style),
            preferences=mine.preferences,
            in_language=lambda text: translate(text, mine.language),
            since=mine.since,
            **_by_role(with_own(mine.of_services, own)),
        )

    app = App(
        store=store,
        files=files,
        sealer=sealer,
        notifier=AppriseNotifier(settings.notify_urls, settings.heartbeat_url, verify=ca_bundle(os.environ)),
        routes=routes or BoundedRouteReader(),
        measure=measure,
        renderer=JinjaRenderer(common, settings.style),
        preferences=settings.preferences,
        timing=_timing(settings),
        since=settings.since,
        words=words,
        in_language=lambda text: translate(text, settings.language),
        follower=ShortLinks(where),
        statistics=ChildStatistics() if is_here() else None,
        choices=settings.choices(),
        as_set_up=as_set_up,
        **_by_role(services),
    )

    def another() -> Wired:
        mine = database.another(), files
        again = partial(build, settings, sleep=sleep, where=where, routes=app.routes, wrap=wrap)
        return again(kept=lambda *_: mine, words=words, translate=translate)

    wired = Wired(app, database, settings, database.close, another, tuple(faults))
    try:
        seed(wired)
    except KeyLost:
        pass  # whoever opens a login says so; forgetting one must work
    return wired


def _by_role(services: Mapping[str, Built]) -> dict[str, Any]:
    """What an App knows the services by."""
    runs, plays = ([each for each in services.values() if r in each.service.roles] for r in (Role.SOURCE, Role.PLAYS))
    return {
        "services": services,
        "sources": tuple(
            RunSource(one.service.name, _bound(one), login=one.service.has_login, serves=one.serves) for one in runs
        ),
        "target": next(_bound(each) for each in services.values() if Role.TARGET in each.service.roles),
        "music": tuple(
            MusicSource(each.service.name, each.service.every, _bound(each), held=each.service.held) for each in plays
        ),
        "catalogues": tuple(each.facts for each in services.values() if each.facts is not None),
    }


def _bound(service: Built) -> Callable[[str, datetime], Any]:
    assert service.bind is not None, service.service.name
    return service.bind


def _timing(settings: Settings) -> Timing:
    """For many users on AWS each has a turn now and then, and each write costs: a note an hour is close enough."""
    seconds = settings.http_seconds
    timing = Timing(http_seconds=seconds, tick_seconds=seconds + WORK_SECONDS)
    return replace(timing, turn=TURN, note_every=NOTE_EVERY) if settings.queue_url else timing


def _template(settings: Settings) -> str | None:
    """The user's template, None for our own. Raises `SettingsError` naming the file, and the line that is wrong."""
    if settings.template is None:
        return None
    from sync.adapters.template_check import check

    try:
        text = settings.template.expanduser().read_text(encoding="utf-8")
        check(text)
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise SettingsError([f"RUNTRACK_TEMPLATE: {settings.template} cannot be read ({why})"]) from None
    except TemplateWrong as error:
        raise SettingsError([f"RUNTRACK_TEMPLATE: {settings.template}, {error}"]) from None
    return text


def seed(wired: Wired, user: str = ME) -> None:
    """A refresh token in the environment is enough to start. A stored one wins, unless it is dead and the
    environment's is another than the one it began with."""
    values = wired.settings.of_services
    for name, keeper in wired.keepers.items():
        service = wired.services[name].service
        if service.seed and values[service.seed] and not service.lacks(values):
            sown(wired.app.store, keeper, user, name, values[service.seed].value)
