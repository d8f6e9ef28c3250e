"""Tokens are refreshed only where nothing works without, the new ones are kept first, and none is ever shown."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.core.errors import Unavailable
from tests.live.given import reserved
from tests.live.person import Doctor, Person, person

CI_WORDS = "this talks to the real services with somebody's own tokens: it does not run in CI"


@pytest.fixture
def me(tmp_path: Path) -> Iterator[Person]:
    with person(tmp_path) as made:
        yield made


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_good_garmin_tokens_are_not_refreshed_nor_touched(me: Person) -> None:
    before = me.token_file.read_text()
    assert me.runs("--only", "garmin") == 0
    assert me.garmin.count("refresh") == 0
    assert me.token_file.read_text() == before


def test_garmin_tokens_that_have_run_out_are_renewed_in_their_file_which_becomes_private(me: Person) -> None:
    me.token_file.chmod(0o644)
    before = json.loads(me.token_file.read_text())
    me.clock.advance(20 * 3600)
    assert me.runs("--only", "garmin") == 0, me.text
    assert me.said[0] == (
        f"Garmin: the access token has run out. The new tokens go into {me.token_file} before they are used; whatever "
        "else uses the old ones needs a new login."
    )
    after = json.loads(me.token_file.read_text())
    assert after["di_refresh_token"] != before["di_refresh_token"]
    assert mode(me.token_file) == 0o600
    assert me.runs("--only", "garmin") == 0
    assert me.garmin.count("refresh") == 1


def test_new_tokens_are_in_their_files_before_the_first_call_that_uses_them(me: Person) -> None:
    kept: list[str] = []

    def look(path: Path) -> Doctor:
        def keep(answer: object) -> object:
            kept.append(path.read_text())
            return answer

        return keep

    me.garmin.doctors["list"], me.strava.doctors["athlete"] = look(me.token_file), look(me.kept_file)
    before = me.token_file.read_text()
    me.clock.advance(20 * 3600)
    assert me.runs("--no-upload") == 0, me.text
    assert kept[:2] == [me.token_file.read_text()] * 2 != [before] * 2
    assert kept[2:] == [me.kept_file.read_text()]


def test_the_folder_of_a_token_file_and_a_link_to_it_will_do(me: Person) -> None:
    me.clock.advance(20 * 3600)
    link = me.folder / "link.json"
    link.symlink_to(me.token_file)
    assert me.runs("--only", "garmin", GARMIN_TOKENS=str(link)) == 0, me.text
    assert link.is_symlink()
    assert me.runs("--only", "garmin", GARMIN_TOKENS=str(me.folder)) == 0, me.text
    assert me.garmin.count("refresh") == 1


def test_tokens_given_as_text_are_used_but_never_refreshed(me: Person) -> None:
    text = me.token_file.read_text()
    assert me.runs("--only", "garmin", GARMIN_TOKENS=text) == 0, me.text
    me.clock.advance(20 * 3600)
    assert me.runs("--only", "garmin", GARMIN_TOKENS=text) == 2
    assert me.said[0] == (
        "could not run Garmin: the newest five\n"
        "    assumed: a list, newest first, of items as the adapter reads them; times in UTC and local, durations in "
        "seconds; null keys left out\n"
        "    these tokens have run out, and a refresh would end them: put them into a file and give its path, so that "
        "the new ones can be kept"
    )
    assert me.garmin.count("refresh") == 0


def test_a_dead_login_makes_no_further_call(me: Person) -> None:
    me.clock.advance(20 * 3600)
    me.garmin.revoke_all()
    me.strava.revoke_all()
    assert me.runs("--no-upload") == 2
    assert me.said[-1] == "\n0 ok, 0 differs, 8 could not run"
    assert me.garmin.counts() == {"refresh": 1}
    assert me.strava.counts() == {"token": 1}


def test_stravas_tokens_are_kept_in_a_private_file_and_used_again(me: Person) -> None:
    assert me.runs("--only", "strava", "--no-upload") == 0
    assert mode(me.kept_file) == 0o600
    assert [path.name for path in me.kept_file.parent.iterdir()] == ["strava.json"]
    assert me.runs("--only", "strava", "--no-upload") == 0
    assert me.said[0] == "ok            Strava: the token answer"
    assert me.strava.count("token") == 1


def test_a_refresh_token_that_was_rotated_away_is_followed_by_its_kept_successor(me: Person) -> None:
    me.strava.rotate = True
    me.clock.advance(7 * 3600)
    assert me.runs("--only", "strava", "--no-upload") == 0
    me.clock.advance(7 * 3600)
    assert me.runs("--only", "strava", "--no-upload") == 0, me.text
    assert me.strava.count("token") == 2


def test_another_refresh_token_than_the_kept_one_began_with_wins(me: Person) -> None:
    assert me.runs("--only", "strava", "--no-upload") == 0
    me.refresh_token = str(me.strava.tokens()["refresh_token"])
    assert me.runs("--only", "strava", "--no-upload") == 0
    assert me.strava.count("token") == 2


def test_a_kept_file_of_something_else_is_named(me: Person) -> None:
    me.kept_file.parent.mkdir()
    me.kept_file.write_text("{}")
    assert me.runs("--only", "strava") == 2
    assert me.said == [f"{me.kept_file} holds no tokens of this program (KeyError): delete it"]


def test_without_tokens_every_missing_variable_is_named(me: Person) -> None:
    assert me.runs(GARMIN_TOKENS="", STRAVA_CLIENT_ID="", STRAVA_CLIENT_SECRET=" ", STRAVA_REFRESH_TOKEN="") == 2
    assert me.said == [
        "These variables of the environment are missing:\n"
        "  GARMIN_TOKENS: path of a garminconnect token file (or its JSON)\n"
        "  STRAVA_CLIENT_ID: your Strava API application's client id\n"
        "  STRAVA_CLIENT_SECRET: its client secret\n"
        "  STRAVA_REFRESH_TOKEN: from `make get-token`\n"
        "Only one of the services: --only garmin, --only strava and so on"
    ]
    assert me.garmin.count() + me.strava.count() == 0


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("/nowhere/tokens.json", "GARMIN_TOKENS: /nowhere/tokens.json cannot be read (No such file or directory)"),
        ('{"oauth_token": "a"}', "GARMIN_TOKENS: not a garminconnect token file (KeyError)"),
    ],
)
def test_garmin_tokens_that_are_none_are_named(me: Person, given: str, words: str) -> None:
    assert me.runs("--only", "garmin", GARMIN_TOKENS=given) == 2
    assert me.said == [words]


def test_a_wrong_setting_is_named(me: Person) -> None:
    assert me.runs("--only", "strava", STRAVA_API_URL="strava") == 2
    assert me.said == ["STRAVA_API_URL is 'strava', but must be an http(s) URL"]


def test_it_does_not_run_in_ci(me: Person) -> None:
    assert me.runs(CI="true") == 2
    assert me.said == [CI_WORDS]


def test_nothing_is_traded_when_the_new_tokens_could_not_be_kept(me: Person) -> None:
    (me.folder / "kept").symlink_to("nowhere")
    assert me.runs("--only", "strava", "--no-upload") == 2
    assert f"    nothing was refreshed, because {me.kept_file} cannot be written (File exists)" in me.text
    assert me.strava.count("token") == 0


def test_a_reserved_file_is_left_as_it_was_when_the_block_fails(tmp_path: Path) -> None:
    path = tmp_path / "tokens.json"
    path.write_text("old")
    with pytest.raises(Unavailable), reserved(path):
        raise Unavailable("the service is away")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_reserved_file_holds_the_new_text_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "new" / "tokens.json"
    with reserved(path) as write:
        write("new tokens")
    assert path.read_text() == "new tokens"
    assert mode(path) == 0o600
    assert list(path.parent.iterdir()) == [path]
