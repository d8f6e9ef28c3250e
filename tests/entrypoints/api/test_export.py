"""An archive over the API: what the command makes, sent as it is made, one at a time, broken off where it must be."""

import asyncio
import io
import random
import tracemalloc
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from sync.adapters.archive_zip import PIECE, packed
from sync.app import App
from sync.core.privacy import PrivacyZones, Zone
from sync.core.user import User
from sync.engine.asks.export import Entry, export
from sync.engine.asks.refusals import Leaving, NobodyThere
from sync.entrypoints.api import exports as module
from sync.entrypoints.api.exports import MOST, Archive, Exports, HowSent
from sync.entrypoints.api.problems import Refusal
from sync.wiring import ME
from tests.support.contract.values import NOON
from tests.support.entrypoints.commands import runtrack
from tests.support.entrypoints.listened import RUN, uploaded
from tests.support.entrypoints.web import browser, far_browser, site_of
from tests.support.music import MusicWorld


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MusicWorld]:
    """A run with songs, which is on Strava."""
    with MusicWorld(tmp_path_factory.mktemp("world")) as world:
        world.connect("spotify")
        uploaded(world)
        world.until_quiet()
        yield world


@pytest.fixture
def client(world: MusicWorld) -> Iterator[TestClient]:
    with browser(world) as client:
        yield client


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_everything_is_what_the_command_makes_and_comes_back(
    world: MusicWorld, client: TestClient, tmp_path: Path
) -> None:
    answer = client.get("/api/export")
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == 'attachment; filename="runtrack-me-2026-03-18.zip"'
    assert answer.headers["cache-control"] == "no-store"
    found = unpacked(answer.content)
    runtrack(world, "export", str(tmp_path / "all.zip"))
    assert found == unpacked((tmp_path / "all.zip").read_bytes())
    (tmp_path / "web.zip").write_bytes(answer.content)
    assert runtrack(world, "import-archive", str(tmp_path / "web.zip")).lines[0] == "Everything in it is here already."


def test_a_selection_has_the_forms_and_the_days_that_were_chosen(client: TestClient) -> None:
    found = unpacked(client.get("/api/export?as=gpx&as=m3u8&as=tables&since=2026-03-14&until=2026-03-15").content)
    name = f"run-2026-03-14-{RUN}"
    assert sorted(found) == sorted(
        [f"gpx/{name}.gpx", f"m3u8/{name}.m3u8", "README.md", "parts.csv", "plays.csv", "runs.csv"]
    )
    answer = client.get("/api/export?as=gpx&until=2026-03-14")
    assert (unpacked(answer.content), answer.headers["content-disposition"][-15:]) == ({}, '-selection.zip"')


def test_privacy_zones_are_cut_out_where_that_is_asked_for(world: MusicWorld, client: TestClient) -> None:
    name = f"gpx/run-2026-03-14-{RUN}.gpx"
    every = unpacked(client.get("/api/export?as=gpx").content)[name]
    lat, lon = (float(every.split(b'<trkpt lat="')[1].split(b'"')[n]) for n in (0, 2))
    world.store.put(PrivacyZones(ME, (Zone(lat, lon, 150.0, 0.0, 0.0, "home"),)))
    assert unpacked(client.get("/api/export?as=gpx").content)[name] == every
    left = unpacked(client.get("/api/export?as=gpx&zones=cut").content)[name]
    assert 0 < left.count(b"<trkpt") < every.count(b"<trkpt")
    assert f'lat="{lat}"'.encode() not in left
    everywhere = Zone(lat, lon, 2000.0, 0.0, 0.0)
    kept = world.store.load(PrivacyZones, ME)
    assert kept is not None
    world.store.put(
        replace(kept, zones=(everywhere, replace(everywhere, lat=lat + 0.03), replace(everywhere, lat=lat - 0.03)))
    )
    assert unpacked(client.get("/api/export?as=gpx&zones=cut&as=m3u8").content).keys() == {f"m3u8/{name[4:-3]}m3u8"}
    world.store.remove(replace(kept, version=kept.version + 1))


@pytest.mark.parametrize(
    ("asked", "field", "said"),
    [
        ("as=pdf", "as.0", ""),
        ("since=2026-03-14", "as", "sag, als was"),
        ("zones=cut", "as", "sag, als was"),
        ("as=gpx&since=soon", "since", ""),
        ("as=gpx&since=2026-03-14&until=2026-03-14", "until", "liegt nicht nach dem ersten"),
        ("as=fit&zones=cut", "zones", "aus der Datei der Uhr"),
    ],
)
def test_a_choice_that_is_none_is_refused_before_anything_is_sent(
    client: TestClient, asked: str, field: str, said: str
) -> None:
    answer = client.get(f"/api/export?{asked}", headers={"Accept-Language": "de"})
    (wrong,) = answer.json()["errors"]
    assert (answer.status_code, wrong["field"]) == (422, field)
    assert said in wrong["message"]


def test_strangers_and_other_sites_pages_get_none_and_a_token_that_reads_may(
    world: MusicWorld, client: TestClient
) -> None:
    with far_browser(world) as stranger:
        assert {stranger.get(f"/api/export{more}").status_code for more in ("", "?as=gpx", "/progress")} == {401}
    led = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    answer = client.get("/api/export", headers=led)
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:runtrack:made-elsewhere")
    word = client.post("/api/tokens", json={"name": "x", "scope": "read"}).json()["word"]
    with far_browser(world) as program:
        answer = program.get("/api/export?as=calendar", headers={"Authorization": f"Bearer {word}"})
        assert list(unpacked(answer.content)) == ["runs.ics"]


