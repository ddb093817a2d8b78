"""A draft report: what was sent so far, what it says, and what is still to be asked."""

import base64
from dataclasses import asdict, dataclass, field
from typing import Any

from backend.db.models import random_id
from backend.domain.bodies import Body
from backend.domain.cases import Status
from backend.domain.errors import DomainError, Invalid
from backend.domain.reward_rules import Where
from backend.domain.routing import Route, against_reprisal, by_register, route
from backend.media import MediaStore, Stored
from backend.vault import new_key, shared_key
from config.jurisdictions import jurisdiction_of
from config.workplace import workplace
from nlp.analyse import analyse
from nlp.criteria import of_industry
from nlp.regions import UnknownUnit, region_of
from nlp.types import Analysis, Criterion, Region

MAX_TEXT = 5_000
"""Characters of a whole report; what goes beyond is refused, never cut silently."""
MAX_FILES = 12
MOST_QUESTIONS = 2
"""An industry that isn't named after so many questions holds no report up."""
NOT_SAFETY = "not_safety"


@dataclass(slots=True)
class Draft:
    """What a reporter has sent so far; kept sealed with the conversation."""

    id: str = field(default_factory=random_id)
    key: str = field(default_factory=lambda: base64.b64encode(new_key()).decode())
    texts: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    """The channel's message id behind each text, so that an edited message edits the draft."""
    files: list[dict[str, Any]] = field(default_factory=list)
    latitude: float | None = None
    longitude: float | None = None
    jurisdiction: str | None = None
    industry: str | None = None
    unit: str | None = None
    place: str | None = None
    enterprise: str | None = None
    urgency: str | None = None
    insisted: bool = False
    warned: bool = False
    """Told already to get away first and to call for help."""
    industry_questions: int = 0
    """How often the question of the industry was put without an answer."""
    place_unknown: bool = False
    """The reporter can't name the place: a person at the intake desk decides."""
    named: bool = False
    notify: bool = True
    claim_hash: str = ""
    """The slow hash of the claim password, if the reporter set one."""
    source: str = "chat"
    workplace: str = ""
    """The register's id of the workplace whose poster was scanned."""
    way: str = ""
    """Who gets it, where the firm has a desk: a backend.domain.inside.Way; empty is the body."""
    reprisal: bool = False
    """It is about what was done to somebody for an earlier report."""
    team: str = ""
    """Workshop, team or shift, if the reporter says: for the first desk's eyes alone."""
    firm_people: int | None = None
    """How many work there, as the register says."""
    firm_industry: str = ""
    firm_body: str = ""
    """Its industry, and the body that the register puts in charge of it; empty: by law."""

    @property
    def industry_unknown(self) -> bool:
        """Whether the reporter won't say which industry: a person at the intake desk decides."""
        return self.industry is None and self.industry_questions > MOST_QUESTIONS

    @property
    def text(self) -> str:
        """All the words, in the order they came."""
        return "\n".join(self.texts)

    @property
    def data_key(self) -> bytes:
        """The full key: seals the draft's files, and later the report."""
        return base64.b64decode(self.key)

    @property
    def empty(self) -> bool:
        """Whether nothing was said yet that could be a report."""
        return not self.texts and not self.files

    def dump(self) -> dict[str, Any]:
        """As plain values for the conversation's state."""
        return asdict(self)

    @staticmethod
    def load(raw: dict[str, Any]) -> "Draft":
        """What :meth:`dump` gave."""
        return Draft(**raw)

    def forget_workplace(self) -> None:
        """It isn't about the workplace of the poster: the reporter named another, or none."""
        self.way = self.team = self.workplace = self.firm_industry = self.firm_body = ""
        self.firm_people = None

    def add_text(self, words: str, source: str = "") -> None:
        """Add words; raises Invalid ``text_too_long`` when the report would pass the limit."""
        clean = _storable(words)
        if len(self.text) + len(clean) > MAX_TEXT:
            raise Invalid("text_too_long", limit=MAX_TEXT)
        if clean:
            self.texts.append(clean)
            self.sources.append(source)

    def replace_text(self, words: str, source: str) -> bool:
        """Put edited words in the place of the message ``source``; False when it isn't here."""
        if source not in self.sources:
            return False
        index = self.sources.index(source)
        clean = _storable(words)
        if len(self.text) - len(self.texts[index]) + len(clean) > MAX_TEXT:
            raise Invalid("text_too_long", limit=MAX_TEXT)
        self.texts[index] = clean
        return True


