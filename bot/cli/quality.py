"""`chuishao quality`: what reporters and officers had to put right, by the month."""

import argparse
import json
import re
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml

from backend.house import House
from backend.services import lessons
from backend.services import quality as figures
from backend.services.quality import FEW, Quality, Share
from bot.cli.common import with_house
from bot.cli.mistakes import Refused
from bot.cli.speech import locale, say, translated
from config.texts import text

TOP = 10
_MONTH = re.compile(r"20[0-9]{2}-(?:0[1-9]|1[0-2])")


def quality(args: argparse.Namespace) -> int:
    """Print the figures of a month, or of the newest, or write all corrections to a file."""
    return _export(args) if args.export else _show(args)


def _show(args: argparse.Namespace) -> int:
    async def act(house: House) -> int:
        if args.month and not _MONTH.fullmatch(args.month):
            raise Refused("bad_month", month=args.month)
        async with house.view() as view:
            known = await lessons.months(view)
            month = args.month or next(iter(known), "")
            if month not in known:
                say(json.dumps({}) if args.json else translated("quality_nothing"))
                return 0
            now = await figures.of_month(view, month)
            before = await figures.of_month(view, _before(month))
        if args.json:
            say(json.dumps(_plain(now), ensure_ascii=False))
        else:
            for line in _lines(now, before):
                say(line)
        return 0

    return with_house(args, act)


def _export(args: argparse.Namespace) -> int:
    """Write all corrections as YAML: terms and labels, nothing else is kept."""

    async def act(house: House) -> int:
        async with house.view() as view:
            found = await lessons.lessons(view)
        rows = [
            {"what": one.what, "by": one.by, "month": one.month, "guessed": one.guessed,
             "corrected": one.corrected, "terms": list(one.terms)}
            for one in found
        ]  # fmt: skip
        _write(args.export, rows)
        say(translated("quality_written", count=len(rows), path=args.export))
        return 0

    return with_house(args, act)


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text(yaml.safe_dump(rows, allow_unicode=True), "utf-8")


def _before(month: str) -> str:
    year, number = map(int, month.split("-"))
    return f"{year}-{number - 1:02d}" if number > 1 else f"{year - 1}-12"


def _lines(now: Quality, before: Quality) -> list[str]:
    lines = [translated("quality_month", month=now.month, filed=_count(now.filed))]
    for name, share, earlier in (
        ("quality_asked_industry", now.asked_industry, before.asked_industry),
        ("quality_asked_place", now.asked_place, before.asked_place),
        ("quality_corrected", now.corrected, before.corrected),
    ):
        lines.append(translated(name, share=_share(share), drift=_drift(share, earlier)))
    lines += _table("quality_confusion", now.confusion, "routing.industry_")
    lines += _table("quality_transfers", now.transfers, "")
    lines.append(translated("quality_moved", count=_count(now.moved)))
    lines += [
        f"  {text(locale(), f'case.reason_{code}')}\t{_count(count)}"
        for code, count in now.refusals.most_common()
    ]
    return lines


def _table(title: str, pairs: Counter[tuple[str, str]], names: str) -> list[str]:
    def name(code: str) -> str:
        return text(locale(), f"{names}{code}") if names else code

    rows = [
        f"  {name(guessed)} → {name(corrected)}\t{_count(count)}"
        for (guessed, corrected), count in pairs.most_common(TOP)
    ]
    return [translated(title, count=_count(pairs.total())), *rows]


def _count(number: int) -> str:
    return translated("fewer_than", count=FEW) if 0 < number < FEW else str(number)


def _share(share: Share) -> str:
    if share.value is None or 0 < share.part < FEW:
        return translated("quality_too_few")
    return f"{share.value:.1%} ± {share.error:.1%}"


def _drift(now: Share, before: Share) -> str:
    changed = figures.drift(now, before)
    if changed is None or min(now.of, before.of) < FEW:
        return ""
    return translated("quality_drift", change=f"{changed[0]:+.1%}", error=f"{changed[1]:.1%}")


def _plain(found: Quality) -> dict[str, Any]:
    """As JSON, with small counts kept back just as in words."""

    def hidden(number: int) -> int | str:
        return f"<{FEW}" if 0 < number < FEW else number

    plain: dict[str, Any] = {"month": found.month, "filed": hidden(found.filed)}
    for name in ("asked_industry", "asked_place", "corrected"):
        share: Share = getattr(found, name)
        plain[name] = {key: hidden(value) for key, value in asdict(share).items()}
    for name in ("confusion", "transfers"):
        pairs: Counter[tuple[str, str]] = getattr(found, name)
        plain[name] = [[*pair, hidden(count)] for pair, count in pairs.most_common()]
    plain["moved"] = hidden(found.moved)
    plain["refusals"] = {code: hidden(count) for code, count in found.refusals.items()}
    return plain
