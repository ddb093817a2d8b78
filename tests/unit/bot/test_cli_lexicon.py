"""`chuishao lexicon`: explaining, checking, own terms and proposals, as an operator runs them."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.cli.speech import locale
from config import overlay
from config.lexicon import Kind, hand_terms, lexicon
from nlp.classify import classify
from nlp.folding import fold
from tests.support.server import CHUISHAO

INVENTED_WORD = "电马儿"
PARKED = "楼道里停满电马儿"


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    locale.cache_clear()
    yield
    locale.cache_clear()


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A fresh installation to keep own terms in."""
    monkeypatch.setenv("CHUISHAO_DATA", str(tmp_path / "data"))
    yield
    overlay.activate(overlay.Overlay())


def test_an_explanation_adds_up(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lexicon", "explain", "小区楼道里电动车飞线充电"]) == 0
    shown = capsys.readouterr().out
    weights = [float(found) for found in re.findall(r"^([+-][0-9.]+)\t\w+\t", shown, re.M)]
    (told,) = re.findall(r"^([+-][0-9.]+)\t=$", shown, re.M)
    assert weights
    assert sum(weights) == pytest.approx(float(told), abs=0.005)


def test_the_shipped_words_are_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lexicon", "check"]) == 0


def test_an_accident_inside_a_word_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], own: None
) -> None:
    assert main(["lexicon", "add", "鹉学", "education"]) == 0
    corpus = tmp_path / "texts.jsonl"
    corpus.write_text(json.dumps({"text": "鹦鹉学舌的人很多"}) + "\n有人鹦鹉学舌\n", "utf-8")
    assert main(["lexicon", "check", "--corpus", str(corpus)]) == 0
    assert re.search(r"2.*鹉学.*鹦鹉学舌", capsys.readouterr().out)


def test_an_own_term_counts_just_as_it_says_and_can_be_taken_back(
    own: None, capsys: pytest.CaptureFixture[str]
) -> None:
    before = classify(fold(PARKED))
    assert before.industry != "agri_machinery"
    assert main(["lexicon", "add", INVENTED_WORD, "agri_machinery", "--weight", "9"]) == 0
    assert INVENTED_WORD in capsys.readouterr().out
    found = classify(fold(PARKED))
    assert found.industry == "agri_machinery"
    assert {m.term: m.points for m in found.matched}[INVENTED_WORD] == 900
    # What was learnt for the characters inside it is overruled.
    assert not [m for m in found.matched if m.term != INVENTED_WORD and m.term in INVENTED_WORD]
    assert main(["lexicon", "remove", INVENTED_WORD]) == 0
    assert classify(fold(PARKED)).candidates == before.candidates
    assert main(["lexicon", "remove", INVENTED_WORD]) == 2


def test_a_shipped_term_is_replaced_by_the_agencys(
    own: None, capsys: pytest.CaptureFixture[str]
) -> None:
    term = next(term for term, given in hand_terms().items() if "gas" in given.industries)
    assert main(["lexicon", "add", term, "fire", "--kind", "harm"]) == 0
    assert "gas:" in capsys.readouterr().out
    assert lexicon().hand[term] == (Kind.HARM, {"fire": 4.0})
    assert main(["lexicon", "add", term, "fire", "--kind", "blocker"]) == 0
    assert lexicon().hand[term] == (Kind.BLOCKER, {})


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["烟", "fire"], "2 to 20"),
        (["烟 花", "nowhere"], "nowhere"),
        (["a b", "fire"], "no blanks"),
        (["烟花" * 11, "fire"], "2 to 20"),
        ([INVENTED_WORD, "fire", "--weight", "0"], "not 0"),
        ([INVENTED_WORD, "fire", "--weight", "nan"], "not 0"),
        ([INVENTED_WORD, "fire", "--weight", "1e9"], "not 0"),
    ],
)
def test_unfit_terms_are_refused(
    own: None, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert main(["lexicon", "add", *words]) == 2
    assert said in capsys.readouterr().err
    assert lexicon().own == frozenset()


def test_commands_without_an_installation_heed_the_terms_of_one(own: None, tmp_path: Path) -> None:
    assert main(["lexicon", "add", INVENTED_WORD, "agri_machinery", "--weight", "9"]) == 0
    told = {}
    for name, folder in (("own", tmp_path / "data"), ("none", tmp_path / "nothing")):
        done = subprocess.run(
            [CHUISHAO, "classify", "--data", folder],
            input=json.dumps({"text": PARKED}).encode(),
            capture_output=True,
            check=True,
        )
        told[name] = json.loads(done.stdout)["industry"]
    assert told["own"] == "agri_machinery" != told["none"]
    assert not (tmp_path / "nothing").exists()


def test_words_that_the_lexicon_lacks_are_proposed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = ["煤气罐漏气味道很大", "工地脚手架没有护栏", "景区栈道断裂"]
    hazards = [f"{told[at % 3]}第{at}天" for at in range(30)]
    # An everyday word beside gas alone; the lexicon says nothing of it.
    hazards += [f"煤气罐旁边放着鹦鹉,漏气已经{at}天" for at in range(8)]
    corpus = tmp_path / "texts.txt"
    corpus.write_text("\n".join(hazards), "utf-8")
    assert main(["lexicon", "mine", str(corpus)]) == 0
    assert "鹦鹉\tgas\t8/8" in capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("command", [["mine"], ["check", "--corpus"]])
def test_a_corpus_that_cant_be_read_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    assert main(["lexicon", *command, str(tmp_path / "none.txt")]) == 2
    assert "none.txt" in capsys.readouterr().err
    (tmp_path / "bad.txt").write_bytes(b"\xff\xfe\xff")
    assert main(["lexicon", *command, str(tmp_path / "bad.txt")]) == 2
    assert "UTF-8" in capsys.readouterr().err