def test_how_it_goes_is_told_and_how_it_ended(client: TestClient) -> None:
    before = client.get("/api/export/progress").json()
    assert (before["how"], before["files"], before["bytes"], before["parquet"]) == (None, 0, 0, True)
    assert before["free"]
    sent = client.get("/api/export").content
    after = client.get("/api/export/progress").json()
    assert (after["how"], after["bytes"], after["files"]) == ("sent", len(sent), len(unpacked(sent)))


# -- while it is being sent -------------------------------------------------------------------------


def going(world: MusicWorld, work: Callable[[Exports], Awaitable[None]]) -> None:
    async def within() -> None:
        with site_of(world) as site:
            await asyncio.wait_for(work(Exports(site)), 20)

    asyncio.run(within())


def large(app: App) -> Iterator[Entry]:
    """Some hundred pieces of noise: none of it can be packed smaller."""
    noise = bytes(range(256)) * 64
    for number in range(200):
        yield Entry(f"{number}.fit", [bytes((each * (number + 1) + at) % 251 for at, each in enumerate(noise))])


async def begun(exports: Exports, user: str, entries: Callable[[App], Iterator[Entry]] = large) -> AsyncIterator[bytes]:
    return await exports.begin(user, entries, lambda: True)


def refusal_of(error: pytest.ExceptionInfo[Refusal]) -> tuple[int, str]:
    return error.value.status, error.value.name


def test_one_person_has_one_at_a_time_and_few_people_have_one(world: MusicWorld) -> None:
    async def work(exports: Exports) -> None:
        mine = await begun(exports, ME)
        await anext(mine)
        with pytest.raises(Refusal) as met:
            await begun(exports, ME)
        assert refusal_of(met) == (409, "export-under-way")
        others = [await begun(exports, f"runner{number}") for number in range(MOST - 1)]
        with pytest.raises(Refusal) as met:
            await begun(exports, "one-more")
        assert refusal_of(met) == (503, "too-many-exports")
        await mine.aclose()  # type: ignore[attr-defined]  # a generator
        assert [(one.how) for one in (exports.of(ME), exports.of("runner0")) if one] == [
            HowSent.BROKEN_OFF,
            HowSent.UNDER_WAY,
        ]
        again = await begun(exports, ME)
        size = sum([len(piece) async for piece in again])
        seen = exports.of(ME)
        assert seen is not None
        assert (seen.how, seen.bytes, seen.files) == (HowSent.SENT, size, 200)
        for other in others:
            await anext(other)
            await other.aclose()  # type: ignore[attr-defined]  # a generator

    going(world, work)


def test_what_refuses_it_does_so_before_the_first_byte_and_leaves_the_place(world: MusicWorld) -> None:
    async def work(exports: Exports) -> None:
        for _ in range(MOST + 1):
            with pytest.raises(NobodyThere):
                await begun(exports, "nobody", lambda app: export(app, "nobody", NOON, "a test"))
        seen = exports.of("nobody")
        assert seen is not None
        assert seen.how is HowSent.BROKEN_OFF

    going(world, work)


def test_who_is_deleted_or_signed_out_meanwhile_gets_no_archive(
    world: MusicWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOOKS", -1.0)
    world.store.put(User("anna", world.now))

    async def work(exports: Exports) -> None:
        leaving = await begun(exports, "anna", lambda app: export(app, "anna", NOON, "a test"))
        known = world.store.load(User, "anna")
        assert known is not None
        world.store.put(replace(known, leaving=world.now))
        with suppress(Leaving):
            async for _ in leaving:
                pass
        inside = True
        signed_out = await exports.begin(ME, large, lambda: inside)
        await anext(signed_out)
        inside = False
        with pytest.raises(ConnectionAbortedError):
            async for _ in signed_out:
                pass
        assert [one.how for one in (exports.of("anna"), exports.of(ME)) if one][1] is HowSent.BROKEN_OFF

    going(world, work)


def test_a_browser_that_takes_nothing_is_left(world: MusicWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STALLED", 0.01)

    async def work(exports: Exports) -> None:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)
            if len(sent) == 3:
                await asyncio.Event().wait()

        told = await begun(exports, ME)
        with pytest.raises(TimeoutError):
            await Archive(told).stream_response(send)
        await told.aclose()  # type: ignore[attr-defined]  # a generator
        assert len(sent) == 3
        await begun(exports, ME)

    going(world, work)


def test_a_large_archive_is_never_held_as_a_whole() -> None:
    """Of 60 MB that cannot be packed smaller; and nothing is read long before it is taken."""
    piece, read, size, behind = random.Random(1).randbytes(1 << 20), 0, 0, 0

    def entries() -> Iterator[Entry]:
        nonlocal read
        for number in range(60):
            read += len(piece)
            yield Entry(f"{number}.fit", [piece])

    tracemalloc.start()
    try:
        for each in packed(entries(), NOON):
            size += len(each)
            behind = max(behind, read - size)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size > read == 60 << 20
    assert behind <= len(piece) + PIECE
    assert peak < 5 << 20
