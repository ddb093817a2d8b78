"""`chuishao figures`: the figures of a body over a period, to read, as JSON, XLSX or PDF."""

import argparse
import json
from pathlib import Path

from backend.domain.errors import DomainError
from backend.domain.figures import parse_period
from backend.house import House
from backend.services import bodies
from backend.services.figures_below import BELOW, Scope, below
from backend.services.figures_sheet import EVERYBODY, Sheet, sheet
from backend.services.figures_words import plain, running, written
from backend.web import figure_book, figure_paper
from backend.web.paper import PaperMissing
from bot.cli.common import with_house
from bot.cli.mistakes import Refused
from bot.cli.speech import complain, locale, say, translated
from config.texts import text


def figures(args: argparse.Namespace) -> int:
    """Print the figures, or write them to the files asked for."""

    async def act(house: House) -> int:
        try:
            period = parse_period(args.period)
            body = bodies.checked(args.body or bodies.intake_body(house.settings))
        except DomainError as error:
            return complain(text(locale(), error.text_key, **error.params))
        async with house.view() as view:
            # The operator holds the database: nothing is kept back, but for what is below a body.
            scope = Scope(body, body, (body,))
            if args.below:
                scope = Scope(body, BELOW, await below(view, body))
            found = await sheet(view, scope, period, EVERYBODY, locale())
        return _give(args, found)

    return with_house(args, act)


def _give(args: argparse.Namespace, found: Sheet) -> int:
    if args.xlsx:
        _write(args.xlsx, figure_book.workbook(found, locale()))
    if args.pdf:
        try:
            _write(args.pdf, figure_paper.pdf(found, locale()))
        except PaperMissing:
            raise Refused("poster_libraries") from None
    if args.json:
        say(json.dumps(plain(found), ensure_ascii=False))
    elif not args.xlsx and not args.pdf:
        for line in _lines(found):
            say(line)
    return 0


def _lines(found: Sheet) -> list[str]:
    lines = [f"{found.title} · {found.whose}"]
    if found.running:
        lines.append(running(found, locale()))
    for table in found.tables:
        lines += ["", table.title, "\t".join(table.head)]
        for row in table.rows:
            lines.append("\t".join([row.label, *(written(one, locale()) for one in row.cells)]))
    return lines


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    say(translated("figures_written", path=path))
