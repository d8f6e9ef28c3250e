"""The simulated sign-in, passed and failed by garminconnect's real login in each of its flows."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from garminconnect import (
    Garmin,
    GarminConnectAuthenticationError,
    GarminConnectConnectionError,
    GarminConnectTooManyRequestsError,
)
from garminconnect.client import sso

from sync.sim.clock import HandClock
from sync.sim.garmin import SimGarmin

NOON = datetime(2096, 3, 14, 12, 0, tzinfo=UTC)  # to garminconnect a token of this year looks fresh
FLOWS = ("mobile+cffi", "mobile+requests", "widget+cffi", "portal+cffi", "portal+requests")
EVERY_FLOW = pytest.mark.parametrize("flow", FLOWS)


@pytest.fixture
def sim(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimGarmin]:
    """People may sign in, and garminconnect does not wait between page and password."""
    for flow in ("MOBILE", "WIDGET", "LOGIN"):
        for bound in ("MIN", "MAX"):
            monkeypatch.setattr(sso, f"{flow}_DELAY_{bound}_S", 0.0)
    garmin = SimGarmin(HandClock(NOON).now)
    garmin.forbid_sso = False
    garmin.start()
    yield garmin
    garmin.stop()


def person(sim: SimGarmin, *flows: str, password: str = "correct horse", **options: Any) -> Any:
    """A garminconnect with credentials that tries these flows only."""
    garmin = Garmin("robin@example.org", password, retry_attempts=0, **options)
    garmin.client.skip_strategies = set(FLOWS) - set(flows)
    sim.aim(garmin.client)
    return garmin


@EVERY_FLOW
def test_the_right_password_gives_tokens_that_open_the_list(sim: SimGarmin, flow: str) -> None:
    garmin = person(sim, flow)
    assert garmin.login() == (None, None)
    assert set(json.loads(garmin.client.dumps())) == {"di_token", "di_refresh_token", "di_client_id"}
    assert garmin.get_activities(0, 5) == []
    garmin.client._refresh_di_token()
    assert sim.count("refresh") == 2
    assert sim.sso_touched == []


@EVERY_FLOW
def test_a_wrong_password_ends_the_login_at_once(sim: SimGarmin, flow: str) -> None:
    with pytest.raises(GarminConnectAuthenticationError):
        person(sim, flow, password="wrong").login()
    assert sim.count("refresh") == 0
    assert sim.count("sso_login", "sso_widget_login") == 1


@EVERY_FLOW
def test_mfa_asks_for_the_code_and_takes_it(sim: SimGarmin, flow: str) -> None:
    sim.mfa_code = "123456"
    asked: list[str] = []

    def prompt() -> str:
        asked.append("code?")
        return "123456"

    garmin = person(sim, flow, prompt_mfa=prompt)
    garmin.login()
    assert asked == ["code?"]
    assert garmin.get_activities(0, 5) == []


@EVERY_FLOW
def test_after_a_wrong_code_the_right_one_still_works(sim: SimGarmin, flow: str) -> None:
    sim.mfa_code = "123456"
    garmin = person(sim, flow, return_on_mfa=True)
    needs, state = garmin.login()
    assert needs == "needs_mfa"
    with pytest.raises(GarminConnectAuthenticationError):
        garmin.resume_login(state, "000000")
    garmin.resume_login(state, "123456")
    assert garmin.get_activities(0, 5) == []


def test_another_process_can_finish_a_login_that_waits_for_its_code(sim: SimGarmin) -> None:
    sim.mfa_code = "123456"
    _, state = person(sim, "mobile+cffi", return_on_mfa=True).login()
    other = person(sim, "mobile+cffi", return_on_mfa=True)
    other.resume_login(json.loads(json.dumps(state)), "123456")
    assert other.get_activities(0, 5) == []


@pytest.mark.parametrize("fault", ["429", "427"])
@EVERY_FLOW
def test_a_blocked_sign_in_is_too_many_requests(sim: SimGarmin, flow: str, fault: str) -> None:
    sim.sso_fault = fault
    with pytest.raises(GarminConnectTooManyRequestsError):
        person(sim, flow).login()


@pytest.mark.parametrize("fault", ["403", "captcha", "html", "429 in JSON"])
def test_other_blocks_exhaust_every_flow_without_a_word_about_the_password(sim: SimGarmin, fault: str) -> None:
    sim.sso_fault = fault
    with pytest.raises((GarminConnectConnectionError, GarminConnectTooManyRequestsError)):
        person(sim, *FLOWS).login()
    assert sim.count("refresh") == 0


def test_a_ticket_that_the_token_desk_refuses_is_no_login(sim: SimGarmin) -> None:
    sim.sso_fault = "no ticket"
    with pytest.raises(GarminConnectAuthenticationError):
        person(sim, "mobile+requests").login()
    assert sim.count("refresh") == 4  # one client id after the other
    assert sim.count("sso_ticket") == 1


def test_a_forbidden_sign_in_is_blocked_and_every_touch_is_noted(sim: SimGarmin) -> None:
    sim.forbid_sso = True
    with pytest.raises(GarminConnectConnectionError):
        person(sim, "mobile+requests", "portal+requests").login()
    assert sim.sso_touched == [
        "GET /mobile/sso/en_US/sign-in",
        "GET /portal/sso/en-US/sign-in",
        "POST /portal/api/login",
    ]


def test_a_misspelt_fault_is_not_taken_silently(sim: SimGarmin) -> None:
    sim.sso_fault = "captha"
    with pytest.raises(ValueError, match="captha"):
        sim._blocked(None)  # type: ignore[arg-type]  # it does not look at the request
