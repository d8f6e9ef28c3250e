"""The athlete's account on the simulated Strava: activities, uploads and the processing between the two.

This is what a person on the site, a test or the demo sees and does; the HTTP endpoints are in
`sync.sim.strava`. An upload is processed by the simulator's clock alone: asking for its result makes it
neither faster nor slower.
Source: Strava API v3, uploads.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from html import escape
from typing import Any, Literal

from sync.sim.clock import Now
from sync.sim.fit_judge import MALFORMED, Judged, NotAcceptable, judge
from sync.sim.http import SimService
from sync.sim.strava_activity import SimStravaActivity, default_name
from sync.sim.strava_uploads import Post, SimUpload

_SAME_START = timedelta(minutes=2)


class StravaSite(SimService):
    """One athlete's account.

    Knobs, to be set at any time:

    * `duplicate_check`: refuse an upload whose start (2 min) and elapsed time (5 %) an activity already has.
      The real rule is not published; deleted activities do not count, as users report.
    * `duplicate_words`: "plain" names the id, the two others link to it with the escaped title.
    * `processing_seconds`: from the POST to the verdict. 0: the verdict is in the answer to the POST.
    * `deleted_keeps_id`: the result of an upload whose activity was deleted still names the activity.
    * `home_offset`: seconds east of UTC, for files that do not tell their local time.
    """

    def __init__(
        self, now: Now, *, athlete_id: int, duplicate_check: bool = True, processing_seconds: float = 2.0
    ) -> None:
        super().__init__(now)
        self.athlete_id = athlete_id
        self.duplicate_check = duplicate_check
        self.duplicate_words: Literal["plain", "href", "absolute href"] = "plain"
        self.processing_seconds = processing_seconds
        self.deleted_keeps_id = False
        self.home_offset = 3600
        self.posts: list[Post] = []
        self._activities: dict[int, SimStravaActivity] = {}
        self._uploads: dict[int, SimUpload] = {}

    # -- what a person, a test or the demo does ---------------------------------------------------

    def add(
        self,
        start: datetime,
        elapsed: float,
        distance: float,
        sport_type: str = "Run",
        name: str | None = None,
        *,
        external_id: str | None = None,
        offset: int = 3600,
        hidden_start: bool = False,
        private: bool = False,
        description: str | None = None,
        device_name: str | None = "Garmin Forerunner 955",
    ) -> int:
        """An activity that came by another way (Garmin's own sync, by hand). Returns its id.

        `start` aware, `elapsed` seconds, `distance` metres, `offset` seconds east of UTC.
        """
        with self.lock:
            self._settle()
            return self._create(
                start=start,
                elapsed=elapsed,
                moving=elapsed,
                distance=distance,
                sport_type=sport_type,
                name=name or default_name(sport_type, start, offset),
                external_id=external_id,
                offset=offset,
                hidden_start=hidden_start,
                private=private,
                description=description,
                device_name=device_name,
            ).id

    def delete(self, activity_id: int) -> None:
        """As the athlete does on the site. KeyError for an id that never was."""
        self.find(activity_id).deleted = True

    def hide_start(self, activity_id: int) -> None:
        self.find(activity_id).hidden_start = True

    def rename(self, activity_id: int, name: str) -> None:
        self.find(activity_id).name = name

    def describe(self, activity_id: int, description: str | None) -> None:
        """The athlete edits the description on the site."""
        self.find(activity_id).description = description

    def find(self, activity_id: int) -> SimStravaActivity:
        """The activity itself, deleted or not. KeyError for an id that never was."""
        with self.lock:
            self._settle()
            return self._activities[activity_id]

    def alive(self) -> list[SimStravaActivity]:
        """Every activity that is not deleted, oldest id first."""
        with self.lock:
            self._settle()
            return [activity for activity in self._activities.values() if not activity.deleted]

    @property
    def ever(self) -> int:
        """How many activities were ever created, the deleted included."""
        with self.lock:
            self._settle()
            return len(self._activities)

    @property
    def uploads(self) -> dict[int, SimUpload]:
        """Every upload so far by id, processed as far as the clock allows."""
        with self.lock:
            self._settle()
            return dict(self._uploads)

    def doubled(self) -> list[list[SimStravaActivity]]:
        """Groups of living activities with the same start (2 min) and elapsed time (2 %)."""
        left = sorted(self.alive(), key=lambda activity: activity.start)
        groups = []
        while left:
            first, *rest = left
            same = [other for other in rest if _alike(first, other.start, other.elapsed, 0.02)]
            if same:
                groups.append([first, *same])
            left = [other for other in rest if other not in same]
        return groups

    # -- inside: processing -----------------------------------------------------------------------

    def _receive(self, data: bytes, file_name: str, fields: Mapping[str, str | None]) -> SimUpload:
        """Take an upload in; `fields` by the API's names."""
        upload = SimUpload.received(
            7_000_000_001 + len(self._uploads),
            data,
            file_name,
            fields,
            sent_at=self.now(),
            seconds=self.processing_seconds,
        )
        self._uploads[upload.id] = upload
        self.posts.append(Post(upload.id, upload.external_id, upload.sha256, upload.name, upload.sent_at))
        self._settle()
        return upload

    def _upload_shown(self, upload: SimUpload) -> dict[str, Any]:
        activity = self._activities.get(upload.activity_id or 0)
        return upload.shown(deleted=activity is not None and activity.deleted, keeps_id=self.deleted_keeps_id)

    def _settle(self) -> None:
        """Process every upload that is due by now, in the order they fall due."""
        now = self.now()
        due = [upload for upload in self._uploads.values() if not upload.done and upload.due <= now]
        for upload in sorted(due, key=lambda upload: (upload.due, upload.id)):
            try:
                self._process(upload)
            except NotAcceptable as refused:
                upload.error = refused.words
            upload.done, upload.data = True, b""

    def _process(self, upload: SimUpload) -> None:
        judged = judge(upload.data)
        zipped = upload.data[:2] == b"\x1f\x8b"
        if upload.data_type != judged.format + (".gz" if zipped else ""):
            raise NotAcceptable(MALFORMED)
        original = self._duplicate_of(judged) if self.duplicate_check else None
        if original is not None:
            raise NotAcceptable(f"{upload.file_name} duplicate of {self._named(original)}")
        sport_type = upload.sport_type or judged.sport_type
        offset = self.home_offset if judged.utc_offset is None else judged.utc_offset
        upload.activity_id = self._create(
            start=judged.start,
            elapsed=judged.elapsed,
            moving=judged.moving,
            distance=judged.distance,
            sport_type=sport_type,
            name=upload.name or default_name(sport_type, judged.start, offset),
            description=upload.description,
            external_id=upload.label(),
            upload_id=upload.id,
            sha256=upload.sha256,
            offset=offset,
            position=judged.position,
            trainer=upload.trainer,
            commute=upload.commute,
        ).id

    def _create(self, **values: Any) -> SimStravaActivity:
        activity = SimStravaActivity(id=12_000_000_001 + len(self._activities), athlete_id=self.athlete_id, **values)
        self._activities[activity.id] = activity
        return activity

    def _duplicate_of(self, judged: Judged) -> SimStravaActivity | None:
        living = (activity for activity in self._activities.values() if not activity.deleted)
        return next((other for other in living if _alike(other, judged.start, judged.elapsed, 0.05)), None)

    def _named(self, activity: SimStravaActivity) -> str:
        if self.duplicate_words == "plain":
            return f"activity {activity.id}"
        host = "https://www.strava.com" if self.duplicate_words == "absolute href" else ""
        return f"<a href='{host}/activities/{activity.id}' target='_blank'>{escape(activity.name)}</a>"


def _alike(activity: SimStravaActivity, start: datetime, elapsed: float, share: float) -> bool:
    longer = max(activity.elapsed, elapsed)
    return abs(activity.start - start) <= _SAME_START and abs(activity.elapsed - elapsed) <= share * longer
