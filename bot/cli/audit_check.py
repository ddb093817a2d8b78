"""Checks an exported audit chain with nothing but Python: it travels inside the export.

Run it in the unpacked folder: ``python3 check.py``. Exit status 0 when everything fits.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path


def entries(path: Path) -> Iterator[str]:
    """The hash of each entry in turn; stops with an error at the first that doesn't follow."""
    previous = "0" * 64
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            fields = json.loads(line)
            # A newer entry holds its form and its chain before its number.
            seq = (
                fields[3]
                if isinstance(fields[2], str) and isinstance(fields[3], int)
                else fields[1]
            )
            if fields[0] != previous or seq != number:
                raise SystemExit(f"BROKEN {path.name} entry {number}")
            previous = hashlib.sha256(line.rstrip("\n").encode()).hexdigest()
            yield previous


def leaf(day: str, chain: str, seq: int, digest: str) -> str:
    """What the published statement of a day says of a chain."""
    line = json.dumps([day, chain, seq, digest], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(line.encode()).hexdigest()


def signed(folder: Path, statement: Path) -> bool:
    """Whether the statement's signature fits the key; True where there is no openssl to ask."""
    openssl = shutil.which("openssl")
    if openssl is None:
        return True
    words = [openssl, "pkeyutl", "-verify", "-pubin", "-inkey", str(folder / "key.pem"), "-rawin",
             "-in", str(statement), "-sigfile", str(statement.with_suffix(".sig"))]  # fmt: skip
    return subprocess.run(words, capture_output=True, check=False).returncode == 0  # noqa: S603


def main(folder: Path) -> int:
    """Follow every chain to its end, and find every day's head in it."""
    hashes = {}
    for chain, name in json.loads((folder / "chains.json").read_text("utf-8")).items():
        hashes[chain] = list(entries(folder / name))
        sys.stdout.write(f"WHOLE {chain} {len(hashes[chain])}\n")
    for path in sorted((folder / "heads").glob("*.json")):
        statement = json.loads(path.read_text("utf-8"))
        ends = json.loads((folder / "ends" / path.name).read_text("utf-8"))
        for chain, (seq, digest) in ends.items():
            known = hashes[chain][seq - 1 : seq] == [digest]
            if not known or leaf(statement["day"], chain, seq, digest) not in statement["leaves"]:
                raise SystemExit(f"BROKEN {chain} at the head of {statement['day']}")
        if not signed(folder, path):
            raise SystemExit(f"BROKEN signature of {statement['day']}")
        sys.stdout.write(f"HEAD {statement['day']}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(__file__).parent))
