"""`runtrack live phone`: an address for an app, a list without secrets, and an address taken back."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sync.core.live.parting import Remembered
from sync.core.live.phones.apps import APPS
from sync.core.live.phones.told import Told, Trouble
from sync.engine.asks import phones as verbs
from sync.engine.live.phones import take_in
from sync.entrypoints.cli.live_phones import AppName
from sync.entrypoints.phone_words import STEPS, TROUBLES
from sync.wiring import ME
from tests.support.entrypoints.commands import runtrack
from tests.support.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path) as world:
        yield world


def test_every_app_and_trouble_has_its_words() -> None:
    assert list(APPS) == [*AppName] == list(STEPS)
    assert set(TROUBLES) == set(Trouble)


def test_a_phone_is_added_listed_and_revoked(world: World) -> None:
    public = {"APP_URL": "https://runs.example.org"}
    said = runtrack(world, "live", "phone", "add", "owntracks", "--name", "Pixel", environ=public)
    assert said.code == 0
    address, link = said.out.splitlines()
    assert address.startswith("https://runs.example.org/ingest/owntracks/me.")
    assert link.startswith("owntracks:///config?inline=")
    assert said.err.splitlines()[0] == f"1. {STEPS['owntracks'][0]}"
    word = urlsplit(address).path.rpartition("/")[2]
    phone = verbs.phone_of(world.store, "owntracks", word)
    assert phone is not None
    take_in(world.store, phone, Told(trouble=Trouble.ENCRYPTED), Remembered(), world.now)
    listed = runtrack(world, "live", "phone")
    assert "Pixel" in listed.out
    assert word not in listed.out + listed.err
    assert "remove the encryption key" in listed.err
    assert runtrack(world, "live", "phone", "revoke", "x").code == 2
    assert runtrack(world, "live", "phone", "revoke", phone.id[:8]).code == 0
    assert verbs.phones(world.store, ME) == []


def test_the_code_is_shown_where_somebody_can_scan_it_and_a_bad_name_is_refused(world: World) -> None:
    assert "█" in runtrack(world, "live", "phone", "add", "traccar", columns=100).out
    assert "APP_URL is not set" in runtrack(world, "live", "phone", "add", "traccar").err
    assert runtrack(world, "live", "phone", "add", "traccar", "--name", "x" * 61).code == 2
    assert runtrack(world, "live", "phone", "add", "signal").code == 2
    while runtrack(world, "live", "phone", "add", "gpslogger").code == 0:
        pass
    assert len(verbs.phones(world.store, ME)) == verbs.MOST
