"""A piece of evidence as its row holds it: what phone, server and photo say, opened."""

import datetime as dt
import json
from dataclasses import asdict, dataclass, field

from backend.db.models import Evidence
from backend.domain import evidence as rules
from backend.domain.evidence import Difference, Place, VoidReason
from backend.media import Stored
from backend.pictures import Written
from backend.vault import open_sealed

TABLE = "evidence"


@dataclass(frozen=True, slots=True)
class Taken:
    """What the phone says of a photo: all of it may be missing, none of it is proven."""

    note: str = ""
    at: dt.datetime | None = None
    sent: dt.datetime | None = None
    """The phone's clock at the moment of sending: how far it is off the server's."""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Meta:
    """What lies sealed in a row: moments in ISO 8601."""

    stored: Stored
    sha256: str
    note: str
    received: str
    taken: str = ""
    clock_off: float | None = None
    """Seconds that the phone's clock was ahead of ours."""
    place: Place | None = None
    written: Written = field(default_factory=Written)

    def dump(self) -> bytes:
        """As JSON, for sealing."""
        return json.dumps(asdict(self), ensure_ascii=False).encode()

    @staticmethod
    def load(raw: bytes) -> "Meta":
        """What :meth:`dump` gave."""
        found = json.loads(raw)
        found["stored"], found["written"] = Stored(**found["stored"]), Written(**found["written"])
        found["place"] = Place(**found["place"]) if found["place"] else None
        return Meta(**found)


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence as the desks of its case see it."""

    id: str
    seq: int
    actor: str
    body_id: str
    meta: Meta
    void: VoidReason | None
    void_by: str
    void_on: dt.date | None
    void_words: str

    @property
    def received(self) -> dt.datetime:
        """When the server had it."""
        return dt.datetime.fromisoformat(self.meta.received)

    @property
    def taken(self) -> dt.datetime | None:
        """When it was taken, by the phone's clock."""
        return dt.datetime.fromisoformat(self.meta.taken) if self.meta.taken else None

    @property
    def written(self) -> dt.datetime | None:
        """When it was taken, by what is written in the photo."""
        return rules.written_moment(self.meta.written.taken, self.meta.written.zone)

    @property
    def written_place(self) -> Place | None:
        """Where it was taken, by what is written in the photo."""
        at = self.meta.written
        if at.latitude is None or at.longitude is None:
            return None
        return Place(at.latitude, at.longitude)

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Where phone, server and photo disagree."""
        meta = self.meta
        return rules.differences(
            self.taken, meta.clock_off, meta.place, self.written, self.written_place
        )


def opened(row: Evidence, key: bytes) -> Piece:
    """A row opened with the key of its report's travelling copy."""
    words = ""
    if row.void_words is not None:
        raw = open_sealed(key, row.void_words, TABLE, row.id, "void_words")
        words = json.loads(raw)["words"]
    return Piece(
        id=row.id,
        seq=row.seq,
        actor=row.actor,
        body_id=row.body_id,
        meta=Meta.load(open_sealed(key, row.meta, TABLE, row.id, "meta")),
        void=VoidReason(row.void_reason) if row.void_reason else None,
        void_by=row.void_by or "",
        void_on=row.void_on,
        void_words=words,
    )
