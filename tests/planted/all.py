"""The planted bugs: each a small wrong edit, and the tests that have to notice it. `tests/mutants.py` plants them."""

from tests.planted.archives import ARCHIVE_BUGS
from tests.planted.asks import ASKS_BUGS
from tests.planted.aws import AWS_BUGS
from tests.planted.bots import BOT_BUGS
from tests.planted.counted import COUNTED_BUGS
from tests.planted.discovery import DISCOVERY_BUGS
from tests.planted.edge import EDGE_BUGS
from tests.planted.exports import EXPORT_BUGS
from tests.planted.folder import FOLDER_BUGS
from tests.planted.functions_of_the_web import WEB_FUNCTION_BUGS
from tests.planted.groups import GROUP_BUGS
from tests.planted.insights import INSIGHT_BUGS
from tests.planted.keeping import KEEPING_BUGS
from tests.planted.leaving import DELETION_BUGS
from tests.planted.leaving_left import BESIDE_BUGS, LEFT_BEHIND_BUGS
from tests.planted.links import LINK_BUGS
from tests.planted.livetrack import FOLLOWING_BUGS
from tests.planted.matching import MATCHING_BUGS
from tests.planted.messages import MESSAGE_BUGS
from tests.planted.music import MUSIC_BUGS
from tests.planted.now_playing import NOW_BUGS
from tests.planted.phones import PHONE_BUGS
from tests.planted.playlists import PLAYLIST_BUGS
from tests.planted.recovery import RECOVERY_BUGS
from tests.planted.songs import SONG_BUGS
from tests.planted.stores import STORES_BUGS
from tests.planted.transport import TRANSPORT_BUGS
from tests.planted.web import WEB_BUGS
from tests.planted.web_access import ACCESS_BUGS
from tests.planting import Mutant

POST = (
    "    upload = Upload(original.data, original.kind, row.key.external_id, "
    "_title(row, context, description), description)\n"
    "    if not context.may_send():\n        return  # the row goes with its person\n"
    "    upload_id, result = context.target.submit(upload)\n"
)
KILLED_AT_POST = ("tests/engine/test_sigkill.py", "-k", "under_way and upload")
SETTLE = ("tests/engine/test_settle.py",)
PROTOCOL = ("tests/engine/test_upload_protocol.py",)
WORDS = ("tests/adapters/test_strava.py",)
TOKENS = ("tests/adapters/test_tokens.py",)
SERVICES = ("tests/engine/test_services.py",)
STORE = ("tests/contract/test_store.py", "-k", "sqlite")
DATABASE = ("tests/contract/test_sqlite_file.py",)

