"""The project's own files, read as data: what the house tests look at."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
IDEOGRAPH = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


@cache
def files() -> tuple[Path, ...]:
    """Every file that is tracked or about to be, relative to the project's folder."""
    # The folder may belong to somebody else than who runs the tests; git is told that it's fine.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode()
    return tuple(sorted({Path(n) for n in listed.split("\0") if n and (ROOT / n).is_file()}))


def python_files(*folders: str) -> list[Path]:
    """The Python files of ``folders``, or all; generated migrations are nobody's prose."""
    return [
        path
        for path in files()
        if path.suffix == ".py"
        and "versions" not in path.parts
        and (not folders or any(path.is_relative_to(folder) for folder in folders))
    ]


def read(path: Path) -> str:
    """The text of one file; bytes that are no text stand as replacement marks."""
    return (ROOT / path).read_text("utf-8", "replace")


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of one Python file."""
    return ast.parse(read(path), str(path))


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of each literal that is no docstring, pieces of f-strings too."""
    prose = {
        id(node.value)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.lineno, node.value
