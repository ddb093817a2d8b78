"""Data compiled once and kept beside their sources, so that no start waits for YAML again."""

import os
import pickle
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import blake2b
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar, cast

FOLDER = ".compiled"
T = TypeVar("T")

_differing: list[str] | None = None
"""While everything is made anew: names of what was kept and isn't the same."""


@cache
def _code() -> bytes:
    """What the code of the data is: another class may not be filled with an older one's values."""
    digest = blake2b(sys.version.encode(), digest_size=16)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.digest()


def compiled(name: str, sources: Sequence[Traversable], make: Callable[[], T]) -> T:
    """What ``make`` gives, taken from a file named by the content of ``sources`` if there is one.

    The file is as trusted as the code: it lies in a folder beside the first source, and only who
    may write there can change it. Where nobody may, the value is made at every start.
    """
    folder = Path(str(sources[0])).parent / FOLDER
    digest = blake2b(_code(), digest_size=16)
    for source in sources:
        digest.update(source.read_bytes())
    kept = folder / f"{name}-{digest.hexdigest()}.pickle"
    if _differing is None:
        with suppress(Exception):  # a spoilt file can fail in any way, and is made again
            return cast("T", pickle.loads(kept.read_bytes()))  # noqa: S301 - our own, see above
    made = make()
    content = pickle.dumps(made, pickle.HIGHEST_PROTOCOL)
    if _differing is not None and kept.exists():
        if pickle.loads(kept.read_bytes()) != made:  # noqa: S301 - our own
            _differing.append(str(kept))
    else:
        with suppress(OSError):
            _keep(kept, content)
    return made


def _keep(path: Path, content: bytes) -> None:
    """Write the file in one step and take away what earlier sources left."""
    path.parent.mkdir(exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(beside).chmod(0o644)
    Path(beside).replace(path)
    stem = path.name.rpartition("-")[0]
    for other in path.parent.glob(f"{stem}-*.pickle"):
        if other != path and other.name.rpartition("-")[0] == stem:
            other.unlink(missing_ok=True)


@contextmanager
def made_anew() -> Iterator[list[str]]:
    """Meanwhile all is made from the sources; gives the kept files that say something else."""
    global _differing
    _differing = []
    try:
        yield _differing
    finally:
        _differing = None
