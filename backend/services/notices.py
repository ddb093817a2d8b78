"""What a reporter reads of a case: sentences made of codes and amounts, in their language."""

from collections.abc import Mapping
from typing import Any

from backend.services import bodies
from config.texts import text

_ENDS = ("。", ".", "!", "!", "?", "?")


def render_notice(payload: Mapping[str, Any], locale: str) -> str:
    """The sentence of a ``notice`` job: ``payload`` holds the text's key and its params.

    Ids and codes become words only here, so that each reporter reads their own language. Empty
    parts leave neither blank lines nor stray marks behind.
    """
    params: dict[str, Any] = dict(payload["params"])
    words = {name: _number(value) for name, value in params.items()}
    for name in ("body", "to", "desk", "owner"):
        if name in params:
            words[name] = bodies.name_of(params[name], locale)
    if "reason_code" in params:
        words["reason_text"] = text(locale, f"case.reason_{params['reason_code']}")
    if "outcome" in params:
        words["outcome_text"] = text(locale, f"case.outcome_{params['outcome']}")
    words["reward_text"] = _reward_text(params, locale)
    sentence = text(locale, payload["key"], **words)
    reason = params.get("reason") or ""
    if reason.endswith(_ENDS):
        # The officer has closed the sentence already.
        for mark in ("。", "."):
            sentence = sentence.replace(reason + mark, reason)
    return "\n".join(line.rstrip() for line in sentence.split("\n") if line.strip())


def reward_sentence(reason_key: str, params: Mapping[str, Any], locale: str) -> str:
    """How a reward came about: the formula with its numbers, or why there is none."""
    return text(locale, "case.reward_and").join(
        text(locale, key, **{name: _number(value) for name, value in numbers.items()})
        for key, numbers in reward_sentences(reason_key, params)
    )


def reward_sentences(
    reason_key: str, params: Mapping[str, Any]
) -> list[tuple[str, Mapping[str, Any]]]:
    """Key and numbers of each sentence on a reward: the formula first, then what changes it."""
    # What was decided before there were uplifts has one sum, which is the base too.
    first = {"base": params.get("amount"), **params}
    return [(reason_key, first), *((key, numbers) for key, numbers in params.get("more", ()))]


def _reward_text(params: Mapping[str, Any], locale: str) -> str:
    """What closing or a later penalty means for the reward; nothing when it changes none."""
    key = params.get("reward_key")
    if key is None:
        return ""
    why = reward_sentence(key, params, locale)
    if params.get("amount") is None:
        return why
    return text(locale, "case.reward_expected", amount=_number(params["amount"]), formula=why)


def _number(value: object) -> object:
    """Numbers as people read sums: 15,000."""
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else value
