"""Songs between friends as answers."""

from collections.abc import Iterable, Mapping, Sequence

from sync.app import App
from sync.core.music import Song
from sync.core.song_share import OnRun, Seen, Share
from sync.engine.asks.playlists import Made
from sync.engine.group_week import Week
from sync.engine.song_links import places
from sync.engine.song_views import SentView, ToOne
from sync.entrypoints.api.answers import groups as of_groups
from sync.entrypoints.api.answers import songs as answers

HEARD = (Seen.PLAYED, Seen.ON_A_RUN)


def song(app: App, of: Song, addresses: Iterable[str] = (), at: Sequence[str] = ()) -> answers.NamedSong:
    """`at`: the services at which who reads it listens."""
    pages = [
        answers.SongPage(service=one.service, title=app.title(one.service), url=one.address, search=one.is_search)
        for one in places(app, of, addresses, at)
    ]
    return answers.NamedSong(title=of.title, artist=of.artist, seconds=of.seconds, pages=pages)


def came(app: App, share: Share, groups: Mapping[str, str], at: Sequence[str]) -> answers.CameSong:
    """`groups`: the names of their recipient's by their ids; `at`: where the recipient listens."""
    return answers.CameSong(
        id=share.id,
        sender=share.sender,
        group=share.group,
        group_name=groups.get(share.group, ""),
        song=song(app, share.song, share.pages, at),
        note=share.note,
        sent_at=share.sent_at,
        state=share.state,
        until=share.until,
        heard_at=share.heard_at,
        said=share.said,
        on_run=_part(share.on_run),
    )


def sent(app: App, view: SentView) -> answers.SentSong:
    seen = [one.learned.seen for one in view.to]
    gone = Seen.WITHDRAWN in seen or (bool(seen) and all(one in HEARD for one in seen))
    return answers.SentSong(
        id=view.id,
        song=song(app, view.song, view.pages),
        note=view.note,
        sent_at=view.sent_at,
        group=view.group,
        group_name=view.group_name,
        to=[_to(one) for one in view.to],
        can_withdraw=not gone,
    )


def playlist(app: App, made: Made) -> answers.MadePlaylist:
    return answers.MadePlaylist(
        service=made.service,
        title=app.title(made.service),
        url=made.page,
        songs=made.songs,
        left_out=made.left_out,
        new=made.new,
    )


def week(app: App, person: str, of: Week, at: Sequence[str]) -> of_groups.GroupWeek:
    """`at`: where `person`, who looks, listens."""
    return of_groups.GroupWeek(
        id=of.id,
        name=of.name,
        you=person,
        since=of.since,
        songs=[
            of_groups.WeekSong(
                id=one.id,
                song=song(app, one.song, (), at),
                sender=one.sender,
                sent_at=one.sent_at,
                heard=list(one.heard),
                on_runs=list(one.on_runs),
            )
            for one in of.songs
        ],
        senders=[of_groups.WeekSender(name=name, sent=count) for name, count in of.senders],
    )


def _to(one: ToOne) -> answers.SongTo:
    told = one.learned
    return answers.SongTo(name=one.name, seen=told.seen, at=told.at, said=told.said, on_run=_part(told.on_run))


def _part(ran: OnRun | None) -> answers.RunPart | None:
    if ran is None:
        return None
    return answers.RunPart(
        run=ran.run or None,
        began=ran.began,
        begins=ran.begins,
        ends=ran.ends,
        pace=ran.pace,
        heart_rate=ran.heart_rate,
    )
