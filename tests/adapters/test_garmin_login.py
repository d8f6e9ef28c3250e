"""garminconnect's real login against the simulated sign-in: what each outcome means, and what it costs."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import garminconnect.client
import pytest
from garminconnect import Garmin as Library
from garminconnect.client import sso

from sync.adapters.garmin_login import PRIVATE_NAMES, CodeUnheard, GarminLogin, InHand, WrongCode
from sync.adapters.http import Hosts
from sync.core.errors import RateLimited, Rejected, Unavailable
from sync.core.secret import Secret
from sync.sim.athlete import run
from sync.sim.clock import HandClock
from sync.sim.garmin import SimGarmin
from tests.support.world import closed_port

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
EMAIL, PASSWORD = "robin@example.org", Secret("correct horse")


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """garminconnect does not wait between page and password."""
    for flow in ("MOBILE", "WIDGET", "LOGIN"):
        for bound in ("MIN", "MAX"):
            monkeypatch.setattr(sso, f"{flow}_DELAY_{bound}_S", 0.0)


@pytest.fixture
def sim() -> Iterator[SimGarmin]:
    garmin = SimGarmin(HandClock(NOON).now)
    garmin.forbid_sso = False
    garmin.start()
    yield garmin
    garmin.stop()


def hosts(sim: SimGarmin, *, signin: str = "") -> Hosts:
    return Hosts(
        {
            "https://sso.garmin.com": signin or sim.url,
            "https://connectapi.garmin.com": sim.url,
            "https://diauth.garmin.com": sim.url,
        }
    )


def sign_in_requests(sim: SimGarmin) -> int:
    return sum(count for endpoint, count in sim.counts().items() if endpoint.startswith("sso"))


def test_the_right_password_gives_tokens_that_open_the_list(sim: SimGarmin) -> None:
    sim.add(run(1, NOON - timedelta(hours=2)))
    attempt = GarminLogin(hosts(sim))
    assert attempt.sign_in(EMAIL, PASSWORD, NOON) is False
    (item,) = InHand(hosts(sim), attempt.bundle()).first_page("me", NOON)
    assert item.owner == sim.owner_id
    assert sim.counts() == {"sso_page": 1, "sso_login": 1, "refresh": 1, "profile": 1, "list": 1}


def test_the_variable_of_other_programs_does_not_replace_the_password(
    sim: SimGarmin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GARMINTOKENS", sim.tokens())
    attempt = GarminLogin(hosts(sim))
    attempt.sign_in(EMAIL, PASSWORD, NOON)
    assert sim.count("sso_login") == 1


def test_a_wrong_password_is_rejected_after_one_question(sim: SimGarmin) -> None:
    with pytest.raises(Rejected, match=r"^Garmin does not accept this e-mail and password$"):
        GarminLogin(hosts(sim)).sign_in(EMAIL, Secret("wrong"), NOON)
    assert sign_in_requests(sim) == 2


# -- refusals: (fault, what is said in brackets, sign-in requests) ---------------------------------

REFUSALS = {
    "429": ("too many requests from this address, or a blocked one", 4),
    "427": ("too many requests from this address, or a blocked one", 4),
    "403": ("Widget embed returned 403", 4),
    "captcha": ("Widget login: unexpected title 'GARMIN Authentication Application'", 9),
    "html": ("Widget login: unexpected title 'GARMIN Authentication Application'", 9),
    "429 in JSON": ("Widget login: unexpected title 'GARMIN Authentication Application'", 9),
}


@pytest.mark.parametrize("fault", REFUSALS)
def test_a_blocked_sign_in_is_a_wait_that_doubles_and_costs_few_requests(sim: SimGarmin, fault: str) -> None:
    sim.sso_fault = fault
    with pytest.raises(RateLimited) as refusal:
        GarminLogin(hosts(sim)).sign_in(EMAIL, PASSWORD, NOON)
    said, requests = REFUSALS[fault]
    assert str(refusal.value) == f"Garmin refuses logins from here for now ({said})"
    assert (refusal.value.until, refusal.value.doubling) == (NOON + timedelta(hours=2), True)
    assert sign_in_requests(sim) == requests


def test_without_curl_one_flow_is_tried(sim: SimGarmin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garminconnect.client, "HAS_CFFI", False)
    sim.sso_fault = "captcha"
    with pytest.raises(RateLimited, match="CAPTCHA required"):
        GarminLogin(hosts(sim)).sign_in(EMAIL, PASSWORD, NOON)
    assert sign_in_requests(sim) == 2
    sim.sso_fault = None
    attempt = GarminLogin(hosts(sim))
    attempt.sign_in(EMAIL, PASSWORD, NOON)
    assert attempt.bundle().fields["di_client_id"] == "GARMIN_CONNECT_MOBILE_ANDROID_DI_2025Q2"


@pytest.mark.parametrize("curl", [True, False])
def test_a_sign_in_that_cannot_be_reached_is_no_refusal(
    sim: SimGarmin, monkeypatch: pytest.MonkeyPatch, curl: bool
) -> None:
    monkeypatch.setattr(garminconnect.client, "HAS_CFFI", curl)
    nobody = f"http://127.0.0.1:{closed_port()}"
    with pytest.raises(Unavailable, match=r"^Garmin's sign-in could not be reached$"):
        GarminLogin(hosts(sim, signin=nobody)).sign_in(EMAIL, PASSWORD, NOON)


def test_an_outage_of_the_sign_in_is_no_refusal(sim: SimGarmin) -> None:
    for endpoint in ("sso_page", "sso_login", "sso_embed"):
        sim.inject(endpoint, "502 HTML", times=3)
    with pytest.raises(Unavailable, match=r"^Garmin's sign-in is out of order \(Widget embed returned 502\)$"):
        GarminLogin(hosts(sim)).sign_in(EMAIL, PASSWORD, NOON)


# -- the ticket and the token server ------------------------------------------------------------------


def test_a_login_without_lasting_tokens_has_failed_and_no_cookie_is_fetched(sim: SimGarmin) -> None:
    sim.sso_fault = "no ticket"
    with pytest.raises(Rejected, match=r"^Garmin accepted the login, but gave no token that lasts$"):
        GarminLogin(hosts(sim)).sign_in(EMAIL, PASSWORD, NOON)
    assert sim.count("refresh") == 4  # one client id after the other
    assert (sim.count("sso_ticket"), sim.count("sso_login")) == (0, 1)


def test_a_browser_cookie_instead_of_tokens_counts_as_failed(sim: SimGarmin) -> None:
    attempt = GarminLogin(hosts(sim))
    attempt._client.jwt_web = "a cookie"  # what the library's own fallback would leave behind
    assert attempt._client.is_authenticated
    with pytest.raises(Rejected, match="no token that lasts"):
        attempt.bundle()


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [("429", RateLimited), ("403", RateLimited), ("500", Unavailable), ("reset before the effect", Unavailable)],
)
def test_trouble_at_the_token_desk_does_not_send_the_password_again(
    sim: SimGarmin, fault: str, meaning: type[Exception]
) -> None:
    sim.inject("refresh", fault, times=4)
    with pytest.raises(meaning):
        GarminLogin(hosts(sim)).sign_in(EMAIL, PASSWORD, NOON)
    assert sim.count("sso_login") == 1


def test_tokens_that_the_api_refuses_are_a_refusal(sim: SimGarmin) -> None:
    sim.inject("profile", "403", times=2)
    with pytest.raises(RateLimited, match="token rejected by API tier"):
        GarminLogin(hosts(sim)).sign_in(EMAIL, PASSWORD, NOON)


def test_an_api_that_is_out_of_order_leaves_the_tokens_good(sim: SimGarmin) -> None:
    sim.inject("profile", "500")
    attempt = GarminLogin(hosts(sim))
    attempt.sign_in(EMAIL, PASSWORD, NOON)
    assert sim.accepts(attempt.bundle().fields["di_token"])


# -- MFA --------------------------------------------------------------------------------------------


def waiting(sim: SimGarmin) -> GarminLogin:
    """A login that waits for its code."""
    sim.mfa_code = "123456"
    attempt = GarminLogin(hosts(sim))
    assert attempt.sign_in(EMAIL, PASSWORD, NOON) is True
    return attempt


def widget_only(sim: SimGarmin) -> None:
    sim.inject("sso_page", "403", times=3)


MFA_FLOWS = pytest.mark.parametrize("prepare", [lambda sim: None, widget_only], ids=["mobile", "widget"])


@MFA_FLOWS
def test_after_wrong_codes_the_right_one_ends_the_same_login(
    sim: SimGarmin, prepare: Callable[[SimGarmin], None]
) -> None:
    prepare(sim)
    attempt = waiting(sim)
    for _ in range(3):
        with pytest.raises(WrongCode, match=r"^Garmin does not accept this code$"):
            attempt.confirm("000000", NOON)
    attempt.confirm("123456", NOON)
    assert sim.accepts(attempt.bundle().fields["di_token"])
    assert sim.count("sso_login", "sso_widget_login") == 1


@MFA_FLOWS
def test_a_block_while_the_code_is_checked_is_a_refusal(sim: SimGarmin, prepare: Callable[[SimGarmin], None]) -> None:
    prepare(sim)
    attempt = waiting(sim)
    sim.sso_fault = "403"
    with pytest.raises(RateLimited, match="it does not look at the code"):
        attempt.confirm("123456", NOON)


def test_a_lost_connection_while_the_code_is_checked_lets_the_code_be_given_again(sim: SimGarmin) -> None:
    attempt = waiting(sim)
    sim.inject("sso_mfa", "reset before the effect", times=2)
    with pytest.raises(CodeUnheard):
        attempt.confirm("123456", NOON)
    attempt.confirm("123456", NOON)
    assert sim.accepts(attempt.bundle().fields["di_token"])


def test_a_ticket_refused_after_the_code_ends_the_login(sim: SimGarmin) -> None:
    attempt = waiting(sim)
    sim.sso_fault = "no ticket"
    with pytest.raises(Rejected, match="no token that lasts") as refusal:
        attempt.confirm("123456", NOON)
    assert not isinstance(refusal.value, WrongCode)


# -- the library's private names ----------------------------------------------------------------------


@pytest.mark.parametrize("name", PRIVATE_NAMES)
def test_the_library_still_has_the_private_name(name: str) -> None:
    assert hasattr(Library().client, name)
