"""An upload on the simulated Strava: what was posted, what became of it, and how the API tells.

Source: Strava API v3, uploads.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from sync.sim.strava_words import DELETED, FAILED, PROCESSING, READY

DATA_TYPES = ("fit", "fit.gz", "tcx", "tcx.gz", "gpx", "gpx.gz")


@dataclass
class SimUpload:
    """One accepted POST: what was sent and, once processed, what became of it."""

    id: int
    file_name: str
    data_type: str
    data: bytes  # emptied when processed
    sha256: str
    external_id: str | None  # as sent
    name: str | None
    description: str | None
    sport_type: str | None
    trainer: bool
    commute: bool
    sent_at: datetime
    due: datetime
    done: bool = False
    error: str | None = None
    activity_id: int | None = None

    @classmethod
    def received(
        cls,
        upload_id: int,
        data: bytes,
        file_name: str,
        fields: Mapping[str, str | None],
        *,
        sent_at: datetime,
        seconds: float,
    ) -> Self:
        """A new upload that will be processed `seconds` after `sent_at`; `fields` by the API's names."""
        return cls(
            id=upload_id,
            file_name=file_name,
            data_type=fields.get("data_type") or "",
            data=data,
            sha256=hashlib.sha256(data).hexdigest(),
            external_id=fields.get("external_id"),
            name=fields.get("name"),
            description=fields.get("description"),
            sport_type=fields.get("sport_type"),
            trainer=fields.get("trainer") in ("1", "true"),
            commute=fields.get("commute") in ("1", "true"),
            sent_at=sent_at,
            due=sent_at + timedelta(seconds=seconds),
        )

    def label(self) -> str:
        """The activity's external_id: with the extension appended if absent; unsent, the file's name."""
        if self.external_id is None:
            return self.file_name
        known = self.external_id.lower().endswith(tuple("." + kind for kind in DATA_TYPES))
        return self.external_id if known else f"{self.external_id}.{self.data_type}"

    def shown(self, *, deleted: bool, keeps_id: bool) -> dict[str, Any]:
        """As POST /uploads and GET /uploads/{id} answer it; `keeps_id`: name the deleted activity."""
        shown: dict[str, Any] = {
            "id": self.id,
            "id_str": str(self.id),
            "external_id": None,
            "error": self.error,
        }
        if not self.done:
            return shown | {"status": PROCESSING, "activity_id": None}
        shown["external_id"] = self.label()
        if self.activity_id is None:
            return shown | {"status": FAILED, "activity_id": None}
        if deleted:
            return shown | {"status": DELETED, "activity_id": self.activity_id if keeps_id else None}
        return shown | {"status": READY, "activity_id": self.activity_id}


@dataclass(frozen=True)
class Post:
    """What tests count: one accepted POST /uploads."""

    upload_id: int
    external_id: str | None
    sha256: str
    name: str | None
    at: datetime
