"""The review card: what was understood, who gets it and why, until when; all can be put right."""

import datetime as dt
import re
from dataclasses import replace

from backend.domain.cases import Status
from backend.domain.deadlines import day_in_shanghai, due_at, first_deadline, verify_deadline
from backend.domain.inside import due_on, risk_of, shown_from
from backend.domain.reward_rules import payable_to
from backend.domain.routing import explain
from backend.house import Work
from backend.services import bodies, firms, identities, inside
from backend.services.drafts import Draft, Placement, Understood
from backend.services.reports import place
from config.deadlines import Deadline
from config.deadlines import limit as limit_of
from handlers.reply import Choice, Line, Say, Words, choice, line
from nlp.explain import deciding_words

WORDS_SHOWN = 3
TWO_SIGNS = 2
"""A name this short may begin a road's or a works' name as well."""
_REMARK = re.compile(r"[(;\uff08\uff1b]")


def industry_name(code: str) -> Line:
    """The industry as people call it."""
    return Line(f"routing.industry_{code}")


async def review_card(work: Work, draft: Draft, understood: Understood, locale: str) -> Say:
    """The card for a draft that is ready to be submitted."""
    placement = await place(work, understood)
    custodian = await identities.takes_names(work)
    desk = await firms.manned(work, draft.workplace)
    if desk is None:
        # Who sat there when the way was chosen has gone: the body gets it, and the card says so.
        draft = replace(draft, way="")
    given = draft.named and await identities.is_given(work, draft)
    lines = [
        line("chat.card_title"),
        _industry(draft, understood),
        _place(draft, understood),
        line("chat.card_enterprise", name=_enterprise(draft, understood)),
        line("chat.card_urgency", urgency=line(f"case.urgency_{understood.analysis.urgency}")),
        _files(draft),
        *_criteria(understood),
        line(_named_key(draft, given=given)),
        *([line("chat.card_team", team=Words(draft.team))] if draft.team else []),
        *_employee(draft),
        _notify(draft, work.now, placement, understood),
        *_readers(draft, understood, placement, work.now, locale),
        *_reward(draft, understood, given=given, custodian=custodian),
        *([line("chat.card_claim_password")] if draft.claim_hash else []),
        line("chat.card_question"),
    ]
    choices = _choices(draft, understood, custodian=custodian)
    if draft.workplace:
        team = choice("report.team", "chat.choice_report_team")
        choices = (*choices[:-1], team, choices[-1])
    if desk is not None and inside.may_choose(draft, understood):
        choices = (choices[0], choice("report.way", "chat.choice_report_way"), *choices[1:])
    return Say(tuple(lines), choices, slot="card")


def _enterprise(draft: Draft, understood: Understood) -> Line | Words:
    name = draft.enterprise if draft.enterprise is not None else understood.analysis.enterprise
    return Words(name) if name else line("chat.card_not_named")


def _files(draft: Draft) -> Line:
    count = len(draft.files)
    return line("chat.card_files", count=count) if count else line("chat.card_no_files")


def _industry(draft: Draft, understood: Understood) -> Line:
    name = industry_name(understood.industry)
    matched = understood.analysis.classification.matched
    terms = deciding_words(((one.term, one.weight) for one in matched), WORDS_SHOWN)
    # From a poster, or of reprisal: no word of the report decided.
    given = draft.reprisal or (draft.firm_industry and understood.industry == draft.firm_industry)
    if draft.industry is not None or given or not terms:
        return line("chat.card_industry", industry=name)
    return line("chat.card_industry_why", industry=name, words="、".join(terms))


def _place(draft: Draft, understood: Understood) -> Line:
    fine = draft.place if draft.place is not None else understood.analysis.place.place
    if understood.region is None:
        return line("chat.card_place_unknown", place=f" {fine}" if fine else "")
    path = "".join(understood.region.path)
    fine = beyond(fine, understood.region.path)
    return line("chat.card_place", region=path, place=f" {fine}" if fine not in path else "")


def beyond(fine: str, path: tuple[str, ...]) -> str:
    """What words say of a place beyond its units.

    What stands before a unit's name in them only says it again, or isn't the place.
    """
    for name in filter(None, path):
        # In full, in short with its kind, and in short at the end of the words.
        for spelling in (name, name[:2] + name[-1], name[:-2]):
            _, found, after = fine.rpartition(spelling)
            if found and (len(spelling) > TWO_SIGNS or not after):
                fine = after
                break
    return fine


def _criteria(understood: Understood) -> list[Line]:
    return [
        line("chat.card_criterion", title=one.title, standard=one.standard, item=one.item)
        for one in understood.criteria[:1]
    ]


def _employee(draft: Draft) -> list[Line]:
    """Who reports their own firm without a name should know what a body may do then."""
    own = draft.workplace and not draft.named and not draft.way and not draft.reprisal
    return [line("chat.card_employee")] if own else []


