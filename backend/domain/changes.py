"""What an agency may change of the shipped data: each kind of change, checked and laid over it."""

import json
import logging
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from backend.domain.bodies import find_body
from backend.domain.body_names import bearer_of, begins_a_formula
from backend.domain.errors import Invalid
from config import own_texts
from config.deadlines import bounds, shipped_deadlines
from config.jurisdictions import national
from config.lexicon import Kind as TermKind
from config.lexicon import industries
from config.links import links
from config.overlay import Overlay, OwnBody, OwnLimit, OwnRoute, OwnTerm, trying
from nlp.folding import fold
from nlp.regions import UnknownUnit, level_of

log = logging.getLogger(__name__)
LONGEST_TERM = 20
"""Characters of a term: nobody repeats a longer phrase word for word."""
MOST_WEIGHT = 10.0
LONGEST_BASIS, LEAST_BASIS = 300, 4
LONGEST_NAME, LONGEST_NOTE = 60, 200
_PHONE = re.compile(r"[0-9][0-9 +()-]{1,38}[0-9]")


class Kind(StrEnum):
    """What a change is about."""

    TEXT = "text"
    DEADLINE = "deadline"
    BODY_NAME = "body_name"
    BODY_PHONE = "body_phone"
    BODY_NOTE = "body_note"
    TERM = "term"
    ROUTE = "route"
    PLACE_FILE = "place_file"


OF_BODIES = (Kind.BODY_NAME, Kind.BODY_PHONE, Kind.BODY_NOTE)
"""What each body's own administrator may change; all else is the whole installation's."""
RESTING_ON_LAW = (Kind.DEADLINE, Kind.ROUTE, Kind.PLACE_FILE)
"""What must say on which document it rests."""
SECOND_LOOK = (*RESTING_ON_LAW, Kind.TERM, Kind.BODY_NAME)
"""What a second administrator looks at before it holds, where there is one; and some texts."""


class Unfit(Invalid):
    """A change that can't be; says why in the words of the administration's pages."""

    @property
    def text_key(self) -> str:
        """The catalogue key of the sentence to show."""
        return f"admin.error_{self.code}"


@dataclass(frozen=True, slots=True)
class Change:
    """One change: what of the data, what it is to be, and on what that rests.

    ``key`` is ``LOCALE:KEY`` of a text, a limit's name, a body's id, a term, ``UNIT:INDUSTRY`` of
    an arrangement, the name of a place's file. ``value`` None brings back what was shipped.
    """

    kind: Kind
    key: str
    value: str | None
    basis: str = ""


def term_key(given: str) -> str:
    """The term as texts are searched for it; raises Unfit for what no text can match."""
    term = fold(given.strip()).text
    if not 1 < len(term) <= LONGEST_TERM or any(character.isspace() for character in term):
        raise Unfit("term", most=LONGEST_TERM)
    return term


def with_weight(old: str | None, industry: str, kind: TermKind, weight: float) -> str:
    """The value of a term that weighs ``weight`` for an industry too; as a blocker for none.

    ``old`` is what the agency said of it before. Raises Unfit.
    """
    if industry not in industries():
        raise Unfit("industry", industry=industry, known=" ".join(industries()))
    if not 0 < abs(weight) <= MOST_WEIGHT:
        raise Unfit("weight", most=f"{MOST_WEIGHT:g}")
    before = json.loads(old) if old else {"kind": kind.value, "weights": {}}
    if TermKind.BLOCKER in (kind, before["kind"]):
        before["weights"] = {}
    weights = {} if kind is TermKind.BLOCKER else {**before["weights"], industry: weight}
    return json.dumps({"kind": kind.value, "weights": weights}, sort_keys=True)


def needs_second_look(kind: Kind, key: str) -> bool:
    """Whether another administrator must agree before a change of this holds."""
    if kind is Kind.TEXT:
        return own_texts.is_for_reporters(key.partition(":")[2])
    return kind in SECOND_LOOK


def checked(change: Change) -> Change:
    """The change in its proper form; raises Unfit when it can't hold."""
    value = change.value.strip() if change.value is not None else None
    basis = " ".join(change.basis.split())
    if len(basis) > LONGEST_BASIS:
        raise Unfit("basis_long", most=LONGEST_BASIS)
    if value is not None and change.kind in RESTING_ON_LAW and len(basis) < LEAST_BASIS:
        raise Unfit("basis_missing")
    if change.kind is Kind.PLACE_FILE and change.value is not None:
        value = change.value.replace("\r\n", "\n")
    elif change.kind is Kind.TEXT and value is not None:
        value = value.replace("\r\n", "\n")
    key = _CHECKS[change.kind](change.key, value)
    return Change(change.kind, key, value, basis)


def _text(key: str, value: str | None) -> str:
    locale, _, name = key.partition(":")
    code, about = own_texts.fault(locale, name, value if value is not None else "-")
    if value is None and code not in ("text_unknown", "text_locked"):
        return key
    if code:
        raise Unfit(code, about=about)
    return key


def _deadline(key: str, value: str | None) -> str:
    if key not in shipped_deadlines():
        raise Unfit("deadline_unknown")
    least, most = bounds(key)
    if value is not None and not (
        value.isascii() and value.isdigit() and len(value) < 5 and least <= int(value) <= most
    ):
        raise Unfit("deadline_bounds", least=least, most=most)
    return key


