"""The audit chains, checked and shown."""

import json
from collections.abc import Mapping

from aiohttp import web
from sqlalchemy import func, select

from backend.db.models import AuditEntry
from backend.domain.audit import INSTALLATION
from backend.domain.cases import Event, Role
from backend.domain.changes import Change, Kind
from backend.services import access, audit, audit_heads, bodies, staff
from backend.web.base import HOUSE, allow
from backend.web.console.scope import is_whole
from backend.web.console.settings import about
from backend.web.console.shell import acting, locale_of, page
from config.texts import text

routes = web.RouteTableDef()
SHOWN = 100
ACTIONS = {
    "account_refused", "add_evidence", "add_passkey", "add_staff", "approve_change",
    "approve_typical_case", "ask_look", "assign_case", "bind_account", "bind_group",
    "change_password", "change_webhook", "check_copy", "claim_refused", "claim_reward",
    "connect_body", "correct_industry", "correct_place", "create_token", "custodian_key",
    "cut_link", "disable_staff", "discipline_decide", "discipline_hand_over", "discipline_propose",
    "enable_staff", "enrol_second_factor", "erase_content", "export_cases", "export_docket",
    "firm_fixed", "firm_hand", "firm_hand_refused", "firm_look", "firm_paid", "firm_plan",
    "firm_text", "forget_custodian_key", "forget_second_factor", "grant_look", "hold",
    "issue_poster", "judge_malice", "leave_account", "lift_hold", "link", "link_workplace",
    "look_claim_code", "make_change", "mark_malice", "mark_workplace", "move_group", "new_code",
    "open_account", "open_firm_desk", "open_map", "open_original", "passkey_refused", "pay_refused",
    "payer_key", "preview_term", "propose_change", "publish_bulletin", "publish_typical_case",
    "read_whole_text", "refuse_change", "refuse_look", "register_import", "remove_passkey",
    "remove_robot", "remove_webhook", "renew_webhook", "reset_password", "retry_job",
    "return_typical_case", "reveal_identity", "reveal_refused", "revoke_poster", "revoke_token",
    "reward_budget", "ring_above", "rotate_key", "seal_copy", "search_words", "set_absence",
    "set_areas", "set_digest", "set_inspection_plan", "set_mail", "set_nameless", "set_narrative",
    "set_robot", "set_roles", "set_webhook", "sign_in", "spend_recovery_code", "submit",
    "unbind_group", "unlink", "unlink_workplace", "unmark_workplace", "void_evidence",
    "withdraw_typical_case", "workplace_added", "workplace_changed", "write_typical_case",
}  # fmt: skip
"""Acts beside the events of a case, each with its words ``console.audit_*``."""


_BODY, _STAFF = "body", "staff"
_FACTS = {
    "step": "", "status": "console.status_", "limit": "console.deadline_", "body": _BODY,
    "to_body": _BODY, "outcome": "case.outcome_", "reason_code": "case.reason_",
    "role": "case.role_", "roles": "case.role_", "areas": "", "staff": _STAFF,
    "stand_in": _STAFF, "until": "", "channel": "", "cases": "", "basis": "", "alone": "",
}  # fmt: skip
"""Facts that are told in words, ``console.fact_*``, and by what their values are."""


@routes.get("/audit")
@allow(Role.ADMINISTRATOR)
async def show(request: web.Request) -> web.Response:
    """Whether the chains are whole, and the newest entries; one body sees its own chain only."""
    locale, whole, own = locale_of(request), is_whole(request), acting(request).body_id
    async with request.app[HOUSE].view() as view:
        chains = await audit.chains_of(view) if whole else [own]
        asked = request.query.get("chain", "")
        chosen = asked if asked in chains else ("" if whole else own)
        # It may concern an administrator: these acts are in the chain and its export alone.
        query = select(AuditEntry).where(AuditEntry.action.not_like("discipline%"))
        # When a report came in that is with a firm alone is nobody's to read here.
        query = query.where(AuditEntry.chain != bodies.INSIDE)
        query = query.order_by(AuditEntry.at.desc(), AuditEntry.seq.desc())
        if chosen:
            query = query.where(AuditEntry.chain == chosen)
        entries = list(await view.session.scalars(query.limit(SHOWN)))
        total = await view.session.scalar(
            select(func.count()).where(AuditEntry.chain.in_([chosen] if chosen else chains))
        )
        found = await audit_heads.check_newest(view)
        heads = await audit_heads.heads(view, most=1)
        names = {f"staff:{person.id}": person.name for person in await staff.people(view)}
        names |= {
            "reporter": text(locale, "console.reporter"),
            "system": text(locale, "console.system"),
        }
        names |= {f"token:{token.id}": token.name for token in await access.tokens(view, None)}
    return page(
        request,
        "audit.html",
        breaks=[
            {"chain": name_of(chain, locale), "seq": seq}
            for chain, seq in found.breaks.items()
            if chain in chains
        ],
        total=total or 0,
        day=heads[0].day if heads else "",
        chains={chain: name_of(chain, locale) for chain in chains},
        chosen=chosen,
        rows=[(row, _subject(row, names, locale), _facts(row, names, locale)) for row in entries],
        names=names,
        acts={row.action: _act(row.action, locale) for row in entries},
    )


def name_of(chain: str, locale: str) -> str:
    """Whose chain it is."""
    if chain == INSTALLATION:
        return text(locale, "console.chain_installation")
    try:
        return bodies.name_of(chain, locale)
    except KeyError:
        return chain


def _subject(row: AuditEntry, names: Mapping[str, str], locale: str) -> str:
    """What an act was about: a person, a body, a change of the agency's own; else as written."""
    subject = row.subject
    for whose in ("staff", "token"):
        if name := names.get(f"{whose}:{subject}"):
            return name
    kind, _, key = subject.partition(":")
    try:
        if kind in set(Kind):
            return about(Change(Kind(kind), key, None, ""), locale)
        return bodies.name_of(subject, locale)
    except KeyError:
        return subject


def _facts(row: AuditEntry, names: Mapping[str, str], locale: str) -> str:
    """Those facts of an entry that have words; its page holds them all as they were written."""
    facts = json.loads(row.detail) if row.detail else {}
    found = []
    for name, prefix in _FACTS.items():
        values = facts.get(name)
        if not values:
            continue
        values = values if isinstance(values, list) else [values]
        value = text(locale, "console.list_mark").join(
            _fact(prefix, str(one), names, locale) for one in values
        )
        found.append(text(locale, f"console.fact_{name}", value=value))
    return " · ".join(found)


def _fact(prefix: str, value: str, names: Mapping[str, str], locale: str) -> str:
    if prefix == _BODY:
        return name_of(value, locale)
    if prefix == _STAFF:
        return names.get(f"staff:{value.removeprefix('staff:')}", value)
    try:
        return text(locale, f"{prefix}{value}") if prefix else value
    except KeyError:
        return value


def _act(action: str, locale: str) -> str:
    """An act in words; one that has none is shown as it was written."""
    if action in set(Event):
        return text(locale, f"case.event_{action}")
    return text(locale, f"console.audit_{action}") if action in ACTIONS else action
