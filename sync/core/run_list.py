"""The list of a user's runs, page by page: what is asked for, where a page begins, and each run without its history."""

from dataclasses import dataclass
from datetime import datetime

from sync.core.activity import Activity, State
from sync.core.annotation import Annotation, MusicOutcome
from sync.core.cursor import Cursor as Cursor
from sync.core.key import Key
from sync.core.states import How

LONGEST = 200
"""Signs of a word that is looked for."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A run as a list shows it; see `Activity` for the fields. It cannot be saved."""

    key: Key
    state: State
    title: str
    sport: str
    start: datetime
    offset: int | None
    elapsed: float
    distance: float
    due: datetime | None
    reason: str = ""
    backfill: bool = False
    multisport: bool = False
    how: How = How.NOT_THERE
    target_id: int | None = None
    route: str = ""
    music: Annotation = Annotation()
    forgotten: bool = False
    version: int = 0

    @property
    def name(self) -> str:
        """As `Activity.name`."""
        return self.key.with_leg if self.multisport else self.key.short


def summary_of(run: Activity) -> Summary:
    return Summary(
        run.key,
        run.state,
        run.title,
        run.sport,
        run.start,
        run.offset,
        run.elapsed,
        run.distance,
        run.due,
        run.reason,
        run.backfill,
        run.multisport,
        run.how,
        run.target_id,
        run.route,
        run.music,
        run.forgotten,
        run.version,
    )


def words_of(run: Summary | Activity) -> str:
    """What the words of a search are looked for in: its title, and the names of its songs."""
    return f"{run.title.casefold()} {run.music.heard}".rstrip().replace("\0", " ")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which runs a list shows; what is empty or None narrows nothing. `since` is included, `until` is not. `text`:
    words of its title, its songs and its artists, whatever their case. `with_music`: whether songs were found."""

    states: frozenset[State] = frozenset()
    outcomes: frozenset[MusicOutcome] = frozenset()
    sports: frozenset[str] = frozenset()
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None
    with_music: bool | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """Folded; of one that is longer than any name the beginning."""
        return tuple(word[:LONGEST] for word in self.text.replace("\0", " ").casefold().split())

    @property
    def narrows(self) -> bool:
        """Whether a run must be looked at to know, beyond when it began."""
        return bool(self.states or self.outcomes or self.sports or self.words or self.with_music is not None)

    def admits(self, run: Summary) -> bool:
        """Whether it is shown, its start aside."""
        named = words_of(run)
        return (
            (not self.states or run.state in self.states)
            and (not self.outcomes or run.music.outcome in self.outcomes)
            and (not self.sports or run.sport in self.sports)
            and all(word in named for word in self.words)
            and self.with_music in (None, run.music.songs > 0)
        )


EVERYTHING = Wanted()


@dataclass(frozen=True, slots=True)
class RunPage:
    """Newest first. A page may hold fewer than were asked for, even none, while `next` says that the list goes on:
    where few runs are wanted, a store reads only so many for one page."""

    runs: tuple[Summary, ...]
    next: Cursor | None = None
