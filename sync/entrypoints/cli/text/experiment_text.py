"""What `runtrack experiment` prints: the list for the next run, the runs so far, and what can be said of them."""

from collections.abc import Iterator

from sync.core.insights.experiment import ENOUGH, Experiment
from sync.core.insights.kept import Insights
from sync.entrypoints.cli.text.json_text import document
from sync.entrypoints.cli.text.layout import print_page
from sync.entrypoints.insights_fields import experiment_fields
from sync.entrypoints.insights_words import of_lists

NONE = (
    "Run some twenty times to lists of your own songs in an order that chance makes, without skipping one: only that\n"
    "tells whether fast songs make you faster, or whether you choose them when you are. `runtrack experiment begin`"
)


def show(kept: Experiment | None, found: Insights | None) -> None:
    print_page(NONE if kept is None else "\n".join(_lines(kept, found)))


def _lines(kept: Experiment, found: Insights | None) -> Iterator[str]:
    chapter = of_lists(found.findings if found is not None else None)
    yield chapter.question
    yield from (f"  {sentence}" for sentence in chapter.sentences)
    yield f"  Runs: {len(kept.ran)} of {ENOUGH.runs}, since {kept.began:%Y-%m-%d}."
    if kept.ended is not None:
        yield f"  Ended {kept.ended:%Y-%m-%d}."
        return
    yield ""
    yield f"List {kept.next_number}, for the next run: from its first song on, without skipping"
    for place, one in enumerate(kept.order(kept.next_number), 1):
        yield f"  {place:>2}  {one.artist} – {one.title}"


def as_json(kept: Experiment | None, found: Insights | None) -> str:
    """The same, as docs/json.md has it."""
    return document(**experiment_fields(kept, found))
