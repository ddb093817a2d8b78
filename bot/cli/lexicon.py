"""`chuishao lexicon`: what decides an industry, faults of the words, and teaching the weights."""

import argparse
import json
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.common import plainly
from bot.cli.mistakes import Refused, sentence
from bot.cli.own_data import with_own_data
from bot.cli.speech import complain, say, translated
from config.lexicon import lexicon
from nlp.accidents import accidents, never_met
from nlp.classify import classify
from nlp.folding import fold
from nlp.lexicon import POINTS

if TYPE_CHECKING:
    from nlp.fit.cases import Case


def explain(args: argparse.Namespace) -> int:
    """Print how the industry of a text came about: every term, and the sum that it adds up to."""
    return with_own_data(args, lambda: _explain(args))


def _explain(args: argparse.Namespace) -> int:
    given = args.text if args.text is not None else sys.stdin.read()
    found = classify(fold(given))
    for candidate in found.candidates:
        say(f"{candidate.industry}\t{candidate.score:+.3f}")
    say(
        translated(
            "explain_sure",
            confidence=f"{found.confidence:.2f}",
            ask_below=f"{lexicon().ask_below:.2f}",
            answer=translated("explain_asked" if found.ask else "explain_not_asked"),
        )
    )
    best = found.candidates[0]
    for match in found.matched:
        say(f"{match.points / POINTS:+.2f}\t{match.kind}\t{match.term}")
    say(f"{best.points / POINTS:+.2f}\t=")
    say(
        translated(
            "explain_sum",
            industry=best.industry,
            bias=f"{lexicon().bias[best.industry]:+.3f}",
            sum=f"{best.points / POINTS:+.2f}",
            root=f"{found.root:.3f}",
            score=f"{best.score:+.3f}",
        )
    )
    return 0


def check(args: argparse.Namespace) -> int:
    """Print terms that no text can meet and, with a corpus, accidents inside words; 1 if any."""
    return with_own_data(args, lambda: plainly(lambda: _check(args)))


def _check(args: argparse.Namespace) -> int:
    faults = [translated("lexicon_never_met", term=term) for term in never_met()]
    texts = [text for path in args.corpus for text in texts_of(path)]
    for fault in faults:
        complain(fault)
    for accident, count in accidents(texts):
        say(
            translated(
                "lexicon_accident",
                count=count,
                term=accident.term,
                broken=accident.broken,
            )
        )
    if not faults:
        say(translated("data_right"))
    return 1 if faults else 0


def fit(args: argparse.Namespace) -> int:
    """Teach the weights from labelled texts; written only when told, after figures by folds."""
    if find_spec("sklearn") is None:
        return complain(translated("fit_needs_extra"))
    from config.base import DataError
    from nlp.fit import learnt_file, model
    from nlp.fit.cases import judge, read_cases
    from nlp.fit.vectors import read_vectors

    try:
        cases = [case for path in args.cases for case in read_cases(path)]
        always = [case for path in args.always for case in read_cases(path)]
        vectors = read_vectors(args.vectors) if args.vectors else {}
    except DataError as error:
        for fault in error.faults:
            complain(fault)
        return 2
    except (OSError, UnicodeDecodeError, ValueError) as error:
        return complain(sentence(error) or str(error))
    if too_few := _too_few(cases):
        return complain(too_few)
    names = model.name_filter([*cases, *always])
    scores = model.by_folds(cases, always, names, vectors)
    temperature, ask_below = model.calibrate(cases, scores)
    say(translated("fit_folds", count=len(cases)))
    say(str(judge(cases, model.answers(scores, temperature, ask_below))))
    taught = model.teach([*cases, *always], names, vectors)
    fitted_on = ", ".join(path.stem for path in (*args.cases, *args.always))
    text = learnt_file.written(
        taught, f"{fitted_on} ({len(cases) + len(always)} texts)", temperature, ask_below
    )
    say(translated("fit_size", strings=len(taught.strings), bytes=len(text.encode())))
    if args.write:
        learnt_file.path().write_text(text, "utf-8")
        say(translated("fit_written", path=learnt_file.path()))
    else:
        say(translated("fit_not_written"))
    return 0


def _too_few(cases: "list[Case]") -> str:
    """Why these cases can't be judged by folds; empty if they can."""
    if len({case.source for case in cases}) < 5 or len({case.industry for case in cases}) < 2:
        return translated("fit_too_few")
    return ""


def texts_of(path: Path) -> list[str]:
    """The texts of a corpus: JSON Lines with ``text``, or plain lines; raises OSError, Refused."""
    found = []
    try:
        lines = path.read_text("utf-8").splitlines()
    except UnicodeDecodeError:
        raise Refused("not_utf8") from None
    for line in lines:
        try:
            raw = json.loads(line)
        except ValueError:
            raw = None
        found.append(str(raw["text"]) if isinstance(raw, dict) and "text" in raw else line)
    return found
