"""Songs between friends as answers."""

from collections.abc import Iterable, Iterator

from sync.app import App
from sync.core.music import Song
from sync.core.song_link import SongLink, of_address
from sync.core.song_share import OnRun, Seen, Share
from sync.engine.song_views import SentView, ToOne
from sync.entrypoints.api.answers import songs as answers

HEARD = (Seen.PLAYED, Seen.ON_A_RUN)


def song(app: App, of: Song, addresses: Iterable[str] = ()) -> answers.NamedSong:
    """Its pages are those of services that are known, to the letter; an address that is nobody's is not passed on."""
    return answers.NamedSong(
        title=of.title, artist=of.artist, seconds=of.seconds, pages=list(_pages(app, (of.uri, of.link, *addresses)))
    )


def came(app: App, share: Share) -> answers.CameSong:
    return answers.CameSong(
        id=share.id,
        sender=share.sender,
        song=song(app, share.song, share.pages),
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
        to=[_to(one) for one in view.to],
        can_withdraw=not gone,
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


def _pages(app: App, addresses: Iterable[str]) -> Iterator[answers.SongPage]:
    known, told = app.song_pages, set[str]()
    for address in addresses:
        link = of_address(address, known) if address else None
        if isinstance(link, SongLink) and link.service not in told:
            told.add(link.service)
            yield answers.SongPage(service=link.service, title=app.title(link.service), url=link.address)
