"""What browsers see and do at the pages' address, scene by scene."""

import re
from urllib.parse import parse_qsl, urlsplit

import requests

from sync.core.user_name import ME
from tests.aws.deployed import Deployed, Failed, expect
from tests.aws.http_api import HttpApi, Visitor

CONSENT = "/api/sign-in/consent"


def the_pages_are_there(deployed: Deployed) -> None:
    """Browsers get the pages, packed and kept for ever but for the one page, and strangers nothing of anybody."""
    visitor = Visitor(HttpApi(deployed))
    page = visitor.get("/runs/1")
    expect("how long the page is kept", page.headers["cache-control"], "no-cache")
    expect("scripts of others", "script-src 'self'" in page.headers["content-security-policy"], True)
    scripts = re.findall(r'src="(/assets/[^"]+\.js)"', page.body.decode())
    expect("scripts of its own", len(scripts) > 0, True)
    for script in scripts:
        asset = visitor.get(script)
        expect(f"how {script} comes", asset.headers.get("content-encoding"), "gzip")
        expect(f"how long {script} is kept", "immutable" in asset.headers["cache-control"], True)
    for path in ("/api/activities", "/api/me", "/api/changed", "/api/nothing"):
        expect(path, visitor.get(path, status=401).json()["type"], "urn:runtrack:sign-in")


def a_browser_is_signed_in(deployed: Deployed) -> None:
    """A link of web-login signs one browser in, which sees its runs, one of them, its songs, its route and its file."""
    api = HttpApi(deployed)
    visitor = signed_in(deployed, api)
    shown = visitor.get("/api/activities").json()["runs"]
    run = next(each for each in shown if each["title"] == "Morning Run")
    expect("its songs", run["songs"] > 3, True)
    path = f"/api/activities/{run['id']}"
    for each in ("/api/status", "/api/calendar", "/api/changed", "/api/connections", path, f"{path}/music"):
        visitor.get(each)
    expect("its route", visitor.get(f"{path}/route").json()["v"], 2)
    expect("its file", visitor.get(f"{path}/file.fit").body[8:12], b".FIT")
    by_target = visitor.get(f"/api/activities/{run['target_id']}").json()
    expect("the same run by its number at the target", by_target["id"], run["id"])
    visitor.ask("POST", "/api/sign-out", site="cross-site", status=403)
    made = visitor.ask("POST", "/api/shares", {"run": run["id"], "until": None, "shows": ["map", "songs"]}, status=201)
    stranger, link = Visitor(api), made.json()["url"]
    expect("where the link leads", link, f"{api.address}/s/{made.json()['id']}")
    expect("what a stranger sees", stranger.get(f"/api/shared/{made.json()['id']}").json()["route"], True)
    expect("its picture", stranger.get(f"{urlsplit(link).path}/picture.png").body[:4], b"\x89PNG")
    visitor.ask("POST", "/api/sign-out", status=204)
    visitor.get("/api/me", status=401)


def a_consent_signs_in(deployed: Deployed) -> None:
    """Whoever agrees at the target's page with the account that is connected here is signed in."""
    visitor = Visitor(HttpApi(deployed))
    deployed.world.tell_the_time()
    deployed.world.strava.callback_domain = str(urlsplit(visitor.api.address).hostname)  # as its page has it set
    asked = visitor.ask("GET", CONSENT, site="none", status=303)
    answered = requests.get(asked.headers["location"], allow_redirects=False, timeout=20)
    back = urlsplit(answered.headers["location"])
    expect("where the page sends the browser", f"{back.scheme}://{back.netloc}", HttpApi(deployed).address)
    visitor.ask("GET", f"{back.path}?{back.query}", site="cross-site", status=303)
    expect("who is signed in", visitor.get("/api/me").json()["name"], ME)


def a_service_is_connected_and_disconnected(deployed: Deployed) -> None:
    """In the pages Spotify, with its plays, and Strava are disconnected and connected again; a friend joins."""
    api = HttpApi(deployed)
    visitor = signed_in(deployed, api)
    deployed.world.spotify.redirects.add(f"{api.address}/api/connections/spotify/callback")  # as its page has it set
    for service in ("spotify", "strava"):
        deployed.world.tell_the_time()
        visitor.ask("POST", f"/api/connections/{service}/disconnect", {"keep_plays": False})
        begun = visitor.ask("POST", f"/api/connections/{service}/login", {"given": {}}).json()
        answered = requests.get(begun["url"], allow_redirects=False, timeout=20)
        given = dict(parse_qsl(urlsplit(answered.headers["location"]).query))
        told = {"attempt": begun["attempt"], "given": given}
        visitor.ask("POST", f"/api/connections/{service}/login/answer", told)
    known = visitor.get("/api/connections").json()["connections"]
    found = {each["service"]: each["connected"] for each in known}
    expect("what is connected", (found["spotify"], found["strava"]), (True, True))
    link = visitor.ask("POST", "/api/invitations", {"called": "A runner"}, status=201).json()["url"]
    friend = Visitor(api)
    friend.ask("POST", "/api/join", {"code": link.rpartition("/")[2], "name": "friend"})
    expect("who has joined", friend.get("/api/me").json()["name"], "friend")


def signed_in(deployed: Deployed, api: HttpApi) -> Visitor:
    """By the command at home and the link that it prints."""
    said = deployed.world.command(deployed.cloud, deployed.environment, "web-login", APP_URL=api.address)
    found = re.search(rf"{re.escape(api.address)}/sign-in#(\S+)", said)
    if found is None:
        raise Failed(f"web-login said: {said}")
    visitor = Visitor(api)
    (cookie,) = visitor.ask("POST", "/api/sign-in", {"link": found[1]}).cookies
    kept = {each.strip().lower() for each in cookie.split(";")[1:]}
    expect("the cookie", (cookie.partition("=")[0], {"secure", "httponly"} <= kept), ("__Host-runtrack", True))
    Visitor(api).ask("POST", "/api/sign-in", {"link": found[1]}, status=401)
    return visitor


SCENES = (the_pages_are_there, a_browser_is_signed_in, a_consent_signs_in, a_service_is_connected_and_disconnected)
