"""The audit chains as files that an outsider can check with standard tools."""

import base64
import inspect
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from backend.db.models import AuditHead
from backend.house import Work
from backend.services import audit
from bot.cli import audit_check
from bot.cli.mistakes import Refused
from bot.cli.speech import translated

_ED25519 = bytes.fromhex("302a300506032b6570032100")
"""What comes before the key itself in the usual form of a public key (RFC 8410)."""


async def write(work: Work, path: Path, body_id: str = "") -> int:
    """Write one body's chain, or all, to a new ZIP file; returns how many entries there are.

    A body's file holds nothing of the others': of them the day's statements say only that they
    are. Raises Refused when the file is there already.
    """
    chains = [body_id] if body_id else await audit.chains_of(work)
    with (
        _new_file(path) as part,
        zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        count = await _entries(work, made, chains)
        await _heads(work, made, set(chains))
        made.writestr("README.txt", translated("audit_readme"))
        made.writestr("check.py", inspect.getsource(audit_check))
    return count


@contextmanager
def _new_file(path: Path) -> Iterator[Path]:
    """A file of ours that gets its name once it is whole; raises Refused when that is taken."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    if path.exists():
        raise Refused("file_there", path=path)
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield part
        os.link(part, path)
    except FileExistsError:
        raise Refused("file_there", path=path) from None
    finally:
        part.unlink(missing_ok=True)


async def _entries(work: Work, made: zipfile.ZipFile, chains: list[str]) -> int:
    names = {chain: f"entries-{number}.txt" for number, chain in enumerate(chains, start=1)}
    made.writestr("chains.json", json.dumps(names, ensure_ascii=False, indent=1))
    count = 0
    for chain, name in names.items():
        with made.open(name, "w", force_zip64=True) as file:
            async for entry, _ in audit.entries(work, chain):
                file.write(f"{entry.line()}\n".encode())
                count += 1
    return count


async def _heads(work: Work, made: zipfile.ZipFile, chains: set[str]) -> None:
    rows = await work.session.scalars(select(AuditHead).order_by(AuditHead.day))
    for row in rows:
        ends = {chain: end for chain, end in row.heads.items() if chain in chains}
        made.writestr(f"heads/{row.day}.json", row.statement)
        made.writestr(f"heads/{row.day}.sig", row.signature)
        made.writestr(f"ends/{row.day}.json", json.dumps(ends, ensure_ascii=False))
    key = base64.b64encode(_ED25519 + work.vault.signing_key()).decode()
    made.writestr("key.pem", f"-----BEGIN PUBLIC KEY-----\n{key}\n-----END PUBLIC KEY-----\n")
