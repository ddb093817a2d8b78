"""`chuishao poster`: posters for one workplace, a list of them, or all of a county, as files."""

import argparse
import asyncio
import os
import re
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from backend.db.models import Workplace
from backend.domain.errors import NotFound
from backend.house import House, Work
from backend.services import posters, workplaces
from backend.web import poster_paper
from backend.web.paper import PaperMissing
from backend.web.poster_paper import Poster
from bot.cli.common import with_house
from bot.cli.mistakes import Refused
from bot.cli.register import OPERATOR
from bot.cli.speech import complain, say, translated

AT_ONCE = 1_000
_UNFIT = re.compile(r"[^\w\-]+")


def poster(args: argparse.Namespace) -> int:
    """Make the posters; one line a file, progress where somebody watches."""

    async def act(house: House) -> int:
        base = house.settings.public_url
        if not base:
            # A poster hangs for years: an address of this machine alone would lead nowhere.
            raise Refused("poster_no_address")
        asked = [*(args.enterprise or []), *_listed(args.list)]
        if not asked and not args.unit:
            raise Refused("poster_whose")
        made: list[Poster] = []
        lost: list[str] = []
        async with house.work() as work:
            rows, lost = await _rows(work, asked)
            rows += await workplaces.in_unit(work, args.unit, AT_ONCE) if args.unit else []
            if not rows and not lost:
                raise NotFound("workplace_not_found")
            for row in rows:
                code = await posters.issue(work, row.id, OPERATOR, anew=args.anew)
                body = workplaces.name_in_charge(row)
                made.append(poster_paper.poster_for(house.settings, base, row.name, body, code))
        also = (args.also or "")[: poster_paper.MAX_ALSO].replace("\\n", "\n")
        await _write([replace(one, also=also) for one in made], args)
        for name in lost:
            complain(translated("poster_lost", name=name))
        return 1 if lost else 0

    return with_house(args, act)


def _listed(path: Path | None) -> list[str]:
    if path is None:
        return []
    if not path.is_file():
        raise Refused("no_such_file", path=path)
    lines = path.read_text("utf-8-sig").splitlines()
    return [line.strip() for line in lines if line.strip()]


async def _rows(work: Work, asked: list[str]) -> tuple[list[Workplace], list[str]]:
    """The workplaces meant by id, code or whole name, and the words that mean none or several."""
    rows, lost = [], []
    for words in asked:
        found = [row for row in await workplaces.search(work, words) if _is(row, words)]
        if not found and len(words) == 32:
            found = [await workplaces.get(work, words)]
        if len(found) == 1:
            rows += found
        else:
            lost.append(words)
    return rows, lost


def _is(row: Workplace, words: str) -> bool:
    return words == row.name or words.upper() == row.credit_code


async def _write(made: list[Poster], args: argparse.Namespace) -> None:
    args.out.mkdir(parents=True, exist_ok=True)
    draw = poster_paper.png if args.png else poster_paper.pdf
    loop = asyncio.get_running_loop()
    # Setting a page is work for the processor: each core takes its share.
    with ProcessPoolExecutor(min(os.cpu_count() or 1, len(made) or 1)) as pool:
        waiting = [(one, loop.run_in_executor(pool, draw, one, args.size)) for one in made]
        try:
            for done, (one, page) in enumerate(waiting, 1):
                path = args.out / _file_name(one, "png" if args.png else "pdf")
                path.write_bytes(await page)
                say(str(path))
                if sys.stderr.isatty():
                    sys.stderr.write(f"\r{done}/{len(made)} ")
        except PaperMissing:
            for _, page in waiting:
                page.cancel()
            raise Refused("poster_libraries") from None


def _file_name(one: Poster, ending: str) -> str:
    return f"{_UNFIT.sub('_', one.firm)[:60]}-{one.code}.{ending}"
