"""Out in one zip and back: the same rows field by field on both stores, nothing twice, and what wins where both are."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.core.activity import Activity, Decision, Key, State
from sync.core.archive import forms
from sync.core.archive.forms import goes_out
from sync.core.archive.merging import THERE, UNDER_WAY, winner
from sync.core.document_kinds import key_of
from sync.core.song_facts import Facts
from sync.core.user import Connection, User
from sync.engine.asks import import_archive as importing
from sync.engine.asks.import_archive import SomebodyElses
from sync.engine.asks.refusals import Leaving, NobodyThere
from sync.ports import Store
from tests.support.contract import dynamo, values
from tests.support.contract.values import NOON, activity, play
from tests.support.engine.archives import NOW, PLACES, Kept, brought, changed, lines_in, on_disk, packed
from tests.support.engine.dying_store import DyingStore, Killed

Place = Callable[[Path], AbstractContextManager[Kept]]
HOUR = timedelta(hours=1)
FIT = b"\x0e\x10\x00\x00\x00\x00\x00\x00.FIT" + bytes(range(256))

ids = st.sampled_from(["garmin", "strava"]).flatmap(
    lambda source: st.builds(Key, st.just("me"), st.just(source), st.integers(0, 10**18).map(str), values.legs)
) | st.builds(Key, st.just("me"), st.just("folder"), st.from_regex(r"[0-9a-f]{8}", fullmatch=True), values.legs)
runs = st.builds(
    lambda run, key, history: replace(run, key=key, history=history),
    values.activities,
    ids,
    st.lists(values.decisions, min_size=1, max_size=3).map(tuple),
)


def mine(value: Any) -> Any:
    """The same value as this user's, never saved."""
    of_user = replace(value, **{"id" if isinstance(value, User) else "user": "me"})
    return replace(of_user, version=0) if hasattr(value, "version") else of_user


documents = values.documents.filter(lambda one: goes_out(type(one))).map(mine)


@pytest.fixture(autouse=True)
def cloud() -> Iterator[None]:
    """Up for the whole test: places come and go in it."""
    dynamo.enter("archives")
    yield
    dynamo.leave("archives")


@pytest.fixture(params=sorted(PLACES))
def place(request: pytest.FixtureRequest) -> Place:
    made: Place = PLACES[request.param]
    return made


def filled(kept: Kept, start: datetime = NOON) -> None:
    """Somebody with two runs, a play, their files, and a neighbour whose name begins alike."""
    for user in ("me", "me2"):
        kept.store.put(User(user, start))
        kept.store.add([told(activity(1, user=user)), told(activity(2, user=user, state=State.UPLOADED), target_id=7)])
        kept.store.add_plays([play(user=user)])
        kept.files.put(f"originals/{user}/1", FIT)
        kept.files.put(f"routes/{user}/1.json", b"{}")
        kept.files.put(f"spill/{user}-strava", b"sealed")
    kept.store.put(Connection("me", "strava", "v2.sealed.secret"))
    kept.store.put(Facts("ISRC", play().song))


def told(run: Activity, at: datetime = NOON, **more: Any) -> Activity:
    return replace(run, history=(Decision(at, run.state, "because"),), **more)


@pytest.mark.parametrize("back", sorted(PLACES))
def test_what_comes_back_is_the_same_field_by_field(place: Place, back: str, tmp_path: Path) -> None:
    with place(tmp_path / "a") as old, PLACES[back](tmp_path / "b") as new:
        filled(old)
        done = brought(new, tmp_path / "a.zip", packed(old))
        assert new.everything("me") == old.everything("me")
        assert (done.runs, done.plays, done.files, done.documents) == (2, 1, 2, 1)
        assert new.store.users() == ["me"]
        assert new.store.all(Connection, "me") == []


@pytest.mark.parametrize("name", sorted(PLACES))
@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(
    of_runs=st.lists(runs, max_size=4, unique_by=lambda run: run.key),
    plays=st.lists(values.plays.map(mine), max_size=4),
    rest=st.lists(documents, max_size=4),
)
def test_whatever_the_fields_hold_comes_back_as_it_was(
    name: str, of_runs: list[Activity], plays: list[Any], rest: list[Any]
) -> None:
    with TemporaryDirectory() as folder, PLACES[name](Path(folder) / "a") as old, on_disk(Path(folder) / "b") as new:
        old.store.add(of_runs)
        old.store.add_plays(plays)
        for document in (*rest, User("me", NOON)):
            if old.store.load(type(document), *key_of(document)) is None:
                old.store.put(document)
        brought(new, Path(folder) / "a.zip", packed(old))
        assert new.everything("me") == old.everything("me")


def test_plays_wake_the_run_that_was_here_and_not_the_one_that_came_with_them(place: Place, tmp_path: Path) -> None:
    """That one is as those plays have left it, where the archive was made."""
    here, there = (
        told(activity(number, state=State.UPLOADED), start=NOON - hours * HOUR, due=None)
        for number, hours in ((1, 1), (2, 2))
    )
    with on_disk(tmp_path / "a") as old, place(tmp_path / "b") as new:
        old.store.put(User("me", NOON))
        old.store.add([here, there])
        old.store.add_plays([play(run.start + timedelta(minutes=5)) for run in (here, there)])
        new.store.add([here])
        done = brought(new, tmp_path / "a.zip", packed(old))
        assert (done.runs, done.plays) == (1, 2)
        assert [run.due for run in new.store.every_run("me")] == [NOW, None]