def _storable(words: str) -> str:
    # Half a surrogate pair is no text that could be sealed or sent on.
    return words.replace("\x00", "").strip().encode("utf-8", "replace").decode()


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as a channel received it, in memory."""

    name: str
    content: bytes


async def add_files(
    media: MediaStore, draft: Draft, uploads: list[Upload]
) -> tuple[list[Stored], list[DomainError]]:
    """Take files into the draft; what can't be taken is answered, the rest is kept."""
    taken: list[Stored] = []
    refused: list[DomainError] = []
    for upload in uploads:
        if len(draft.files) >= MAX_FILES:
            refused.append(Invalid("too_many_files", limit=MAX_FILES))
            break
        try:
            stored = await media.take_in(random_id(), draft.data_key, upload.name, upload.content)
        except Invalid as error:
            refused.append(error)
            continue
        draft.files.append(asdict(stored))
        taken.append(stored)
    return taken, refused


async def uploads_of(media: MediaStore, draft: Draft) -> list[Upload]:
    """The files of a draft as they came, to be taken in elsewhere."""
    found = []
    for raw in draft.files:
        key = draft.data_key if raw["kind"] == "photo" else shared_key(draft.data_key)
        content = await media.read(str(raw["id"]), "original", key)
        found.append(Upload(str(raw["name"]), content))
    return found


@dataclass(frozen=True, slots=True)
class Understood:
    """What a draft amounts to: the analysis, corrected by the reporter, and where it would go."""

    analysis: Analysis
    industry: str
    industry_asked: bool
    region: Region | None
    place_asked: bool
    route: Route | None

    @property
    def not_safety(self) -> bool:
        """Whether it is, as far as one can tell, no matter of safety."""
        return self.industry == NOT_SAFETY

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """The suspected items that are for the decided industry, or for all."""
        return of_industry(self.analysis.criteria, self.industry)

    @property
    def body(self) -> Body | None:
        """The body answerable, once industry and place are known."""
        return self.route.body if self.route else None

    @property
    def jurisdiction(self) -> str:
        """The id of the place whose rules hold: its plan's, or ``national``."""
        place = jurisdiction_of(self.region.unit) if self.region else None
        return place.id if place else "national"

    @property
    def where(self) -> Where:
        """What the rules of rewards differ by."""
        return Where(self.jurisdiction, self.region.unit if self.region else "", self.industry)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a new case begins."""

    status: Status
    body_id: str
    holder_id: str
    parts: dict[str, str]
    """Body id to its part in the case: main, desk, intake, verify, joint, informed."""


def understand(draft: Draft) -> Understood:
    """Read a draft as it stands; what the reporter chose wins over what the words seem to say."""
    location = None
    if draft.latitude is not None and draft.longitude is not None:
        location = (draft.latitude, draft.longitude)
    analysis = analyse(draft.text, location=location, jurisdiction=draft.jurisdiction)
    guess = analysis.classification
    industry = draft.industry or guess.industry
    by_firm = draft.industry is None and bool(draft.firm_industry)
    if by_firm and (guess.ask or (guess.industry == NOT_SAFETY and draft.insisted)):
        industry = draft.firm_industry
    region = analysis.place.region
    if draft.unit:
        try:
            region = region_of(draft.unit)
        except UnknownUnit:
            region = None
    if draft.place_unknown:
        region = None
    if draft.reprisal:
        known = industry if industry != NOT_SAFETY and not guess.ask else ""
        return Understood(
            analysis=analysis,
            industry=draft.firm_industry or known or workplace().reprisal.industry,
            industry_asked=False,
            region=region,
            place_asked=region is None and not draft.place_unknown,
            route=against_reprisal(region),
        )
    found = None
    open_industry = draft.industry is None and guess.ask and not by_firm
    if region is not None and not (open_industry and draft.industry_unknown):
        crosses = analysis.place.crosses and draft.unit is None
        # A workplace has one body in charge, whichever of its hazards is told of.
        named = draft.firm_industry if by_firm else industry
        found = route(named, region, flags=analysis.flags, cross_area=crosses)
        if found is not None and draft.firm_body:
            found = by_register(found, draft.firm_body, analysis.flags)
    return Understood(
        analysis=analysis,
        industry=industry,
        industry_asked=open_industry and not draft.industry_unknown,
        region=region,
        place_asked=not draft.place_unknown
        and (region is None or (draft.unit is None and analysis.place.ask)),
        route=found,
    )
