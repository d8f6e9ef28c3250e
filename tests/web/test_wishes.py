"""What a person asks of one run by its page: leave it out, and try it again."""

from playwright.sync_api import expect

from tests.web.conftest import Desk
from tests.web.test_every_page import violations

SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


def test_a_run_is_tried_again_and_left_out_again(desk: Desk) -> None:
    listed = desk.context.request.get(f"{desk.address}/api/activities?state=skipped&limit=200").json()["runs"]
    page = desk.open(f"/runs/{listed[0]['id']}")
    state = page.get_by_role("region", name="On Strava")
    state.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("New, not sent yet").first).to_be_visible()
    state.get_by_role("button", name="Leave out").click()
    page.get_by_role("dialog").get_by_role("button", name="Leave out").click()
    expect(page.get_by_text("Left out", exact=False).first).to_be_visible()


def test_another_style_is_seen_before_a_run_is_written_in_it(desk: Desk, run_path: str) -> None:
    page = desk.open(run_path)
    state = page.get_by_role("region", name="On Strava")
    state.get_by_role("button", name="Other style").click()
    state.get_by_role("button", name="Short").click()
    expect(state.locator("pre")).not_to_contain_text("2. ")
    assert violations(desk) == []
    state.get_by_role("button", name="Write it like this").click()
    expect(page.get_by_text("It is written anew at the next look.")).to_be_visible()
    expect(state.get_by_role("button", name="Write it like this")).to_have_count(0)
    asked = f"{desk.address}/api/preferences"
    known = {each["name"]: each["value"] for each in desk.context.request.get(asked).json()["preferences"]}
    assert known["style"] == "short"
    assert desk.context.request.put(asked, data={"changes": {"style": None}}, headers=SAME_SITE).ok
