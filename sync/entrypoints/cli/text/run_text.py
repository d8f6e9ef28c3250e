"""What `show` prints: a run at a glance, and its songs with how it was run to each."""

from collections.abc import Iterable

from sync.core.activity import Activity
from sync.core.digest import Digest
from sync.core.insights.stretch import Stretch
from sync.core.song_figures import SongFigure
from sync.engine.digest_views import DigestView
from sync.entrypoints.cli.text.layout import print_page, table
from sync.entrypoints.cli.text.times import clock, local_start, run_name

COLUMNS = ("#", "at", "song", "metres", "min/km", "flat", "heart", "cadence")
"""`at`: from the start of the run on; `metres`: run while it played; `flat`: the pace that would have cost as much on
the flat, where a hill makes it worth saying."""


def show(seen: DigestView) -> None:
    run = seen.run
    print_page(f"{run_name(run)}  {local_start(run)}  {run.title or '-'}  {run.distance / 1000:.2f} km  {run.sport}")
    if seen.digest is None:
        print_page(f"  {_why_none(run)}")
    else:
        print_page("\n".join(f"  {name:<11} {said}" for name, said in _glance(seen.digest) if said), hang=14)
    if seen.songs:
        print()
        lines = [_song(number, one, run) for number, one in enumerate(seen.songs, 1)]
        shown = [place for place, name in enumerate(COLUMNS) if name != "flat" or any(line[place] for line in lines)]
        columns = tuple(COLUMNS[place] for place in shown)
        lines = [[line[place] for place in shown] for line in lines]
        table(columns, lines, right=frozenset(columns) - {"song"}, named=frozenset(columns[3:]))


def _why_none(run: Activity) -> str:
    name = run_name(run)
    if run.route.startswith("none: "):
        return f"there is no route to show: {run.route.removeprefix('none: ')}"
    if run.route == "":
        return f"no file of it was read yet: `runtrack why {name}` shows how it stands"
    return "its route is being read: in a minute or two its figures are here"


def _glance(digest: Digest) -> Iterable[tuple[str, str]]:
    """What is said of it, by name; "" of what was not recorded."""
    heart = digest.heart_rate
    most = f", {digest.most_heart_rate:.0f} at most" if digest.most_heart_rate is not None else ""
    yield "moving", clock(digest.moving)
    yield "distance", "" if digest.distance is None else f"{digest.distance / 1000:.2f} km"
    yield "climb", "" if digest.gain is None else f"{digest.gain:.0f} m"
    yield "heart", "" if heart is None else f"{heart:.0f} beats a minute{most}"
    yield "cadence", "" if digest.cadence is None else f"{digest.cadence:.0f} a minute"
    yield "kilometres", "  ".join(map(clock, digest.kilometres))
    yield "miles", "  ".join(map(clock, digest.miles))
    yield "fastest", ", ".join(f"{name} {clock(seconds)}" for name, seconds in digest.efforts.items())


def _song(number: int, one: SongFigure, run: Activity) -> list[str]:
    seen = one.figures
    return [
        str(number),
        clock(int((one.start - run.start).total_seconds())),
        " - ".join(filter(None, (one.artist, one.title))),
        _whole(seen.metres),
        "" if seen.pace is None else clock(seen.pace),
        _flat(one.stretch),
        _whole(seen.heart_rate),
        _whole(seen.cadence),
    ]


def _flat(ran: Stretch | None) -> str:
    return "" if ran is None or ran.hilly_pace is None else clock(ran.hilly_pace)


def _whole(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"