PROTOCOL_BUGS = (
    Mutant(
        "the intent is saved after the POST",
        "sync/engine/upload.py",
        f"    yield intent\n{POST}",
        f"{POST}    yield intent\n",
        KILLED_AT_POST,
    ),
    Mutant(
        "the settle time is ignored",
        "sync/core/activity.py",
        "            due=now + settle,\n",
        "            due=now,\n",
        SETTLE,
    ),
    Mutant(
        "an open outcome is settled without a listing",
        "sync/engine/upload.py",
        """    match = context.on_target(row)
    if match is not None:
        yield from _on_target(row, context, match.id, How.ADOPTED, f"{match.why}: the lost answer was a success")
        return
    leg = _same_leg(row, context)
""",
        "    leg = _same_leg(row, context)\n",
        SETTLE,
    ),
    Mutant(
        "a lost answer counts as not sent",
        "sync/core/error_table.py",
        "    if intent and (doubtful or isinstance(error, DEFINITELY_NOT_SENT)):",
        "    if intent and (doubtful or isinstance(error, (*DEFINITELY_NOT_SENT, Unclear))):",
        SETTLE,
    ),
    Mutant(
        "a 500 on the POST counts as not carried out",
        "sync/adapters/strava_refusals.py",
        'return Unclear(words, service="strava") if what.writes else Unavailable(words, service="strava")',
        'return Unavailable(words, service="strava")',
        SETTLE,
    ),
    Mutant(
        "a POST without an answer counts as not carried out",
        "sync/adapters/network_trouble.py",
        "    if write and not never_sent(error):\n",
        "    if False and write and not never_sent(error):\n",
        SETTLE,
    ),
    Mutant(
        "an unreadable answer to the POST counts as not carried out",
        "sync/adapters/strava.py",
        "lost = Unclear if what.writes else Unavailable",
        "lost = Unavailable",
        SETTLE,
    ),
    Mutant(
        "a POST is repeated by the transport",
        "sync/adapters/http.py",
        'return self._twice(send) if method == "GET" else send()',
        "return self._twice(send)",
        ("tests/adapters/test_http.py",),
    ),
    Mutant(
        "a listing that failed counts as an empty one",
        "sync/engine/context.py",
        """                self._failure = error
                raise
""",
        """                return []
""",
        SETTLE,
    ),
    Mutant(
        "other bytes are sent again without another look",
        "sync/engine/upload.py",
        "    leg = _same_leg(row, context)\n    if leg.original.sha256 == row.sha256:",
        "    leg = legs_of(row, context)[row.key.leg]\n    if True:",
        SETTLE,
    ),
    Mutant(
        "the duplicate's link is not understood",
        "sync/adapters/strava_answers.py",
        "found = _LINK.search(words) or _PLAIN.search(words)",
        "found = _PLAIN.search(words)",
        WORDS,
    ),
    Mutant(
        "the duplicate's plain text is not understood",
        "sync/adapters/strava_answers.py",
        "found = _LINK.search(words) or _PLAIN.search(words)",
        "found = _LINK.search(words)",
        WORDS,
    ),
    Mutant(
        "what the user deleted is sent again",
        "sync/engine/upload.py",
        'yield row.deleted(now, f"you deleted it on {target}; it is not sent again")',
        'yield row.move(State.SUBMITTING, now, "again", due=now)',
        PROTOCOL,
    ),
    Mutant(
        "the row's compare-and-set is none",
        "sync/stores/sqlite.py",
        'f" doc = ?, version = ? WHERE {BY_KEY} AND version = ?",',
        'f" doc = ?, version = ? WHERE {BY_KEY} AND ? >= 0",',
        STORE,
    ),
    Mutant(
        "a lost compare-and-set is saved all the same",
        "sync/engine/step_runner.py",
        "        saved = self.app.store.save(replace(row, version=version))\n",
        "        known = self.app.store.activity(row.key)\n"
        "        saved = self.app.store.save(replace(row, version=known.version if known else version))\n",
        ("tests/engine/test_overlap.py",),
    ),
    Mutant(
        "the external id changes from try to try",
        "sync/core/key.py",
        'return f"{self.source}-{self.id}" + (f"-{self.leg}" if self.leg else "")',
        'return f"{self.source}-{self.id}-{id(self)}"',
        ("tests/core/test_activity.py",),
    ),
    Mutant(
        "the listing window ends at the start itself",
        "sync/core/diff.py",
        "AROUND = timedelta(days=1)",
        "AROUND = timedelta(minutes=3)",
        PROTOCOL,
    ),
    Mutant(
        "hidden starts are not matched",
        "sync/core/diff.py",
        "            other.start_is_hidden\n            and ",
        "            False\n            and ",
        PROTOCOL,
    ),
    Mutant(
        "the length may differ by a fifth",
        "sync/core/diff.py",
        "ELAPSED_SHARE, ELAPSED_LEAST = 0.02, 10.0",
        "ELAPSED_SHARE, ELAPSED_LEAST = 0.2, 10.0",
        ("tests/core/test_diff.py",),
    ),
    Mutant(
        "annotate-only uploads",
        "sync/engine/upload.py",
        "    if context.app.preferences.annotate_only:\n        yield from _look_for_it",
        "    if False:\n        yield from _look_for_it",
        ("tests/engine/test_what_is_wanted.py", "-k", "annotate"),
    ),
    Mutant(
        "a backfill's verdict holds for ever",
        "sync/engine/backfill.py",
        "if job.phase in (BackfillPhase.LIST, BackfillPhase.WORK):",
        "if job.phase is BackfillPhase.LIST:",
        ("tests/engine/test_backfill_pauses.py",),
    ),
    Mutant(
        "a POST begins although the tick is nearly over",
        "sync/engine/upload.py",
        "    if not context.has_time_to_post():\n        return",
        "    if False:\n        return",
        ("tests/engine/test_one_bad_run.py",),
    ),
)