def test_in_many_pieces_it_is_counted_and_known_as_in_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 1)
    monkeypatch.setattr(importing, "FILES_AT_ONCE", 1)
    recent = [
        told(activity(number, state=State.UPLOADED), start=NOON - number * HOUR, due=None, target_id=number)
        for number in (1, 2, 3)
    ]
    with on_disk(tmp_path / "a") as old, on_disk(tmp_path / "b") as new:
        old.store.put(User("me", NOON))
        old.store.add(recent)
        old.store.add_plays([play(run.start + timedelta(minutes=5)) for run in recent])
        for number in (1, 2, 3):
            old.files.put(f"originals/me/{number}", FIT)
        done = brought(new, tmp_path / "a.zip", packed(old))
        assert (done.runs, done.plays, done.files, done.documents) == (3, 3, 3, 1)
        assert [run.due for run in new.store.every_run("me")] == [None] * 3
        assert new.everything("me") == old.everything("me")


def test_a_user_who_was_only_just_added_goes_on_from_where_the_archive_is(place: Place, tmp_path: Path) -> None:
    with on_disk(tmp_path / "a") as old, place(tmp_path / "b") as new:
        filled(old)
        new.store.put(User("me", NOON + HOUR))
        brought(new, tmp_path / "a.zip", packed(old))
        assert new.everything("me") == old.everything("me")
        assert brought(new, tmp_path / "a.zip").documents == 0
        known = new.store.load(User, "me")
        assert known is not None
        new.store.put(replace(known, ticked_at=NOON, since=NOON + HOUR))
        assert brought(new, tmp_path / "a.zip").documents == 0


def test_a_second_import_adds_nothing(place: Place, tmp_path: Path) -> None:
    with on_disk(tmp_path / "a") as old, place(tmp_path / "b") as new:
        filled(old)
        brought(new, tmp_path / "a.zip", packed(old))
        before = [*new.store.every_run("me")], [*new.store.every_play("me")], new.store.all(User)
        again = brought(new, tmp_path / "a.zip")
        assert (again.runs, again.replaced, again.kept, again.plays, again.documents, again.files) == (0,) * 6
        assert ([*new.store.every_run("me")], [*new.store.every_play("me")], new.store.all(User)) == before


def test_it_may_become_somebody_elses_under_another_name(tmp_path: Path) -> None:
    with on_disk(tmp_path / "a") as old, on_disk(tmp_path / "b") as new:
        filled(old)
        brought(new, tmp_path / "a.zip", packed(old), user="anna")
        assert new.store.users() == ["anna"]
        assert {run.key.user for run in new.store.every_run("anna")} == {"anna"}
        assert new.files.get("originals/anna/1") == FIT
        assert new.everything("me")["runs"] == []


def test_nothing_of_a_login_and_nothing_of_a_neighbour_goes_out(place: Place, tmp_path: Path) -> None:
    with place(tmp_path) as old:
        filled(old)
        archive = packed(old)
        with zipfile.ZipFile(io.BytesIO(archive)) as file:
            texts = {name: file.read(name) for name in file.namelist()}
        assert not [name for name, text in texts.items() if b"sealed.secret" in text or b"me2" in text]
        assert not [name for name in texts if name.startswith("spill") or "me2" in name]
        assert {"originals/1.fit", "routes/1.json", "README.md", "archive.json"} < set(texts)


def test_who_is_not_there_has_no_archive(tmp_path: Path) -> None:
    with on_disk(tmp_path) as kept, pytest.raises(NobodyThere):
        packed(kept)


def test_the_readme_names_each_file_and_each_field_of_the_archive(tmp_path: Path) -> None:
    with on_disk(tmp_path) as kept:
        filled(kept)
        archive = packed(kept)
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        readme = file.read("README.md").decode()
        for name in file.namelist():
            assert name == "README.md" or name in readme or f"{name.partition('/')[0]}/" in readme
    for name, found in lines_in(archive).items():
        assert all(f"- `{field}`: " in readme for line in found for field in _fields(line)), name


def test_it_says_whose_it_is_when_and_by_what_it_was_made_and_its_texts_are_as_they_are(tmp_path: Path) -> None:
    with on_disk(tmp_path) as kept:
        kept.store.put(User("me", NOON))
        kept.store.add_plays([play(title="Wörter")])
        archive = packed(kept)
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        assert json.loads(file.read("archive.json")) == {
            "format": "runtrack archive",
            "version": 1,
            "user": "me",
            "made_at": "2026-03-14T12:00:00Z",
            "made_by": "runtrack test",
        }
        assert "kept of `me`, made 2026-03-14 12:00 UTC." in file.read("README.md").decode()
        assert "Wörter".encode() in file.read("plays.jsonl")


