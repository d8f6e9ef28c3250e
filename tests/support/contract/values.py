"""Generated activities and documents for property tests: every field, with the values that break naive codecs."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import strategies as st

from sync.core.activity import Activity, Decision, Key, State
from sync.core.annotation import Annotation, MusicOutcome
from sync.core.budget import Bucket, Budget
from sync.core.music import Artist, Gap, Habit, Play, Song, Sure
from sync.core.notice import Notice, NoticeKind, Pending
from sync.core.song_facts import Facts
from sync.core.states import How
from sync.core.user import Backfill, BackfillPhase, Connection, Looked, User

texts = st.text(max_size=20) | st.sampled_from(
    ["", "Läufchen 🏃‍♀️ am Sée", "\x00\x1f\u2028", "né́e", "'; DROP TABLE activities; --", "a/b", "%_*", "٣"]
)
ids = st.integers(0, 2**53)
counts = st.integers(0, 10_000)
amounts = st.floats(0, 1e9, allow_nan=False)
times = st.datetimes(
    datetime(1990, 1, 1),
    datetime(2100, 1, 1),
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
maybe = st.none() | times
legs = st.integers(0, 9)
keys = st.builds(Key, texts, st.sampled_from(["garmin", "strava"]), ids.map(str), legs) | st.builds(
    Key, texts, st.sampled_from(["folder", "a#b", "a~1b"]), texts, legs
)
decisions = st.builds(Decision, times, st.sampled_from(State), texts)
versions = st.just(0)

annotations = st.builds(
    Annotation,
    outcome=st.sampled_from(MusicOutcome),
    looks=counts,
    first_at=maybe,
    ours=st.lists(texts, max_size=3).map(tuple),
    standing=texts,
    lead=texts,
    titled=st.booleans(),
    songs=counts,
    closed=texts,
    bulk=st.booleans(),
)
artists = st.builds(Artist, texts, texts, texts)
songs = st.builds(
    Song,
    *(texts, texts, st.none() | amounts, texts, texts, texts, texts, texts),
    artists=st.lists(artists, max_size=2).map(tuple),
    cover=texts,
    album_mbid=texts,
)
plays = st.builds(Play, texts, texts, times, songs, texts, st.none() | amounts, st.none() | st.sampled_from(Habit))
activities = st.builds(
    Activity,
    key=keys,
    state=st.sampled_from(State),
    title=texts,
    sport=texts,
    start=times,
    offset=st.none() | st.integers(-50_400, 50_400),
    elapsed=amounts,
    distance=amounts,
    due=maybe,
    reason=texts,
    backfill=st.booleans(),
    multisport=st.booleans(),
    how=st.sampled_from(How),
    attempt=counts,
    tries=counts,
    failing_since=maybe,
    failing_for=st.timedeltas(timedelta(0), timedelta(days=99)),
    last_failure=st.none() | st.timedeltas(timedelta(0), timedelta(days=9999)),
    looks=counts,
    sent_at=maybe,
    sha256=texts,
    upload_id=st.none() | ids,
    target_id=st.none() | ids,
    absent_at=maybe,
    route=texts,
    route_due=maybe,
    music=annotations,
    forgotten=st.booleans(),
    original=texts,
    history=st.lists(decisions, max_size=3).map(tuple),
    version=versions,
)
buckets = st.builds(Bucket, counts, counts, counts, counts)
looks = st.builds(
    Looked,
    texts,
    maybe,
    st.lists(texts, max_size=5).map(tuple),
    texts,
    st.lists(texts, max_size=2).map(tuple),
)
documents = st.one_of(
    st.builds(
        User,
        texts,
        times,
        st.none() | ids,
        maybe,
        maybe,
        maybe,
        maybe,
        maybe,
        looks=st.lists(looks, max_size=2).map(tuple),
        noted_every=st.timedeltas(timedelta(0), timedelta(days=2)),
        rebuild_next=counts,
        rebuild_of=texts,
        since_said=maybe,
        uptime=st.timedeltas(timedelta(0), timedelta(days=9999)),
        version=versions,
    ),
    st.builds(
        Connection,
        user=texts,
        service=texts,
        sealed=texts,
        expires_at=maybe,
        authorized_at=maybe,
        refreshed_at=maybe,
        scopes=st.lists(texts, max_size=3).map(tuple),
        account=texts,
        seed=texts,
        login_needed=texts,
        blocked_until=maybe,
        blocked_why=texts,
        blocked_hits=counts,
        unavailable_since=maybe,
        last_ok=maybe,
        last_error=texts,
        poll_at=maybe,
        polled_at=maybe,
        lease_owner=texts,
        lease_until=maybe,
        version=versions,
    ),
    st.builds(Budget, texts, texts, buckets, buckets, maybe, maybe, texts, st.booleans(), versions),
    st.builds(
        Backfill,
        texts,
        times,
        times,
        times,
        st.sampled_from(BackfillPhase),
        counts,
        counts,
        maybe,
        maybe,
        maybe,
        texts,
        st.lists(texts, max_size=2).map(tuple),
        st.booleans(),
        maybe,
        st.lists(texts, max_size=2).map(tuple),
        texts,
        versions,
    ),
    st.builds(
        Notice,
        texts,
        texts,
        texts,
        times,
        maybe,
        st.sampled_from(Pending),
        maybe,
        versions,
        kind=st.sampled_from(NoticeKind),
        service=texts,
        title=texts,
        reason=texts,
        advice=texts,
        run=texts,
        run_start=maybe,
        since=maybe,
        until=maybe,
        asked=maybe,
        held=st.none() | st.integers(0, 99),
        ids=st.lists(texts).map(tuple),
    ),
    st.builds(Gap, texts, texts, times, times, st.sampled_from(Sure), texts, versions),
    st.builds(
        Facts,
        texts,
        songs,
        texts,
        *[st.none() | amounts] * 9,
        *[st.none() | counts] * 2,
        st.dictionaries(texts, texts, max_size=3),
        st.lists(texts, max_size=3).map(tuple),
        maybe,
        counts,
        versions,
    ),
)

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


def activity(
    id: int = 900000001,
    *,
    user: str = "me",
    leg: int = 0,
    state: State = State.DISCOVERED,
    start: datetime = NOON,
    due: datetime | None = NOON,
    backfill: bool = False,
    tries: int = 0,
    failing_since: datetime | None = None,
) -> Activity:
    """A plain row of which only the named fields matter."""
    return Activity(
        Key(user, "garmin", str(id), leg),
        state,
        "Morning Run",
        "running",
        start,
        3600,
        2720.0,
        8000.0,
        due,
        backfill=backfill,
        tries=tries,
        failing_since=failing_since,
    )


def play(at: datetime = NOON, title: str = "Aerobic Threshold", *, user: str = "me", source: str = "spotify") -> Play:
    """A plain play of which only the named fields matter."""
    return Play(user, source, at, Song(title, "Cadence 180", 198.333, uri=f"spotify:track:{title}"))
