"""What CloudFront makes of the pages and of the API behind it, scene by scene, and what it gives nobody."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from layer import smoke
from sync.entrypoints.api.access.headers import headers_of
from sync.entrypoints.api.access.policy import policy_of
from tests.aws.deployed import Deployed, Failed, expect
from tests.aws.edge import Edge
from tests.aws.exchange import Answered, Sent
from tests.aws.visitor import Visitor, edge_of, unpacked
from tests.aws.web_scenes import signed_in

ROOT = Path(__file__).parents[2]
PUBLISHER = "AKIAPUBLISHER0000000"
OF_OTHERS = "evil.example"


def the_pages_go_up(deployed: Deployed) -> None:
    """The built pages are uploaded after the apply, by few rights, and a second time nothing is."""
    said = publish(deployed)
    expect("what it says", bool(re.match(r"Pages: \d{2,} uploaded, 0 there already; CloudFront forgets ", said)), True)
    said = publish(deployed)
    expect("the second time", bool(re.match(r"Pages: 0 uploaded, \d{2,} there already; nothing to purge", said)), True)


def the_smoke_test_passes(deployed: Deployed) -> None:
    """What is asked after each deployment is answered as it should be."""
    stranger = Visitor(edge_of(deployed))

    def ask(method: str, path: str) -> tuple[int, dict[str, str], bytes]:
        answer = unpacked(stranger.send(method, path))
        return answer.status, answer.headers, answer.body

    expect("what is wrong", list(smoke.wrong(ask)), [])


def the_pages_are_there(deployed: Deployed) -> None:
    """Browsers get the pages, packed and kept for ever but for the one page, and strangers nothing of anybody."""
    visitor, api = Visitor(edge_of(deployed)), edge_of(deployed).api
    asked = api.asked
    for path in ("/", "/runs/1", "/songs"):
        page = visitor.get(path)
        expect("how long the page is kept", page.headers["cache-control"], "no-cache")
        expect("where it is from", visitor.get(path).headers["x-cache"], "Miss from cloudfront")
        expect("scripts of others", "script-src 'self'" in page.headers["content-security-policy"], True)
    scripts = re.findall(r'src="(/assets/[^"]+\.js)"', page.body.decode())
    expect("scripts of its own", len(scripts) > 0, True)
    for script in scripts:
        asset = visitor.get(script)
        expect(f"how {script} comes", asset.headers.get("content-encoding"), "gzip")
        expect(f"how long {script} is kept", "immutable" in asset.headers["cache-control"], True)
        expect("where it is from the second time", visitor.get(script).headers["x-cache"], "Hit from cloudfront")
    expect("how often the function was asked for pages", api.asked - asked, 0)
    for path in ("/api/activities", "/api/me", "/api/changed", "/api/nothing"):
        expect(path, visitor.get(path, status=401).json()["type"], "urn:runtrack:sign-in")


def publish(deployed: Deployed, *more: str) -> str:
    """The second half of `make tf-apply`, by the rights of whoever uploads; returns what it said."""
    told = json.dumps({name: {"value": value} for name, value in deployed.deployment.outputs().items()})
    environ = {name: text for name, text in os.environ.items() if not name.startswith("AWS_")}
    done = subprocess.run(
        [sys.executable, "-m", "layer.publish", *more],
        env={**environ, **deployed.cloud.environ(PUBLISHER)},
        cwd=ROOT,
        input=told,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode:
        raise Failed(done.stdout + done.stderr)
    return done.stdout


def errors_stay_what_they_are(deployed: Deployed) -> None:
    """An API's 404 stays one, and is asked for anew each time; headers of the browser's safety are on every answer."""
    edge = edge_of(deployed)
    visitor, asked = signed_in(deployed, edge), edge.api.asked
    for _ in range(2):
        answer = visitor.get("/api/nothing", status=404)
        expect("what an API's 404 is", answer.headers["content-type"], "application/problem+json")
        expect("where it is from", answer.headers["x-cache"], "Error from cloudfront")
        expect("a link that leads nowhere", visitor.get("/s/nothing", status=404).headers["x-cache"][:5], "Error")
    expect("how often the function was asked", edge.api.asked - asked, 4)
    wanted = headers_of(policy_of("0.0.0.0", edge.address))
    for path in ("/", "/runs/1", "/sw.js", "/assets/none.js", "/api/me", "/s/nothing", "/join/none", "/ingest/a/b"):
        told = visitor.send("GET", path)
        found = {name: told.header(name.lower()) for name in wanted}
        expect(f"the headers of {path}", found, wanted)


def nothing_crosses_between_people(deployed: Deployed) -> None:
    """Strange addresses, headers of others and other sites get nothing of anybody, and put nothing into a cache."""
    edge = edge_of(deployed)
    visitor, stranger = signed_in(deployed, edge), Visitor(edge)
    name = visitor.get("/api/me").json()["name"]
    for path in TRICKS:
        mine = visitor.send("GET", path)
        theirs = stranger.send("GET", path)
        text = unpacked(theirs).body
        is_page = theirs.header("content-type").startswith("text/html")
        expect(f"what {path} tells a stranger", is_page or theirs.status >= 400, True)
        expect(f"of whom {path} tells a stranger", f'"{name}"'.encode() in text, False)
        expect(f"what {path} leaves in a cache", theirs.kept and not is_page, False)
        expect(f"how the page comes by {path}", mine.status in (200, 400, 401, 403, 404, 405), True)
    poisoned = {"x-forwarded-host": OF_OTHERS, "x-original-url": f"//{OF_OTHERS}", "forwarded": f"host={OF_OTHERS}"}
    share = visitor.ask("POST", "/api/shares", _first_run(visitor), status=201).json()["id"]
    for path in ("/", "/songs", "/sw.js", f"/s/{share}", f"/api/shared/{share}"):
        expect(
            f"what {path} reflects", OF_OTHERS.encode() in unpacked(stranger.send("GET", path, **poisoned)).body, False
        )
        expect(f"what stays of it at {path}", OF_OTHERS.encode() in unpacked(visitor.send("GET", path)).body, False)
    visitor.cookies |= {"other": "1", "runtrack": "forged", "_ga": "2"}
    visitor.get("/api/me")
    expect(
        "which cookies get through", [each.partition("=")[0] for each in edge.api.last["cookies"]], ["__Host-runtrack"]
    )
    visitor.ask("POST", "/api/sign-out", site="cross-site", status=403)
    for method in ("GET", "OPTIONS", "POST"):
        headers = {
            "origin": f"https://{OF_OTHERS}",
            "sec-fetch-site": "cross-site",
            "access-control-request-method": "POST",
        }
        told = visitor.send(method, "/api/me", **headers)
        expect(f"what another site's {method} gets", (told.status >= 400, _lets_others_in(told)), (True, []))
    visitor.get("/api/me")


def too_much_is_refused(deployed: Deployed) -> None:
    """Large bodies, long addresses, many headers and methods of files are refused; so is who goes past CloudFront."""
    edge = edge_of(deployed)
    visitor = signed_in(deployed, edge)
    json_ = {"content_type": "application/json", "sec_fetch_site": "same-origin"}
    told = visitor.send("POST", "/api/sign-in", b"{" + b" " * 300_000, **json_)
    expect("a large body", (told.status, json.loads(unpacked(told).body)["type"]), (413, "urn:runtrack:too-large"))
    expect("a huge one", visitor.send("POST", "/api/sign-in", b" " * 7_000_000, **json_).status, 413)
    expect("a long address", visitor.send("GET", "/api/me?" + "a" * 9_000).status, 414)
    expect("many headers", visitor.send("GET", "/api/me", cookie_like="a" * 11_000).status, 431)
    for method, path in (("POST", "/"), ("PUT", "/assets/x.js"), ("DELETE", "/index.html"), ("TRACE", "/api/me")):
        expect(f"{method} {path}", visitor.send(method, path).status, 403)
    asked = tuple({"host": edge.api.host, "sec-fetch-site": "none", "x-forwarded-for": "192.0.2.1"}.items())
    past = edge.api.answered(Sent("GET", "/api/me", "", asked))
    expect("a stranger past CloudFront", past.status, 401)
    forged = Sent("POST", "/api/sign-out", "", (*asked[:1], ("origin", edge.address), ("sec-fetch-site", "cross-site")))
    expect("another site past CloudFront", edge.api.answered(forged).status, 403)
    other = replace(edge.distribution, id="EOTHER")
    of_another = Edge(edge.cloudfront, other, edge.api, edge.files, edge.policy)
    expect("another account's distribution on our bucket", Visitor(of_another).send("GET", "/").status, 403)


TRICKS = (
    *("/api/me/x.css", "/api/me%2fx.css", "/api/me;.js", "/api/me?x=.js", "/api/me%00.js", "/api//me", "/API/me"),
    *(
        "/assets/../api/me",
        "/assets/..%2fapi/me",
        "/assets/%2e%2e/api/me",
        "//api/me",
        "/./api/me",
        "/index.html/../api/me",
    ),
    *("/kept/notes.json", "/assets/../kept/notes.json", "/assets/..%2f..%2f..%2fetc%2fpasswd", "/.pages.json"),
    *(
        f"//{OF_OTHERS}/",
        f"/\\{OF_OTHERS}/x.js",
        "/api/activities?limit=1",
        "/s/..%2fapi%2fme",
        "/join/..%2f..%2fapi/me",
    ),
)


def _first_run(visitor: Visitor) -> dict[str, object]:
    run = visitor.get("/api/activities").json()["runs"][0]["id"]
    return {"run": run, "until": None, "shows": ["songs"]}


def _lets_others_in(told: Answered) -> list[str]:
    return [name for name, _ in told.headers if name.lower().startswith("access-control-")]


FIRST = (the_pages_go_up, the_smoke_test_passes, the_pages_are_there)
SCENES = (errors_stay_what_they_are, nothing_crosses_between_people, too_much_is_refused)
