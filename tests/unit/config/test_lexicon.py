"""The words of the analysis as checked data."""

from dataclasses import replace
from pathlib import Path

import pytest

from config import lexicon as module
from config.base import DataError
from config.lexicon import Kind, Weights, check_learnt, hand_terms, industries, lexicon, words

CODES = 31
BUTTON = 7
"""Chinese characters that fit on a phone's button beside two others."""


def test_industries_fit_on_buttons() -> None:
    assert len(industries()) == CODES
    assert all(len(industry.zh) <= BUTTON for industry in industries().values())
    assert len({industry.zh for industry in industries().values()}) == CODES


def test_every_industry_has_words_of_its_own() -> None:
    spoken = {code for _, weights in hand_terms().values() for code in weights}
    assert spoken == set(industries())


def test_terms_are_folded_already() -> None:
    from nlp.folding import plain

    assert [term for term in hand_terms() if plain(term) != term] == []


def test_blockers_weigh_nothing() -> None:
    assert all(not w.industries for w in hand_terms().values() if w.kind is Kind.BLOCKER)


def test_learnt_lines_are_sound() -> None:
    check_learnt()


def test_a_bad_learnt_line_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = {"字": "fire:heavy", "词": "nowhere:0.1"}
    spoilt = replace(lexicon(), strings=bad, adjusted={"没有这个词": "fire:0.1"})
    monkeypatch.setattr(module, "lexicon", lambda: spoilt)
    with pytest.raises(DataError) as raised:
        check_learnt()
    assert raised.value.faults == [
        "learnt.yaml: adjusted.没有这个词 - no file has this term",
        "learnt.yaml: strings.字 - a weight is no number",
        "learnt.yaml: strings.词 - unknown: ['nowhere']",
    ]


def test_a_term_weighs_what_a_person_gave_and_what_was_learnt() -> None:
    own = replace(
        lexicon(),
        hand={"船": Weights(Kind.SUBJECT, {"water_transport": 3.0, "flood": 3.0})},
        prior={"water_transport": {"water_transport": 0.5}, "flood": {"flood": 0.5, "fire": -0.1}},
        adjusted={"船": "water_transport:-0.25 fire:0.5"},
    )
    share = 3.0 / 2**0.5
    assert own.of_word("船").industries == {
        "water_transport": round(0.5 * share - 0.25, 2),
        "flood": round(0.5 * share, 2),
        "fire": round(0.5 - 0.1 * share, 2),
    }


def test_learnt_strings_are_short_and_chinese() -> None:
    assert all(
        len(string) <= 3 and all("\u3400" <= c <= "\u9fff" for c in string)
        for string in lexicon().strings
    )


def test_words_are_given_once_per_role() -> None:
    for listed in (words().urgency.immediate, words().urgency.major, words().enterprise.suffixes):
        assert len(listed.split()) == len(set(listed.split()))


def test_all_faults_come_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "data" / "lexicon"
    folder.mkdir(parents=True)
    head = "source: x\nstatus: internal\n"
    group = "groups: [{kind: subject, weight: 1, terms: 船 船}]\n"
    (folder / "a.yaml").write_text(f"industry: nowhere\n{head}{group}", "utf-8")
    (folder / "b.yaml").write_text(f"industry: fire\n{head}{group}", "utf-8")
    (folder / "c.yaml").write_text(f"industry: fire\n{head}groups: [{{kind: odd}}]\n", "utf-8")
    known = industries()
    monkeypatch.setattr(module, "industries", lambda: known)
    monkeypatch.setattr(module, "files", lambda _: tmp_path)
    with pytest.raises(DataError) as raised:
        hand_terms.__wrapped__()
    text = str(raised.value)
    assert "a.yaml: industry - unknown: nowhere" in text
    assert "b.yaml: 船 - is given twice for fire" in text
    assert "c.yaml: groups.0.kind" in text
