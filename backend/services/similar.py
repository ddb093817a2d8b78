"""Reports of the same matter: found by keyed fingerprints, linked by people, never told.

A reporter must not learn whether others reported: nothing here speaks to one. The look-up happens
when staff open a case, filing only writes the fingerprints of the new case.
"""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import delete, or_, select

from backend.db.models import Case, CaseLink, SimilarKey
from backend.domain.cases import Outcome, Status
from backend.domain.errors import IllegalTransition, NotFound
from backend.domain.receipts import parse_case_number
from backend.house import Work
from backend.services import audit, desks
from nlp.similar import Sign, fingerprints, likeness

if TYPE_CHECKING:
    from backend.services.cases import Actor

PURPOSE = "similar"
OVER = (Status.CLOSED, Status.DECLINED, Status.WITHDRAWN)
SHOWN = 6
LEAST_LIKENESS = 0.45
"""Less alike texts are shown only when an enterprise, a place or a photo agrees too."""
_LOOKED_AT = 2_000
"""Rows of shared fingerprints that are read; a phrase that thousands write tells nothing."""


class Kind(StrEnum):
    """What two cases are to each other."""

    SAME = "same"
    RELATED = "related"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Similar:
    """Another case beside the one on the desk; ``number`` is empty where it may not be seen."""

    number: str
    body_id: str
    status: str
    industry: str
    created_at: dt.datetime
    earlier: bool
    likeness: float
    agrees: tuple[Sign, ...]
    proposed: Kind
    linked: Kind | None = None


def remember(
    work: Work, case: Case, *, text: str, place: str, enterprise: str, pictures: list[str]
) -> None:
    """Write the fingerprints of a new case: of its redacted text, place, enterprise, photos."""
    found = fingerprints(
        work.vault.hashing_key(PURPOSE),
        text=text,
        unit=case.unit_id,
        place=place,
        enterprise=enterprise,
        pictures=pictures,
    )
    for value, sign in {one.value: one.sign for one in found}.items():
        work.session.add(SimilarKey(value=value, case_number=case.number, sign=sign.value))


async def forget(work: Work, number: str) -> None:
    """Erase the fingerprints of a case that is over."""
    await work.session.execute(delete(SimilarKey).where(SimilarKey.case_number == number))


async def look_up(work: Work, number: str, actor: "Actor") -> list[Similar]:
    """Open cases like this one, and those linked to it, the most alike first.

    Raises NotFound for a case that isn't the actor's. Cases they may not see come without a number.
    """
    case = await desks.find_case(work, number, actor)
    shared = await candidates(work, case)
    links = {_other(link, case.number): Kind(link.kind) for link in await _links(work, case.number)}
    rows = await work.session.scalars(
        select(Case).where(Case.number.in_([*shared, *links])).order_by(Case.number)
    )
    found = []
    for other in rows:
        signs = shared.get(other.number, Counter())
        similar = _judge(case, other, signs, links.get(other.number))
        if similar.linked is not Kind.DIFFERENT and (
            similar.linked or _worth(case, other, similar)
        ):
            visible = await desks.may_see(work, other, actor)
            found.append(similar if visible else _hidden(similar))
    found.sort(key=lambda one: (one.linked is None, -len(one.agrees), -one.likeness))
    return found[:SHOWN]


async def link(work: Work, number: str, other: str, kind: Kind, actor: "Actor") -> None:
    """Put on record what two cases are to each other; a later word replaces an earlier one.

    Raises NotFound unless both are the actor's, IllegalTransition for a case and itself.
    """
    later, earlier = await _pair(work, number, other, actor)
    await work.session.execute(
        delete(CaseLink).where(CaseLink.later == later.number, CaseLink.earlier == earlier.number)
    )
    work.session.add(
        CaseLink(
            later=later.number,
            earlier=earlier.number,
            kind=kind.value,
            actor=actor.id,
            at=work.now,
        )
    )
    await work.session.flush()
    await audit.record(
        work, actor.id, "link", later.number, earlier=earlier.number, kind=kind.value
    )


async def unlink(work: Work, number: str, other: str, actor: "Actor") -> None:
    """Take back what was said of two cases; raises as :func:`link`."""
    later, earlier = await _pair(work, number, other, actor)
    gone = await work.session.execute(
        delete(CaseLink).where(CaseLink.later == later.number, CaseLink.earlier == earlier.number)
    )
    if not gone.rowcount:  # type: ignore[attr-defined]
        raise NotFound("case_not_found")
    await audit.record(work, actor.id, "unlink", later.number, earlier=earlier.number)


