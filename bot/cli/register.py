"""`chuishao register`: bringing a table of workplaces in, and looking them up."""

import argparse
import sys
import tempfile
from pathlib import Path

from backend.db.models import Workplace, random_id
from backend.domain.errors import NotFound
from backend.house import House
from backend.services import register_import, workplaces
from backend.services.cases import Actor
from backend.services.register_spool import Counts
from bot.cli.common import with_house
from bot.cli.mistakes import Refused
from bot.cli.people import CLI
from bot.cli.speech import complain, locale, say, translated
from config.texts import text

OPERATOR = Actor(CLI, "", frozenset())
SHOWN_FAULTS, SHOWN_ROWS = 5, 3


def import_table(args: argparse.Namespace) -> int:
    """Check a table; write it unless only looked at. Status 1 while a row is wrong."""

    async def act(house: House) -> int:
        if not args.file.is_file():
            raise Refused("no_such_file", path=args.file)
        spool = register_import.spool_of(house, random_id())
        try:
            counts = await register_import.check(house, args.file, spool, _progress)
            _clear_line()
            say(_sums(counts))
            if counts.wrong:
                for number, column, what, given in spool.faults(locale(), SHOWN_FAULTS):
                    complain(_fault(number, column, what, given))
                path = args.errors or Path(tempfile.mkdtemp()) / "register-errors.csv"
                spool.write_faults(path, locale())
                complain(translated("register_faults", path=path))
                return 1
            if args.dry_run:
                for entry in spool.first(SHOWN_ROWS):
                    place = workplaces.place_of(entry.unit)
                    say(f"  {entry.name}	{place}	{entry.credit_code or '-'}")
                return 0
            await register_import.carry_out(house, spool, OPERATOR, _progress)
            _clear_line()
            say(translated("register_done"))
            return 0
        finally:
            spool.drop()

    return with_house(args, act)


def search(args: argparse.Namespace) -> int:
    """Workplaces by code or a part of the name, one a line."""

    async def act(house: House) -> int:
        async with house.view() as view:
            found = await workplaces.search(view, args.words)
        if not found:
            raise NotFound("workplace_not_found")
        for row in found:
            say(_line(row))
        return 0

    return with_house(args, act)


def _line(row: Workplace) -> str:
    body = workplaces.name_in_charge(row, locale()) or "-"
    place = workplaces.place_of(row.unit_id)
    return "\t".join((row.id, row.name, row.credit_code or "-", place, body))


def _sums(counts: Counts) -> str:
    return translated(
        "register_sums",
        rows=counts.rows,
        new=counts.new,
        changed=counts.changed,
        same=counts.same,
        wrong=counts.wrong,
    )


def _fault(number: int, column: str, what: str, given: str) -> str:
    return text(
        locale(), "register.fault_line", row=number, column=column, what=what, given=given or "-"
    )


def _progress(phase: str, done: int, total: int) -> None:
    if sys.stderr.isatty():
        of = f"/{total}" if total else ""
        sys.stderr.write(f"\r{text(locale(), f'register.phase_{phase}')} {done}{of} ")
        sys.stderr.flush()


def _clear_line() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
