"""The usual proxy and CA variables work for every HTTP library in use: requests, curl and httpx2."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sync.adapters.garmin import Garmin, bundle_of
from sync.adapters.http import Hosts, HttpSession, StatusError, refuse
from sync.adapters.network_trouble import ca_bundle, network_error
from sync.adapters.notify import AppriseNotifier
from sync.core.errors import SyncError, Unavailable
from sync.sim.clock import HandClock
from sync.sim.garmin import SimGarmin
from tests.support.adapters.loopback_tls import NAME, Proxy, SecureSite, proxy_to, secure_site

NOW = datetime(2026, 3, 14, 9, tzinfo=UTC)
CA_VARIABLES = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE")
SITE = f"https://{NAME}"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[SecureSite, Proxy]]:
    """A site that only the proxy leads to; no variable is set but the proxy's."""
    for name in (*CA_VARIABLES, "HTTP_PROXY", "http_proxy", "https_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with secure_site(tmp_path) as secure, proxy_to(secure.port) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        yield secure, proxy


def by_requests(site: SecureSite) -> None:
    """As every call to Strava and every API call to Garmin goes out."""
    session = HttpSession(Hosts({"https://www.strava.com": SITE}), 5.0, refuse, sleep=lambda _: None)
    try:
        assert session.get("https://www.strava.com/athlete").json() == site.answer
    except OSError as error:
        raise network_error(error, service="strava", write=False) from error


def by_curl(site: SecureSite) -> None:
    """As Garmin's token refresh goes out."""
    sim = SimGarmin(HandClock(NOW).now)
    bundle = bundle_of(sim.tokens())
    given = json.loads(sim.tokens())
    site.answer = {"access_token": given["di_token"], "refresh_token": given["di_refresh_token"], "expires_in": 65000}
    fresh = Garmin(Hosts({"https://diauth.garmin.com": SITE}), seconds=5.0).refresh(bundle, NOW + timedelta(hours=1))
    assert fresh.fields["di_refresh_token"] == given["di_refresh_token"] != bundle.fields["di_refresh_token"]


WAYS: dict[str, Callable[[SecureSite], None]] = {"requests": by_requests, "curl": by_curl}


@pytest.mark.parametrize("variable", CA_VARIABLES)
@pytest.mark.parametrize("way", WAYS)
def test_a_private_authority_is_trusted_by_its_variable_and_reached_through_the_proxy(
    site: tuple[SecureSite, Proxy], monkeypatch: pytest.MonkeyPatch, way: str, variable: str
) -> None:
    secure, proxy = site
    monkeypatch.setenv(variable, str(secure.ca))
    WAYS[way](secure)
    assert proxy.asked == [f"{NAME}:443"]
    assert len(secure.seen) == 1


@pytest.mark.parametrize("way", WAYS)
def test_an_authority_that_nobody_named_is_not_trusted(site: tuple[SecureSite, Proxy], way: str) -> None:
    secure, proxy = site
    with pytest.raises(Unavailable) as raised:
        WAYS[way](secure)
    assert proxy.asked == [f"{NAME}:443"]
    assert secure.seen == []
    assert isinstance(raised.value, SyncError)


@pytest.mark.parametrize("variable", CA_VARIABLES)
def test_the_heartbeat_goes_the_same_way(
    site: tuple[SecureSite, Proxy], monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    secure, proxy = site
    trusted = ca_bundle({variable: str(secure.ca)})
    AppriseNotifier((), f"{SITE}/beat", verify=trusted).heartbeat()
    assert proxy.asked == [f"{NAME}:443"]
    assert secure.seen == ["GET /beat"]
    secure.seen.clear()
    AppriseNotifier((), f"{SITE}/beat", verify=None).heartbeat()
    assert secure.seen == []


def test_a_host_named_in_no_proxy_is_reached_directly(
    site: tuple[SecureSite, Proxy], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, proxy = site
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    sim = SimGarmin(HandClock(NOW).now)
    sim.start()
    try:
        with pytest.raises(StatusError, match="HTTP 401"):
            HttpSession(Hosts({"https://connectapi.garmin.com": sim.url}), 5.0, refuse).get(
                "https://connectapi.garmin.com/activitylist-service/activities/count"
            )
    finally:
        sim.stop()
    assert (sim.counts(), proxy.asked) == ({"count": 1}, [])


def test_an_untrusted_certificate_says_so(site: tuple[SecureSite, Proxy]) -> None:
    with pytest.raises(Unavailable, match=r"strava: its certificate is not trusted \(unable to get local issuer cert"):
        by_requests(site[0])
