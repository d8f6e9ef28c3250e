"""What browsers see and do at the pages' address, scene by scene."""

import re
from urllib.parse import parse_qsl, urlsplit

import requests

from sync.core.user_name import ME
from tests.aws.deployed import Deployed, Failed, expect
from tests.aws.edge import Edge
from tests.aws.visitor import Visitor, edge_of

CONSENT = "/api/sign-in/consent"


def a_browser_is_signed_in(deployed: Deployed) -> None:
    """A link of web-login signs one browser in, which sees its runs, one of them, its songs, its route and its file."""
    api = edge_of(deployed)
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
    visitor = Visitor(edge_of(deployed))
    deployed.world.tell_the_time()
    deployed.world.strava.callback_domain = str(urlsplit(visitor.edge.address).hostname)  # as its page has it set
    asked = visitor.ask("GET", CONSENT, site="none", status=303)
    answered = requests.get(asked.headers["location"], allow_redirects=False, timeout=20)
    back = urlsplit(answered.headers["location"])
    expect("where the page sends the browser", f"{back.scheme}://{back.netloc}", edge_of(deployed).address)
    visitor.ask("GET", f"{back.path}?{back.query}", site="cross-site", status=303)
    expect("who is signed in", visitor.get("/api/me").json()["name"], ME)


def a_service_is_connected_and_disconnected(deployed: Deployed) -> None:
    """In the pages Spotify, with its plays, and Strava are disconnected and connected again; a friend joins."""
    api = edge_of(deployed)
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


def signed_in(deployed: Deployed, api: Edge) -> Visitor:
    """By the command at home and the link that it prints."""
    link, visitor = link_for_a_browser(deployed, api).partition("#")[2], Visitor(api)
    (cookie,) = visitor.ask("POST", "/api/sign-in", {"link": link}).cookies
    kept = {each.strip().lower() for each in cookie.split(";")[1:]}
    expect("the cookie", (cookie.partition("=")[0], {"secure", "httponly"} <= kept), ("__Host-runtrack", True))
    Visitor(api).ask("POST", "/api/sign-in", {"link": link}, status=401)
    return visitor


def link_for_a_browser(deployed: Deployed, api: Edge) -> str:
    """That signs one in, once, without the address before it."""
    said = deployed.world.command(deployed.cloud, deployed.environment, "web-login", APP_URL=api.address)
    found = re.search(rf"{re.escape(api.address)}(/sign-in#\S+)", said)
    if found is None:
        raise Failed(f"web-login said: {said}")
    return found[1]


SCENES = (
    a_browser_is_signed_in,
    a_consent_signs_in,
    a_service_is_connected_and_disconnected,
)
