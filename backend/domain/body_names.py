"""What an agency may call a body: no other body's name, and nothing that leads out of the text."""

import re
from unicodedata import normalize

from backend.domain.bodies import body_exists, find_body, listed_bodies
from config.divisions import divisions
from config.jurisdictions import departments
from config.overlay import Overlay, current, trying
from config.texts import LOCALES, text
from nlp.regions import stem

_FORMULA = tuple("=+-@")
_NO_PART_OF_A_NAME = re.compile(r"[\s()\[\]【】〔〕「」『』《》<>·.,，。、]")
_DESKS = ("case.intake_desk", "case.firm_desk")


def begins_a_formula(words: str) -> bool:
    """Whether a spreadsheet would take the words for something to work out."""
    return normalize("NFKC", words).startswith(_FORMULA)


def bearer_of(name: str, body_id: str) -> str:
    """The name of another body that people would take ``name`` for; empty where there is none.

    Spaces, brackets, full-width letters and case make no difference. Looked at are the bodies of
    all places with a plan, those of any unit whose name is in it, and the installation's desks.
    """
    wanted = _bare(name)
    others = {f"{unit}.{code}" for unit in _units_in(wanted) for code in departments()}
    bodies = [body for body in listed_bodies() if body.id != body_id]
    bodies += [find_body(one) for one in others if body_exists(*one.split(".", 1))]
    names = [body.name for body in bodies if body.id != body_id]
    renamed = [one for one, said in current().bodies.items() if said.name and one != body_id]
    with trying(Overlay(places=current().places)):
        # A body that goes by the agency's words is still known by its usual name.
        names += [find_body(one).name for one in renamed if body_exists(*one.split(".", 1))]
    names += [text(locale, key) for locale in LOCALES for key in _DESKS]
    return next((one for one in names if _bare(one) == wanted), "")


def _bare(name: str) -> str:
    return _NO_PART_OF_A_NAME.sub("", normalize("NFKC", name)).casefold()


def _units_in(name: str) -> list[str]:
    return [
        code
        for code, division in divisions().items()
        if division.name in name or (len(stem(division.name)) > 1 and stem(division.name) in name)
    ]