async def followers(work: Work, case: Case) -> list[Case]:
    """Later cases of the same matter on the same desk that are still open: they share its fate."""
    rows = await work.session.scalars(
        select(Case)
        .join(CaseLink, CaseLink.later == Case.number)
        .where(
            CaseLink.earlier == case.number,
            CaseLink.kind == Kind.SAME.value,
            Case.holder_id == case.holder_id,
            Case.status.not_in([status.value for status in OVER]),
        )
        .order_by(Case.created_at, Case.number)
        .with_for_update(of=Case)
    )
    return list(rows)


async def is_first(work: Work, case: Case) -> bool:
    """Whether no earlier report of the same matter was, or may yet be, found true.

    Source: 安全生产领域举报奖励办法 (2012) 第13条: the first report that was accepted is rewarded.
    """
    earlier = await work.session.scalars(
        select(Case)
        .join(CaseLink, CaseLink.earlier == Case.number)
        .where(CaseLink.later == case.number, CaseLink.kind == Kind.SAME.value)
    )
    fruitless = (Outcome.UNFOUNDED.value, Outcome.UNVERIFIABLE.value)
    return all(one.status == Status.DECLINED.value or one.outcome in fruitless for one in earlier)


async def candidates(work: Work, case: Case) -> dict[str, Counter[Sign]]:
    """Numbers of other open cases with how many fingerprints of each sign they share."""
    own = select(SimilarKey.value).where(SimilarKey.case_number == case.number)
    rows = await work.session.execute(
        select(SimilarKey.case_number, SimilarKey.sign)
        .where(SimilarKey.value.in_(own), SimilarKey.case_number != case.number)
        .limit(_LOOKED_AT)
    )
    shared: dict[str, Counter[Sign]] = defaultdict(Counter)
    for number, sign in rows:
        shared[number][Sign(sign)] += 1
    return dict(shared)


async def _links(work: Work, number: str) -> list[CaseLink]:
    rows = await work.session.scalars(
        select(CaseLink).where(or_(CaseLink.later == number, CaseLink.earlier == number))
    )
    return list(rows)


def _other(link: CaseLink, number: str) -> str:
    return link.earlier if link.later == number else link.later


def _judge(case: Case, other: Case, signs: Counter[Sign], linked: Kind | None) -> Similar:
    alike = likeness(signs[Sign.TEXT])
    where = bool(signs[Sign.PLACE] or signs[Sign.ENTERPRISE])
    kin = bool(signs[Sign.ENTERPRISE]) and case.industry == other.industry
    same = kin or (where and alike >= LEAST_LIKENESS)
    return Similar(
        number=other.number,
        body_id=other.holder_id,
        status=other.status,
        industry=other.industry,
        created_at=other.created_at,
        earlier=_key(other) < _key(case),
        likeness=alike,
        agrees=tuple(sign for sign in Sign if signs[sign]),
        proposed=Kind.SAME if same else Kind.RELATED,
        linked=linked,
    )


def _worth(case: Case, other: Case, similar: Similar) -> bool:
    """Whether an officer should look: the same matter, or alike texts of the same county."""
    if similar.proposed is Kind.SAME or Sign.PHOTO in similar.agrees:
        return True
    near = case.unit_id == other.unit_id or not case.unit_id or not other.unit_id
    return near and similar.likeness >= LEAST_LIKENESS


def _hidden(similar: Similar) -> Similar:
    """What a body may know of another's case: that there is one."""
    return Similar(
        number="",
        body_id=similar.body_id,
        status="",
        industry=similar.industry,
        created_at=similar.created_at,
        earlier=similar.earlier,
        likeness=similar.likeness,
        agrees=similar.agrees,
        proposed=similar.proposed,
    )


async def _pair(work: Work, number: str, other: str, actor: "Actor") -> tuple[Case, Case]:
    """Both cases, the later first; the actor must see both."""
    if parse_case_number(number) == parse_case_number(other):
        raise IllegalTransition("link_to_itself")
    first, second = sorted(
        [await desks.find_case(work, one, actor, lock=True) for one in sorted((number, other))],
        key=_key,
    )
    return second, first


def _key(case: Case) -> tuple[dt.datetime, str]:
    return case.created_at, case.number
