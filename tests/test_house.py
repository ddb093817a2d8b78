"""The rules of the house, as far as a program can see them; each names the file that breaks it."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import BaseModel

from config.settings import Settings
from tests.support.sources import IDEOGRAPH, ROOT, files, python_files, read, strings, tree

LONGEST = 300
PAGES = (".js", ".css", ".html")
MIRRORED = ("nlp", "backend/domain", "backend/services")
NOT_MIRRORED = {
    "nlp/types.py": "plain values without a decision",
}
"""Modules without a unit test of their own, with the reason."""


def test_no_file_is_too_long() -> None:
    pages = [p for p in files() if p.suffix in PAGES and "vendor" not in p.parts]
    ours = [*python_files(), *pages]
    long = {str(p): n for p in ours if (n := len(read(p).splitlines())) > LONGEST}
    assert long == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(p)
        for p in python_files()
        if read(p).strip() and not (ast.get_docstring(tree(p)) or "").strip()
    ]
    assert not silent, "\n".join(["", *silent])


def test_imports_point_one_way() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    outcome = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


@pytest.mark.parametrize("folder", MIRRORED)
def test_deciding_modules_have_their_unit_test(folder: str) -> None:
    modules = [p for p in python_files(folder) if p.name != "__init__.py"]
    assert modules, f"{folder} is gone: mend MIRRORED"
    lacking = [
        str(p)
        for p in modules
        if not (ROOT / "tests" / "unit" / p.with_name(f"test_{p.name}")).is_file()
        and str(p) not in NOT_MIRRORED
    ]
    assert not lacking, "\n".join(["", *lacking])


def test_exceptions_from_the_mirror_are_still_needed() -> None:
    stale = [
        name
        for name in NOT_MIRRORED
        if not (ROOT / name).is_file()
        or (ROOT / "tests" / "unit" / Path(name).with_name(f"test_{Path(name).name}")).is_file()
    ]
    assert not stale, "\n".join(["", *stale])


def _setting_names(model: type[BaseModel], prefix: str = "CHUISHAO_") -> list[str]:
    names = []
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            names += _setting_names(inner, f"{prefix}{name.upper()}__")
        else:
            names.append(prefix + name.upper())
    return names


def test_every_setting_is_in_the_readme() -> None:
    readme = read(Path("README.md"))
    unnamed = [name for name in _setting_names(Settings) if f"`{name}`" not in readme]
    assert not unnamed, "\n".join(["", *unnamed])


# In pieces, so that this file does not break its own rule.
FOREIGN = [
    "/" + "work/",
    "/" + "root/",
    "/" + "home/",
    "/bash" + "_jobs",
    "pypi." + "org",
    "python" + "hosted.org",
    "registry." + "npmjs",
    "deb." + "debian.org",
    "registry." + "yarnpkg",
]


def test_no_file_knows_the_machine_or_a_registry() -> None:
    found = [
        f"{path}: {word}"
        for path in files()
        if path.name != "uv.lock"
        for word in FOREIGN
        if word in read(path)
    ]
    assert not found, "\n".join(["", *found])


def _is_channel(path: Path) -> bool:
    """Whether the module defines a channel: a class that says what it can as ``capabilities``."""
    return any(
        isinstance(statement, ast.Assign)
        and any(ast.unparse(target) == "capabilities" for target in statement.targets)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
        for statement in node.body
    )


def test_every_channel_keeps_the_contract() -> None:
    channels = [p for p in python_files("bot/channels") if _is_channel(p)]
    assert channels, "bot/channels holds no class with capabilities"
    contracts = "\n".join(read(p) for p in python_files("tests/contracts"))
    outside = [str(p) for p in channels if f"bot.channels.{p.stem}" not in contracts]
    assert not outside, "\n".join(["", *outside])


async def test_every_page_and_endpoint_says_who_may_call_it(tmp_path: Path) -> None:
    # Here, not above: the other rules are checked without aiogram's seconds of import.
    from backend.house import open_house
    from backend.web.base import declared
    from bot.app import build_web
    from bot.channels.web_chat import WebChat

    house = open_house(Settings(data=tmp_path / "data"))
    chat = WebChat(house)
    try:
        routes = list(build_web(house, chat, ()).router.routes())
        open_doors = [str(route) for route in routes if not declared(route.handler)]
    finally:
        await chat.bot.session.close()
        await house.close()
    assert routes
    assert not open_doors, "\n".join(["", *open_doors])


def test_texts_live_in_catalogues() -> None:
    literal = [
        f"{path}:{line}: {value[:40]}"
        for path in python_files("bot", "handlers", "backend")
        for line, value in strings(path)
        if IDEOGRAPH.search(value)
    ]
    assert not literal, "\n".join(["", *literal])


def _never_fails(node: ast.AST) -> bool:
    """Whether an assertion decides nothing: a constant, a full tuple, constants compared."""
    if not isinstance(node, ast.Assert):
        return False
    test = node.test
    if isinstance(test, ast.Compare):
        return all(isinstance(part, ast.Constant) for part in (test.left, *test.comparators))
    if isinstance(test, ast.Constant):
        return bool(test.value)
    return isinstance(test, ast.Tuple) and bool(test.elts)


def test_every_assertion_can_fail() -> None:
    idle = [
        f"{path}:{node.lineno}"
        for path in python_files("tests")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Assert) and _never_fails(node)
    ]
    assert not idle, "\n".join(["", *idle])


def test_nothing_of_ours_is_mocked() -> None:
    mocking = [
        f"{path}:{node.lineno}"
        for path in python_files("tests")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        and any(
            name.split(".")[0] == "mock" or name.startswith("unittest.mock")
            for name in (
                [f"{node.module}.{each.name}" for each in node.names]
                if isinstance(node, ast.ImportFrom)
                else [each.name for each in node.names]
            )
        )
    ]
    assert not mocking, "\n".join(["", *mocking])