def _body(key: str, value: str | None, longest: int) -> str:
    try:
        body = find_body(key)
    except KeyError:
        raise Unfit("body_unknown", body=key[:80]) from None
    if value is not None and not (0 < len(value) <= longest and _is_line(value)):
        raise Unfit("words", most=longest)
    return body.id


def _is_line(value: str) -> bool:
    return value.isprintable() and not set("<>{}") & set(value)


def _body_words(key: str, value: str | None, longest: int) -> str:
    body_id = _body(key, value, longest)
    if value is not None and links(value):
        raise Unfit("words_link")
    if value is not None and begins_a_formula(value):
        raise Unfit("words_formula")
    return body_id


def _body_name(key: str, value: str | None) -> str:
    body_id = _body_words(key, value, LONGEST_NAME)
    if value is not None and (other := bearer_of(value, body_id)):
        raise Unfit("name_taken", name=other)
    return body_id


def _body_note(key: str, value: str | None) -> str:
    return _body_words(key, value, LONGEST_NOTE)


def _body_phone(key: str, value: str | None) -> str:
    body_id = _body_words(key, value, 40)
    if value is not None and not _PHONE.fullmatch(value):
        raise Unfit("phone")
    return body_id


def _term(key: str, value: str | None) -> str:
    term = term_key(key)
    if value is not None:
        said = json.loads(value)
        TermKind(said["kind"])
        weights = said["weights"].items()
        if any(code not in industries() or not math.isfinite(w) for code, w in weights):
            raise Unfit("weight", most=f"{MOST_WEIGHT:g}")
    return term


def _route(key: str, value: str | None) -> str:
    unit, _, industry = key.partition(":")
    try:
        level = level_of(unit)
    except UnknownUnit:
        raise Unfit("place_unknown") from None
    if level == "province":
        raise Unfit("place_wide")
    rule = national().industries.get(industry)
    if rule is None:
        raise Unfit("industry_without_body")
    if rule.level == "province":
        # Reserved to it by law: no county can arrange it.
        raise Unfit("industry_of_province")
    if value is not None:
        try:
            body = find_body(value)
        except KeyError:
            raise Unfit("body_unknown", body=value[:80]) from None
        if body.id != value:
            raise Unfit("body_same_as", body=body.name)
    return key


def _place_file(key: str, value: str | None) -> str:
    from config import place_files  # YAML is read by none but who writes it

    if key not in place_files.names():
        raise Unfit("file_unknown")
    if value is not None and place_files.faults(key, value):
        raise Unfit("file_faults")
    return key


_CHECKS = {
    Kind.TEXT: _text,
    Kind.DEADLINE: _deadline,
    Kind.BODY_NAME: _body_name,
    Kind.BODY_PHONE: _body_phone,
    Kind.BODY_NOTE: _body_note,
    Kind.TERM: _term,
    Kind.ROUTE: _route,
    Kind.PLACE_FILE: _place_file,
}


def laid(changes: Iterable[Change], version: int) -> Overlay:
    """The overlay that the changes amount to, the last of each key counting.

    What the data of this release has no room for any more (a text that is gone, a file at fault)
    is left out and named in the log: an old change must not stop a start.
    """
    overlay, unfit = sorted_out(changes, version)
    for one in unfit:
        log.warning("an own change doesn't fit and is left out: %s %s", one.kind, one.key)
    return overlay


def sorted_out(changes: Iterable[Change], version: int) -> tuple[Overlay, list[Change]]:
    """The overlay of :func:`laid`, and the changes that had to be left out of it."""
    newest = {(one.kind, one.key): one for one in changes}
    last = [one for one in newest.values() if one.value is not None]
    overlay, unfit = Overlay(version), []
    # The files first: units and bodies that other changes name may stand in them.
    files = [[one] for one in last if one.kind is Kind.PLACE_FILE]
    for some in (*files, [one for one in last if one.kind is not Kind.PLACE_FILE]):
        with trying(Overlay(places=dict(overlay.places))):
            for one in some:
                if _fits(one):
                    _lay(overlay, one, one.value or "")
                else:
                    unfit.append(one)
    return overlay, unfit


def _fits(one: Change) -> bool:
    try:
        checked(one)
    except (Unfit, ValueError, KeyError):
        return False
    return True


def _lay(overlay: Overlay, one: Change, value: str) -> None:
    head, _, rest = one.key.partition(":")
    body = overlay.bodies.get(one.key, OwnBody())
    match one.kind:
        case Kind.TEXT:
            overlay.texts[head, rest] = value
        case Kind.DEADLINE:
            overlay.deadlines[one.key] = OwnLimit(int(value), one.basis)
        case Kind.BODY_NAME:
            overlay.bodies[one.key] = body._replace(name=value)
        case Kind.BODY_PHONE:
            overlay.bodies[one.key] = body._replace(phone=value)
        case Kind.BODY_NOTE:
            overlay.bodies[one.key] = body._replace(note=value)
        case Kind.TERM:
            said = json.loads(value)
            overlay.terms[one.key] = OwnTerm(said["kind"], tuple(said["weights"].items()))
        case Kind.ROUTE:
            overlay.routes[head, rest] = OwnRoute(value, one.basis)
        case Kind.PLACE_FILE:
            overlay.places[one.key] = value