SERVICE_BUGS = (
    Mutant(
        "a rotated token is not saved",
        "sync/adapters/tokens.py",
        "        self._keep(saving, leased, fresh, now)\n        return fresh\n",
        "        return fresh\n",
        TOKENS,
    ),
    Mutant(
        "a rotated token that cannot be saved is forgotten",
        "sync/adapters/tokens.py",
        "            self._files.put(self._spill(leased.user), json.dumps(box).encode())",
        "            assert box",
        TOKENS,
    ),
    Mutant(
        "another worker's lease is ignored",
        "sync/adapters/tokens.py",
        "            and connection.lease_owner != self._owner\n",
        "            and False\n",
        TOKENS,
    ),
    Mutant(
        "a dead token is not looked up again before a person is asked",
        "sync/adapters/tokens.py",
        "            self._release(user)\n"
        "            if newer.fields != bundle.fields:\n                return newer\n",
        "            self._release(user)\n",
        TOKENS,
    ),
    Mutant(
        "a 401 asks for a person at once",
        "sync/adapters/strava.py",
        "        except Unauthorized:\n            bundle = self._tokens.renewed"
        "(self._user, self._now, refused=bundle)\n",
        '        except Unauthorized as error:\n            raise LoginNeeded("401", service="strava") from error\n',
        ("tests/engine/test_fault_matrix.py", "-k", "401 and strava"),
    ),
    Mutant(
        "a rate limit burns an attempt",
        "sync/core/error_table.py",
        "        case RateLimited() | LoginNeeded() | AppInactive() | OutOfTime() | NotThere():\n"
        "            return row if intent else None\n        case Unavailable():",
        "        case LoginNeeded() | AppInactive() | OutOfTime() | NotThere():\n"
        "            return row if intent else None\n        case Unavailable() | RateLimited():",
        ("tests/core/test_error_table.py",),
    ),
    Mutant(
        "an inactive application fails the runs",
        "sync/adapters/strava_refusals.py",
        '            return AppInactive("Strava has deactivated this API application", service="strava")',
        '            return Rejected("Strava has deactivated this API application", service="strava")',
        SERVICES,
    ),
    Mutant(
        "the call budget is ignored",
        "sync/adapters/strava.py",
        '        if until is not None:\n            raise RateLimited("our share',
        '        if False:\n            raise RateLimited("our share',
        SERVICES,
    ),
    Mutant(
        "nobody looks back for runs that come late",
        "sync/engine/discover.py",
        "        seen += look_back(app, user, service, now)\n",
        "        pass\n",
        ("tests/engine/test_what_is_wanted.py", "-k", "days_later"),
    ),
    Mutant(
        "only what is newer than the newest known counts as new",
        "sync/core/diff.py",
        "if item.id not in known and item.start >= since",
        'if item.id > max(known, default="") and item.start >= since',
        ("tests/core/test_diff.py",),
    ),
    Mutant(
        "a backfill goes before new runs",
        "sync/stores/sqlite.py",
        "ORDER BY backfill, tries, due",
        "ORDER BY backfill DESC, tries, due",
        STORE,
    ),
    Mutant(
        "a clock that was set back is not noticed",
        "sync/engine/clock_set_back.py",
        "    return user.ticked_at is not None and user.ticked_at - now > TOLERATED\n",
        "    return False\n",
        ("tests/engine/test_clock_set_back.py", "-k", "settles_anew"),
    ),
    Mutant(
        "a damaged database is opened",
        "sync/stores/sqlite_file.py",
        '        if verdict != "ok":\n',
        "        if False:\n",
        DATABASE,
    ),
    Mutant(
        "a migration begins without a copy",
        "sync/stores/schema.py",
        "    if version > 0:\n        backup(",
        "    if version < 0:\n        backup(",
        DATABASE,
    ),
    Mutant(
        "a migration is no transaction",
        "sync/stores/schema.py",
        "            for statement in MIGRATIONS[number]:\n                connection.execute(statement)\n",
        '            connection.execute("COMMIT")\n            for statement in MIGRATIONS[number]:\n'
        '                connection.execute(statement)\n            connection.execute("BEGIN")\n',
        DATABASE,
    ),
    Mutant(
        "a file is written in place",
        "sync/stores/files.py",
        '        temporary = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.part")\n',
        "        temporary = path\n",
        ("tests/contract/test_files.py",),
    ),
)

