"""What the API takes and answers, written once: the answers and openapi.json are made from it."""

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

from backend.domain.cases import Event, Outcome, Status
from backend.domain.ratings import RatingReason
from backend.domain.rewards import RewardStatus
from backend.domain.webhooks import EVENTS
from backend.services.drafts import MAX_FILES, MAX_TEXT
from config.base import Status as RuleStatus
from nlp.types import Urgency

Utc = Annotated[
    dt.datetime,
    PlainSerializer(lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ"), return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization"),
]
"""A moment as ISO 8601 in UTC, to the second."""


class Out(BaseModel):
    """An object of an answer: every field always there."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class BodyOut(Out):
    """An enforcement body."""

    id: str
    name: str
    department: str
    level: str


class DeadlineOut(Out):
    """A running time limit; ``status`` internal means: no rule of law."""

    kind: str
    due_at: Utc
    paused: bool
    source: str
    status: RuleStatus


class RoutingOut(Out):
    """Why this body: the sentence, what it rests on, how sure that is."""

    reason: str
    source: str
    status: RuleStatus


class FileOut(Out):
    """A file of the report; a photo is its clean copy, without metadata."""

    id: str
    kind: Literal["photo", "document", "voice", "video"]
    mime: str
    size: int
    url: str


class ReportOut(Out):
    """The redacted copy of what the reporter submitted: no identity, no receipt, no original."""

    text: str
    place: str
    enterprise: str
    photos: list[FileOut]
    files: list[FileOut]
    named: bool
    submitted_at: Utc


class StepOut(Out):
    """One step of the case; ``details`` holds its codes, amounts and words."""

    at: Utc
    event: Literal["submit"] | Event
    status: Status
    actor: str
    body: BodyOut
    details: dict[str, str | int | bool | list[str]]


class MessageOut(Out):
    """One line of the dialogue; ``body`` is null for the reporter's."""

    at: Utc
    sender: Literal["reporter", "body"]
    body: BodyOut | None
    text: str
    read_on: dt.date | None
    """The day the other side opened it."""
    files: list[FileOut]


class RewardOut(Out):
    """The reward as computed: ``formula`` with a sum, ``reason`` without one."""

    status: RewardStatus
    amount_yuan: int | None
    formula: str | None
    reason: str | None
    rule: str
    source: str
    claim_until: Utc | None


class CaseLine(Out):
    """The plain facts of a case, as the list has them."""

    case_number: str
    status: Status
    industry: str
    area: str
    urgency: Urgency
    criteria: list[str]
    body: BodyOut
    desk: BodyOut
    deadline: DeadlineOut | None
    outcome: Outcome | None
    penalty_yuan: int | None
    created_at: Utc
    updated_at: Utc


class RatingOut(Out):
    """What the reporter says of how an ending was worked; the latest first."""

    satisfied: bool
    reasons: list[RatingReason]
    words: str
    day: dt.date
    body: BodyOut


class CaseOut(CaseLine):
    """One case whole, as the body at whose desk it lies sees it."""

    routing: RoutingOut | None
    report: ReportOut | None
    """Null once the report was erased."""
    timeline: list[StepOut]
    messages: list[MessageOut]
    reward: RewardOut | None
    ratings: list[RatingOut]
    next_events: list[Event]


class CaseList(Out):
    """A page of cases, oldest first; ``next`` is the ``after`` of the next page."""

    cases: list[CaseLine]
    next: str | None


class RefusedPhoto(Out):
    """A photo that could not be taken; the report was filed without it."""

    index: int
    code: str
    detail: str


class FiledOut(Out):
    """A filed report; the receipt is shown here and never again but under the same key."""

    case_number: str
    receipt: str | None
    """Twenty digits for the reporter; null when this external_id was filed before."""
    status: Status
    body: BodyOut
    desk: BodyOut
    connected: bool
    """Whether the body answerable works on this installation."""
    industry: str
    area: str
    urgency: Urgency
    deadline: DeadlineOut | None
    refused_photos: list[RefusedPhoto]


class ProblemOut(BaseModel):
    """RFC 9457; ``code`` is stable, ``detail`` is for people. Others may follow: field, limit …"""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    code: str
    detail: str


class In(BaseModel):
    """An object of a request: no unknown field, nothing converted."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class LocationIn(In):
    """Degrees (WGS 84 or as the platform has them)."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class ReportIn(In):
    """A report that a platform files in one call; what is unclear goes to triage."""

    text: str = Field(max_length=MAX_TEXT)
    location: LocationIn | None = None
    photos: list[str] = Field(default=[], max_length=MAX_FILES)
    """Base64, each at most 20 MB before encoding."""
    jurisdiction: str | None = Field(default=None, max_length=40)
    """A division code or a jurisdiction's id: where an unnamed place is taken to lie."""
    external_id: str | None = Field(default=None, min_length=1, max_length=100)
    """The platform's own number: filed again, it gives the case of the first time."""
    channel: str | None = Field(default=None, max_length=40)
    """How it came to the platform, such as 12345."""


class DeliveryOut(Out):
    """What a webhook is sent: facts alone; a test is of no case."""

    id: str
    event: Annotated[str, WithJsonSchema({"type": "string", "enum": list(EVENTS)})]
    case_number: str | None
    version: int | None
    status: Status | None
    body: str
    left: bool
    at: Utc
    api: str | None


MODELS: tuple[type[BaseModel], ...] = (
    CaseOut,
    CaseList,
    FiledOut,
    ProblemOut,
    ReportIn,
    DeliveryOut,
)


def dump(answer: Out) -> dict[str, Any]:
    """An answer as JSON values."""
    return answer.model_dump(mode="json")
