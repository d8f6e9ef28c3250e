"""The garminconnect client is kept while the tokens stay the same, and keeps nothing else."""

from datetime import timedelta
from pathlib import Path

import pytest
import requests

from sync.adapters.garmin import bundle_of
from sync.adapters.http import Hosts, HttpSession
from sync.sim.athlete import run
from tests.support.world import World


def test_calls_with_the_same_tokens_share_a_client_and_no_others_do(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        garmin, mine, theirs = _adapter(world), bundle_of(world.garmin.tokens()), bundle_of(world.garmin.tokens())
        kept = garmin.loaded(mine)
        assert garmin.loaded(mine) is kept
        assert garmin.loaded(theirs) is not kept
        assert garmin.loaded(theirs).client.di_token == theirs.fields["di_token"]
        assert garmin.loaded(mine).client.di_token == mine.fields["di_token"]


def test_a_refresh_leaves_the_kept_client_as_it_is(tmp_path: Path) -> None:
    """It changes the client that it is made with, and only what is stored may be used."""
    with World(tmp_path) as world:
        garmin, bundle = _adapter(world), bundle_of(world.garmin.tokens())
        kept = garmin.loaded(bundle)
        fresh = garmin.refresh(bundle, world.now)
        assert fresh.fields != bundle.fields
        assert garmin.loaded(bundle) is kept
        assert kept.client.di_token == bundle.fields["di_token"]


def test_a_kept_client_takes_no_cookies_from_one_call_to_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with World(tmp_path) as world:
        world.garmin.add(run(900000001, world.now - timedelta(hours=1)))
        finish = world.garmin.finish

        def with_cookie(response, endpoint, request):  # type: ignore[no-untyped-def]  # as requests has it
            assert "Cookie" not in request.headers
            response.set_cookie("__cf_bm", "seen")
            return finish(response, endpoint, request)

        monkeypatch.setattr(world.garmin, "finish", with_cookie)
        world.ticks(3)
        assert world.garmin.count("list") == 3


def test_what_the_environment_says_is_looked_up_once_for_each_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each tick asks the same addresses, and requests goes through all variables for each request."""
    looked: list[str] = []
    real = requests.Session.merge_environment_settings

    def look(session, url, *given):  # type: ignore[no-untyped-def]  # as requests has it
        looked.append(url)
        return real(session, url, *given)

    monkeypatch.setattr(requests.Session, "merge_environment_settings", look)
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.invalid:3128")
    monkeypatch.setenv("NO_PROXY", "near.invalid")
    session = HttpSession(Hosts({}), 1.0, lambda _: None)
    settings = [
        session.merge_environment_settings(f"https://{place}", {}, True, None, None)
        for place in ("far.invalid/one?a=1", "near.invalid/", "far.invalid/two", "near.invalid/three")
    ]
    assert looked == ["https://far.invalid/one?a=1", "https://near.invalid/"]
    assert [found["proxies"].get("https", "") for found in settings] == [
        "http://proxy.invalid:3128",
        "",
        "http://proxy.invalid:3128",
        "",
    ]
    assert [found["stream"] for found in settings] == [True] * 4


def test_a_request_that_brings_a_proxy_of_its_own_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HTTPS_PROXY", raising=False)
    session = HttpSession(Hosts({}), 1.0, lambda _: None)
    for proxy in ("http://one.invalid", "http://two.invalid"):
        found = session.merge_environment_settings("https://far.invalid/", {"https": proxy}, True, None, None)
        assert found["proxies"]["https"] == proxy


def _adapter(world: World):  # type: ignore[no-untyped-def]  # as requests has it
    return world.wired.services["garmin"].adapter
