"""What is known of one run's soundtrack in its description: what was written, when it is looked at again, how it ended.

When it is looked again, and why: docs/services/plays.md#when-it-is-looked-again.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sync.core.music import Play, Sure

RECIPE = 1
"""The version of the rule that makes a run's text of its plays; one more whenever the same plays come to another text.
What an older one wrote stands until there are other plays, or a person asks (`made_before`)."""
LOOKS = tuple(timedelta(hours=hours) for hours in (2, 8, 20, 44, 68, 92))
"""When a run is looked at again, counted from the first look: plays arrive hours late, some after days."""
AFTER_UPLOAD = timedelta(minutes=2)
"""The target may still be filling in a fresh activity: its texts are not edited before."""
STARTS_WITHIN = timedelta(days=7)
"""A late play wakes a run that began within this time; older ones only `annotate` touches."""
REMEMBERED = 8
OFF = "you want no soundtrack for it"
"""Why a run is left alone for which `annotate --off` was asked."""


class MusicOutcome(StrEnum):
    """How the looks for a run's music came out so far."""

    NOT_LOOKED = ""
    WAITING = "waiting"
    COMPLETE = "complete"
    PARTIAL = "partial (gap)"
    NOTHING_PLAYED = "nothing played"
    GAVE_UP = "gave up after 92 h"
    LEFT_ALONE = "left alone"


@dataclass(frozen=True, slots=True)
class Annotation:
    """`ours` are the fingerprints of the blocks that were written or begun to be, the last one is
    the latest; `standing` is the one that was seen to stand ("": none yet). `lead` is what was put between the user's
    text and the block. `closed`: why it is never touched again by itself. `asked`: a person asked for it, `bulk`: with
    many others; `removing`: a person wants it taken out. `recipe` is the version of the rule that made the latest
    block (0: from before they were counted), `plays` the digest of what it was made of ("": not known). `told_by`: the
    one source that the outcome rests on, where nobody can say whether it told everything, else "". `heard`: the words
    that a list finds the run by (`core/heard.py`)."""

    outcome: MusicOutcome = MusicOutcome.NOT_LOOKED
    looks: int = 0
    first_at: datetime | None = None
    ours: tuple[str, ...] = ()
    standing: str = ""
    lead: str = ""
    titled: bool = False
    songs: int = 0
    closed: str = ""
    asked: bool = False
    bulk: bool = False
    removing: bool = False
    recipe: int = 0
    plays: str = ""
    told_by: str = ""
    heard: str = ""

    def made_of(self, plays: str) -> "Annotation":
        """The latest block is of these plays, by the present rule."""
        return replace(self, recipe=RECIPE, plays=plays)

    def made_before(self, plays: str) -> bool:
        """Whether a text stands that another version made, and its plays are still these as far as is known: it is
        not written anew then, for nothing has happened but an upgrade."""
        return self.is_of_before and self.plays in ("", plays) and not self.asked

    @property
    def is_of_before(self) -> bool:
        """Whether the text that stands was made by the rule of another version."""
        return self.standing != "" and self.recipe != RECIPE

    def beginning(self, fingerprint: str) -> "Annotation":
        """A write of this block is about to leave."""
        kept = tuple(known for known in self.ours if known != fingerprint)
        return replace(self, ours=(*kept, fingerprint)[-REMEMBERED:])

    def stands(self, fingerprint: str, lead: str, *, titled: bool) -> "Annotation":
        """The block was seen in the description, or its write was answered."""
        return replace(
            self.beginning(fingerprint),
            standing=fingerprint,
            lead=lead,
            titled=self.titled or titled,
            asked=False,
            bulk=False,
        )

    def left_alone(self, why: str) -> "Annotation":
        return replace(self, closed=why, outcome=MusicOutcome.LEFT_ALONE, asked=False, bulk=False, removing=False)


def digest(plays: Iterable[Play]) -> str:
    """Of some plays, whatever their order: 16 hexadecimal digits."""
    told = sorted(f"{play.source}\0{play.ms}\0{play.song.key}" for play in plays)
    return hashlib.sha256("\n".join(told).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def looked(
    known: Annotation, now: datetime, *, songs: int, gap: Sure | None, told_by: str = ""
) -> tuple[Annotation, datetime | None, str]:
    """After a look that found `songs`: the annotation, when to look again (None: never by itself), and why in words.
    `gap`: whether every source lacks plays of this run's time, and how sure that is (None: no); `told_by`: see
    `Annotation`."""
    first = known.first_at or now
    looks = sum(first + wait <= now for wait in LOOKS)
    due = first + LOOKS[looks] if looks < len(LOOKS) else None
    outcome, words = _outcome(songs, gap, as_told(told_by), final=due is None)
    return replace(known, outcome=outcome, looks=looks, first_at=first, songs=songs, told_by=told_by), due, words


def as_told(source: str) -> str:
    """What is said behind an outcome that rests on one source's word: ", as … reported"."""
    return f", as {source.title()} reported" if source else ""


def _outcome(songs: int, gap: Sure | None, told: str, *, final: bool) -> tuple[MusicOutcome, str]:
    missing = "plays are missing there" if gap is Sure.CERTAIN else "plays may be missing there"
    match songs > 0, bool(gap), final:
        case True, False, _:
            return MusicOutcome.COMPLETE, f"its soundtrack has {_songs(songs)}{told}"
        case True, True, _:
            return MusicOutcome.PARTIAL, f"its soundtrack has {_songs(songs)}{told}; {missing}"
        case False, False, False:
            return MusicOutcome.WAITING, "no music is known for it yet: plays may still arrive"
        case False, True, False:
            return MusicOutcome.WAITING, f"no music is known for it yet, and {missing}"
        case False, False, True:
            return MusicOutcome.NOTHING_PLAYED, f"no music was played during it{told}"
        case _:
            return MusicOutcome.GAVE_UP, f"no music is known for it, and {missing}"


def _songs(count: int) -> str:
    return "1 song" if count == 1 else f"{count} songs"
