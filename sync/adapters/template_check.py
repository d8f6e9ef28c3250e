"""Whether a user's template can be used: tried on a run that there never was."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sync.adapters.template import rendered
from sync.core.exchange import FoundFacts
from sync.core.figures import Figures
from sync.core.music import Song
from sync.core.soundtrack import Part
from sync.core.template_values import values
from sync.ports import TemplateWrong


def check(source: str) -> None:
    """Raise `TemplateWrong` for a template that would fail on a run, or that has nothing to say about one."""
    text = rendered(source, _sample(_SAMPLE, "https://example.org/runs/1"))
    rendered(source, _sample(_SAMPLE[:1], ""))
    if not text.strip():
        raise TemplateWrong("it makes no text at all")


_START = datetime(2026, 1, 4, 8, 0, tzinfo=UTC)
_SONGS = (
    Song("Sample Song", ""),
    Song("Aerobic Threshold", "Cadence 180", 198.3, uri="spotify:track:1", album="LP", link="https://example.org/1"),
    Song("Wet Mile", "Lactate", 201.0),
)
_SAMPLE = tuple(
    Part(song, at := _START + timedelta(minutes=20 * place), at + timedelta(seconds=190), 190.0, ("spotify",), at)
    for place, song in enumerate(_SONGS)
)
_FACTS = {_SONGS[1].key: FoundFacts("QZTST2600001", 171.0, 0.8, 0.7, 0.6)}


def _sample(parts: Sequence[Part], link: str) -> dict[str, object]:
    figures = [Figures(2500.0, 312.0, 151.0, 172.0)] if link else []
    return values(
        title="Morning Run", start=_START, elapsed=2700.0, parts=parts, facts=_FACTS, link=link, figures=figures
    )