def _fields(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _fields(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _fields(inner)


# -- what wins -------------------------------------------------------------------------------------


def test_an_uploaded_run_that_comes_back_stays_uploaded(place: Place, tmp_path: Path) -> None:
    with on_disk(tmp_path / "a") as old, place(tmp_path / "b") as new:
        filled(old)
        new.store.add([told(activity(2), NOON + HOUR), told(activity(1, state=State.UPLOADED), target_id=5)])
        done = brought(new, tmp_path / "a.zip", packed(old))
        found = {run.key.id: (run.state, run.target_id) for run in new.store.every_run("me")}
        assert found == {"1": (State.UPLOADED, 5), "2": (State.UPLOADED, 7)}
        assert (done.replaced, done.kept, done.runs) == (1, 1, 0)
        assert brought(new, tmp_path / "a.zip").replaced == 0


states = st.sampled_from(State)
moments = st.sampled_from([NOON, NOON + HOUR])


@given(states, states, moments, moments)
def test_what_is_on_strava_or_was_deleted_there_stays_so_whichever_of_the_two_knows_it(
    here: State, there: State, now: datetime, then: datetime
) -> None:
    ours = replace(told(activity(state=here), now, target_id=1 if here in THERE else None), version=3)
    theirs = told(activity(state=there), then, target_id=2 if there in THERE else None)
    stands = winner(ours, theirs)
    assert stands.version == 3
    assert stands.state in (here, there)
    if here in UNDER_WAY:
        assert stands is ours
    elif here in THERE or there in THERE:
        assert stands.state in THERE
    assert winner(stands, theirs) is stands


def test_a_row_that_a_tick_moves_meanwhile_is_judged_anew(tmp_path: Path) -> None:
    with on_disk(tmp_path / "a") as old, on_disk(tmp_path / "b") as new:
        filled(old)
        new.store.add([told(activity(2))])
        racing = Kept(Racing(new.store), new.files)
        brought(racing, tmp_path / "a.zip", packed(old))
        (row,) = (run for run in new.store.every_run("me") if run.key.id == "2")
        assert row.state is State.SUBMITTING  # the tick was faster, and its row settles by itself


class Racing:
    """A store in which a tick sends the run just before it is saved."""

    def __init__(self, store: Store) -> None:
        self._store, self._sent = store, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def save(self, run: Activity) -> Activity:
        if not self._sent:
            self._sent = True
            now = self._store.activity(run.key)
            assert now is not None
            self._store.save(replace(now, state=State.SUBMITTING))
        return self._store.save(run)


def test_another_garmin_account_is_refused_before_anything_is_changed(tmp_path: Path) -> None:
    with on_disk(tmp_path / "a") as old, on_disk(tmp_path / "b") as new:
        old.store.put(User("me", NOON, source_owner=1))
        old.store.add([told(activity(1))])
        new.store.put(User("me", NOON, source_owner=2))
        with pytest.raises(SomebodyElses):
            brought(new, tmp_path / "a.zip", packed(old))
        assert [*new.store.every_run("me")] == []


def test_who_is_being_deleted_gets_nothing(tmp_path: Path) -> None:
    with on_disk(tmp_path / "a") as old, on_disk(tmp_path / "b") as new:
        filled(old)
        new.store.put(User("me", NOON, leaving=NOON + HOUR))
        with pytest.raises(Leaving):
            brought(new, tmp_path / "a.zip", packed(old))
        assert [*new.store.every_run("me"), *new.store.every_play("me")] == []
        assert new.files.get("originals/me/1") is None


# -- killed ----------------------------------------------------------------------------------------


def test_killed_at_any_write_the_next_import_finishes(place: Place, tmp_path: Path) -> None:
    with on_disk(tmp_path / "a") as old:
        filled(old)
        archive = packed(old)
        for at in range(100):
            with place(tmp_path / f"b{at}") as new:
                dying = DyingStore(new.store)
                dying.left = at
                try:
                    brought(Kept(dying, new.files), tmp_path / "a.zip", archive)
                except Killed:
                    brought(new, tmp_path / "a.zip", archive)
                    assert new.everything("me") == old.everything("me")
                else:
                    break
        assert at > 1


def test_a_user_who_says_that_runs_are_known_comes_after_the_runs() -> None:
    assert [lines.name for lines in forms.DOCUMENTS][-1] == "users.jsonl"


# -- nothing is forgotten --------------------------------------------------------------------------


def test_no_kind_and_no_field_is_forgotten() -> None:
    assert list(forms.forgotten()) == []


def test_every_line_of_a_newer_field_is_read_by_this_version(tmp_path: Path) -> None:
    with on_disk(tmp_path / "a") as old, on_disk(tmp_path / "b") as new:
        filled(old)
        archive = packed(old)
        more = [line | {"mood": "fine"} for line in lines_in(archive)["runs.jsonl"]]
        text = "\n".join(map(json.dumps, more)).encode()
        brought(new, tmp_path / "a.zip", changed(archive, runs__jsonl=text))
        assert new.everything("me") == old.everything("me")