SIMULATOR_BUGS = (
    Mutant(
        "simulated Strava takes every duplicate",
        "sync/sim/strava_site.py",
        "        original = self._duplicate_of(judged) if self.duplicate_check else None\n",
        "        original = None\n",
        ("tests/sim/test_strava.py",),
    ),
    Mutant(
        "simulated Strava never refuses for its limits",
        "sync/sim/strava.py",
        "        if exceeded is not None:\n            self.refused_429 += 1\n",
        "        if exceeded is None:\n            pass\n        elif False:\n            self.refused_429 += 1\n",
        ("tests/sim/test_strava_access.py",),
    ),
    Mutant(
        "simulated Strava shows hidden starts",
        "sync/sim/strava_activity.py",
        "        if self.hidden_start:\n",
        "        if False:\n",
        ("tests/sim/test_strava_activities.py",),
    ),
    Mutant(
        "simulated Strava lists what was deleted",
        "sync/sim/strava_site.py",
        "return [activity for activity in self._activities.values() if not activity.deleted]",
        "return list(self._activities.values())",
        ("tests/sim/test_strava.py",),
    ),
    Mutant(
        "simulated Strava sees no double",
        "sync/sim/strava_site.py",
        "            if same:\n                groups.append([first, *same])\n",
        "            if len(same) > 99:\n                groups.append([first, *same])\n",
        ("tests/sim/test_strava.py",),
    ),
    Mutant(
        "a fault after the effect has no effect",
        "sync/sim/http.py",
        "            if fault is None or fault.effect:\n",
        "            if fault is None:\n",
        ("tests/sim/test_strava_activities.py",),
    ),
    Mutant(
        "simulated Garmin keeps a used refresh token alive",
        "sync/sim/garmin_tokens.py",
        "now - known.used >= timedelta(seconds=self.grace_seconds):",
        "now - known.used >= timedelta(days=30):",
        ("tests/sim/test_garmin_tokens.py",),
    ),
    Mutant(
        "simulated Strava believes every checksum",
        "sync/sim/fit_bytes.py",
        "    if said not in (0, crc16(memoryview(data)[start:end])):\n",
        "    if False:\n",
        ("tests/sim/test_fit_judge.py",),
    ),
)

MUTANTS = (
    *PROTOCOL_BUGS,
    *COUNTED_BUGS,
    *SERVICE_BUGS,
    *SIMULATOR_BUGS,
    *MUSIC_BUGS,
    *MATCHING_BUGS,
    *TRANSPORT_BUGS,
    *ASKS_BUGS,
    *AWS_BUGS,
    *STORES_BUGS,
    *DISCOVERY_BUGS,
    *FOLDER_BUGS,
    *KEEPING_BUGS,
    *DELETION_BUGS,
    *LEFT_BEHIND_BUGS,
    *BESIDE_BUGS,
    *ARCHIVE_BUGS,
    *RECOVERY_BUGS,
    *WEB_BUGS,
    *ACCESS_BUGS,
    *WEB_FUNCTION_BUGS,
    *EDGE_BUGS,
    *LINK_BUGS,
    *SONG_BUGS,
    *GROUP_BUGS,
    *INSIGHT_BUGS,
    *MESSAGE_BUGS,
    *EXPORT_BUGS,
    *NOW_BUGS,
    *PHONE_BUGS,
    *PLAYLIST_BUGS,
    *BOT_BUGS,
    *FOLLOWING_BUGS,
)