def _named_key(draft: Draft, *, given: bool) -> str:
    if not draft.named:
        return "chat.card_anonymous"
    return "chat.card_named" if given else "chat.card_named_pending"


def _notify(draft: Draft, now: dt.datetime, placement: Placement, understood: Understood) -> Line:
    if draft.notify:
        return line("chat.card_notify")
    assigned = placement.status is Status.ASSIGNED
    kind = first_deadline(understood.analysis.urgency, assigned=assigned)
    limit = limit_of(kind, understood.jurisdiction)
    return line("chat.card_receipt_only", day=day_in_shanghai(due_at(now, limit)))


def _readers(
    draft: Draft, understood: Understood, placement: Placement, now: dt.datetime, locale: str
) -> list[Line | Words]:
    """Who gets it and until when: bodies, or the firm's own people first."""
    to_bodies = [*_goes_to(understood, placement, locale), *_dates(understood, placement, now)]
    if not draft.way or understood.route is None:
        return to_bodies
    if not inside.goes_inside(draft, understood):
        # Without a route or in danger: the firm has it at once, or has it not at all.
        both = understood.analysis.urgency == "immediate" and inside.may_choose(draft, understood)
        return [*([line("chat.card_way_both")] if both else []), *to_bodies]
    risk = risk_of(understood.analysis.urgency)
    last = due_on(shown_from(now, risk), risk, understood.jurisdiction)
    said = {"firm": draft.enterprise or "", "body": understood.route.body.name}
    return [line(f"chat.card_way_{draft.way}", day=last.isoformat(), **said)]


def _goes_to(understood: Understood, placement: Placement, locale: str) -> list[Line | Words]:
    desk = bodies.name_of(placement.holder_id, locale)
    route = understood.route
    if route is None:
        return [line("chat.card_to_triage", desk=desk)]
    # The law's name says why; what is remarked on it is for the body.
    source = _REMARK.split(route.source)[0] or route.source
    why = Words(explain(replace(route, source=source), locale))
    if placement.holder_id == route.body.id:
        return [line("chat.card_to", body=route.body.name), why]
    return [line("chat.card_to_by_desk", desk=desk, body=route.body.name), why]


def _dates(understood: Understood, placement: Placement, now: dt.datetime) -> list[Line]:
    assigned = placement.status is Status.ASSIGNED
    name = first_deadline(understood.analysis.urgency, assigned=assigned)
    key = "chat.card_date_accept" if assigned else "chat.card_date_intake"
    first = limit_of(name, understood.jurisdiction)
    department = understood.route.body.department if understood.route else ""
    kind = verify_deadline(understood.analysis.urgency, department)
    verify = limit_of(kind, understood.jurisdiction)
    return [
        _date(key, due_at(now, first), first),
        _date("chat.card_date_verify", due_at(now, verify), verify),
    ]


def _date(key: str, moment: dt.datetime, limit: Deadline) -> Line:
    return line(key, day=day_in_shanghai(moment), basis=line(f"chat.basis_{limit.status}"))


def _reward(draft: Draft, understood: Understood, *, given: bool, custodian: bool) -> list[Line]:
    if draft.reprisal:
        return []
    if draft.way and inside.goes_inside(draft, understood):
        return [line("chat.card_reward_inside")]
    rule = payable_to(understood.where)
    if rule.value == "named_only" and not given:
        said = [line("chat.card_reward_named_only", source=rule.source)]
        if draft.named:
            return said
        offer = "chat.card_reward_named_offer" if custodian else "chat.card_reward_no_custodian"
        return [*said, line(offer)]
    return [line("chat.card_reward")]


def _rewarded(draft: Draft, understood: Understood) -> bool:
    """Whether a reward is possible for this report as it stands."""
    if draft.reprisal:
        return False
    return draft.named or payable_to(understood.where).value != "named_only"


def _choices(draft: Draft, understood: Understood, *, custodian: bool) -> tuple[Choice, ...]:
    found = [
        choice("report.submit", "chat.choice_report_submit"),
        choice("report.industry", "chat.choice_report_industry"),
        choice("report.place", "chat.choice_report_place"),
        choice("report.enterprise", "chat.choice_report_enterprise"),
        choice("report.photo", "chat.choice_report_photo"),
    ]
    if draft.notify:
        found.append(choice("report.receipt_only", "chat.choice_report_receipt_only"))
    else:
        found.append(choice("report.notify", "chat.choice_report_notify"))
    if draft.named:
        found.append(choice("report.anonymous", "chat.choice_report_anonymous"))
    elif custodian:
        found.append(choice("report.named", "chat.choice_report_named"))
    if draft.claim_hash:
        found.append(choice("report.claim_password", "chat.choice_claim_password_change"))
    elif _rewarded(draft, understood):
        found.append(choice("report.claim_password", "chat.choice_claim_password"))
    found.append(choice("report.cancel", "chat.choice_report_cancel"))
    return tuple(found)
