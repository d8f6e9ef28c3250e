"""What is printed of a playlist that was made, of songs for a number of steps, and of what was refused about them."""

from dataclasses import asdict

from sync.core.insights.for_cadence import FASTEST, SLOWEST
from sync.engine.asks.own_playlists import NoCadence, NoListNow, NoneFits
from sync.engine.asks.playlists import BeingMade, Made, NoPlaylists, NotAllKnown, NothingToPlay, PlaylistsNotAllowed
from sync.engine.asks.refusals import Refused
from sync.engine.for_cadence import ForCadence
from sync.entrypoints.cli.text.json_text import document
from sync.entrypoints.cli.text.layout import print_page, table
from sync.entrypoints.cli.text.times import moment
from sync.entrypoints.cli.text.words import TITLES, counted
from sync.entrypoints.insights_fields import cadence_fields

A_STEP_ON = {1.0: "each beat", 2.0: "each half beat", 0.5: "every second beat"}


def show(made: Made) -> None:
    """Where it is, and what is not in it."""
    done = "made" if made.new else "changed in place"
    print_page(f"{TITLES[made.service]} playlist {done}, with {counted(made.songs, 'song')}: {made.page}")
    if made.left_out:
        print_page(f"Left out: {counted(made.left_out, 'song')} of which no page at {TITLES[made.service]} is known.")


def as_json(made: Made) -> str:
    """The same, as docs/json.md has it."""
    return document(playlist=asdict(made))


def show_songs(seen: ForCadence) -> None:
    """The songs, what was run to most first."""
    if not seen.songs:
        print_page(f"No song of yours with a known tempo goes with {seen.steps} steps a minute.")
        return
    print_page(f"{counted(len(seen.songs), 'song')} of yours for {seen.steps} steps a minute{_usual(seen)}")
    rows = [
        (f"{one.artist} - {one.title}", f"{one.tempo:g}", A_STEP_ON[one.steps], str(one.plays)) for one in seen.songs
    ]
    table(("song", "bpm", "a step on", "plays"), rows)


def songs_as_json(seen: ForCadence) -> str:
    """The same, as docs/json.md has it."""
    return document(cadence=cadence_fields(seen))


def told(refusal: Refused) -> tuple[str, int] | None:
    """The sentence and the exit code; None for what is about something else."""
    match refusal:
        case NoPlaylists(service=service):
            return f"{TITLES.get(service, 'nothing')} is not connected: {_allowing(service)} does that.", 1
        case PlaylistsNotAllowed(service=service):
            return f"your consent at {TITLES[service]} does not cover playlists: {_allowing(service)} asks for it.", 1
        case NothingToPlay(service=service, left_out=left_out):
            return f"none of {counted(left_out, 'song')} has a known page at {TITLES[service]}. Nothing was made.", 1
        case NotAllKnown(service=service, left_out=left_out):
            holes = f"{counted(left_out, 'song')} of the list without a known page at {TITLES[service]}"
            return f"{holes}, and what counts would end there: nothing was made. Make the list by hand.", 1
        case BeingMade(service=service, until=until):
            return f"{TITLES[service]} may have made it a moment ago: try again after {moment(until)}.", 1
        case NoCadence():
            steps = f"from {SLOWEST} to {FASTEST}"
            return f"for how many steps a minute, {steps}? `runtrack insights cadence 170`", 2
        case NoneFits(steps=steps):
            return f"no song of yours with a known tempo goes with {steps} steps a minute.", 1
        case NoListNow():
            return "no experiment is under way: `runtrack experiment begin` begins one.", 1
    return None


def _usual(seen: ForCadence) -> str:
    if seen.usual is None or seen.usual == seen.steps:
        return ", as you usually run" if seen.usual is not None else ""
    return f"; you usually run with {seen.usual}"


def _allowing(service: str) -> str:
    """The command that asks for the permission as well."""
    return f"`runtrack login {service} --playlists`"
