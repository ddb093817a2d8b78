"""`chuishao keys check`, `rotate`, `escrow`, `restore-escrow`: care for the key folder."""

import argparse
import asyncio
import getpass
import sys

from backend import escrow as escrows
from backend import key_care, key_check, server_key
from backend.house import House
from backend.key_folder import KeyFolder
from backend.new_file import new_file
from bot.cli.common import database_there, only_one, plainly, settings_of, with_house
from bot.cli.mistakes import Refused
from bot.cli.speech import say, translated
from config.settings import Settings

CLI = "cli"


def check(args: argparse.Namespace) -> int:
    """One line a finding, as doctor's; status 1 if anything failed. Makes and changes nothing."""

    async def act() -> int:
        settings = settings_of(args)
        say(f"ok\t{translated('doctor_keys', keys=settings.key_folder)}")
        database = await database_there(settings)
        try:
            found = await key_check.check(_folder(settings), database)
        finally:
            if database:
                await database.close()
        if database is None:
            say(f"warn\t{translated('key_no_database')}")
        for one in found:
            say(f"{one.level}\t{_sentence(one)}")
        return 1 if any(one.level == "fail" for one in found) else 0

    return plainly(lambda: asyncio.run(act()))


def _folder(settings: Settings) -> KeyFolder:
    return KeyFolder(settings.key_folder, settings.keys_passphrase.get_secret_value())


def _sentence(one: key_check.Finding) -> str:
    words = translated(f"key_is_{one.state}", name=one.name)
    if one.level == "ok" or one.state in ("unfinished", "unused", "readable", "unknown"):
        return words
    return words + translated(f"key_loss_{one.kind}", count=one.count, only=one.only)


def rotate(args: argparse.Namespace) -> int:
    """Change a key for a new one; the server may run, but for its own key."""

    async def act(house: House) -> int:
        if args.name == "server":
            changed = await server_key.rotate(house, CLI, _progress)
            say(translated("server_key_rotated", count=changed))
            return 0
        changed = await key_care.rotate(house, args.name, CLI)
        say(translated("key_rotated", name=args.name, count=changed))
        say(translated("key_rotated_then"))
        return 0

    if args.name != "server":
        return with_house(args, act)

    def alone() -> int:
        with only_one(settings_of(args).data):
            return with_house(args, act)

    return plainly(alone)


def _progress(done: int) -> None:
    say(translated("server_key_progress", count=done))


def escrow(args: argparse.Namespace) -> int:
    """All keys into one sealed text file."""

    def act() -> int:
        settings = settings_of(args)
        if args.file.exists():
            raise Refused("backup_exists", path=args.file)
        if args.file.resolve().is_relative_to(settings.data.resolve()):
            raise Refused("backup_inside", folder=settings.data)
        folder = _folder(settings)
        content = escrows.write(
            folder, _passphrase(settings, new=True), translated("escrow_remark")
        )
        with new_file(args.file) as out:
            out.write(content.encode())
        say(translated("escrow_made", path=args.file, count=len(folder.names())))
        return 0

    return plainly(act)


def restore_escrow(args: argparse.Namespace) -> int:
    """The keys out of an escrow file, back into the key folder; never over others."""

    def act() -> int:
        settings = settings_of(args)
        try:
            content = args.file.read_text("utf-8")
        except UnicodeDecodeError:
            raise escrows.EscrowFault("none") from None
        keys = escrows.read(content, _passphrase(settings, new=False))
        new = escrows.bring_back(_folder(settings), keys)
        say(translated("escrow_back", count=len(new), present=len(keys) - len(new)))
        return 0

    return plainly(act)


def _passphrase(settings: Settings, *, new: bool) -> str:
    """The escrow's passphrase: a setting, the terminal (a new one twice), or standard input."""
    given = settings.escrow_passphrase.get_secret_value()
    if given:
        return given
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    passphrase = getpass.getpass(translated("escrow_passphrase"))
    if new and getpass.getpass(translated("passphrase_again")) != passphrase:
        raise Refused("passphrase_differs")
    return passphrase
