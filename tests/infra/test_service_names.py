"""A service is named in its own files; how many lines of the others name it goes down, never up, and is 40 at most.

The engine speaks in roles and takes names from the services that hold them. What is left: what is stored or promised
under a name (columns, tables, documents, JSON), the libraries that speak with a service, whose words the activity
types are, whose copy of a play is believed, and what the product calls itself.
"""

import re

import pytest

from sync.adapters.all import OURS
from sync.service import Service
from tests.support.infra.source import ROOT

MOST = {
    # not "folder": a common word, which many lines use for what it says
    "garmin": 35,
    "strava": 32,
    "spotify": 18,
    "lastfm": 3,
    "listenbrainz": 8,
    "musicbrainz": 6,
    "reccobeats": 2,
    "deezer": 2,
}


def lines_that_name(name: str, title: str) -> list[str]:
    """In the product and its scripts, outside its own adapter and the simulators."""
    word = re.compile(f"{re.escape(name)}|{re.escape(title)}", re.IGNORECASE)
    files = [*ROOT.glob("sync/**/*.py"), *ROOT.glob("scripts/*.py"), *ROOT.glob("layer/*.py")]
    paths = [path for path in files if "sim" not in path.parts and not path.name.startswith(name)]
    return [line for path in paths for line in path.read_text().splitlines() if word.search(line)]


@pytest.mark.parametrize("service", [each for each in OURS if each.name in MOST], ids=lambda service: service.name)
def test_a_service_is_named_by_no_more_lines_than_before(service: Service) -> None:
    name, title = service.name, service.title
    assert len(lines_that_name(name, title)) <= MOST[name]


def test_the_pages_of_services_name_each_of_them() -> None:
    table = (ROOT / "docs" / "services" / "README.md").read_text()
    assert [service.title for service in OURS if service.title not in table] == []


def test_each_service_says_its_limits_and_its_policy() -> None:
    assert [service.name for service in OURS if not (service.limits and service.policy)] == []
