"""What a person asks of one run by its page: leave it out, and try it again."""

from playwright.sync_api import expect

from tests.web.conftest import Desk


def test_a_run_is_tried_again_and_left_out_again(desk: Desk) -> None:
    listed = desk.context.request.get(f"{desk.address}/api/activities?state=skipped&limit=200").json()["runs"]
    page = desk.open(f"/runs/{listed[0]['id']}")
    state = page.get_by_role("region", name="On Strava")
    state.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("New, not sent yet").first).to_be_visible()
    state.get_by_role("button", name="Leave out").click()
    page.get_by_role("dialog").get_by_role("button", name="Leave out").click()
    expect(page.get_by_text("Left out", exact=False).first).to_be_visible()
