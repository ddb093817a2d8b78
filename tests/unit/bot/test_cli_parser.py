"""The words of the command line: every command explains itself, and costs only what it needs."""

import subprocess
import sys

import pytest

from backend.domain.cases import STAFF_ROLES, Role
from bot.__main__ import parser
from bot.cli.speech import translated

COMMANDS = [
    ["serve"], ["classify"], ["check"], ["migrate"], ["bodies"], ["doctor"],
    ["staff", "add", "张三", "--body", "intake"], ["token", "create", "--body", "intake"],
    ["keys", "init"], ["keys", "check"], ["keys", "rotate", "backup"], ["keys", "escrow", "f"],
    ["keys", "restore-escrow", "f"], ["backup", "f"], ["restore", "f"], ["verify", "f"],
    ["custodian", "list"], ["custodian", "add", "备用"],
    ["custodian", "rotate"], ["custodian", "remove", "备用", "--by", "custodian"],
]  # fmt: skip
GROUPS = ("staff", "token", "keys", "custodian")
WITHOUT_DATA = ("check",)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words[:2]))
def test_every_command_explains_itself(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    command = words[:2] if words[0] in GROUPS else words[:1]
    with pytest.raises(SystemExit) as ended:
        parser().parse_args([*command, "--help"])
    assert ended.value.code == 0
    wanted = translated("help_" + "_".join(command).replace("-", "_"))
    # argparse breaks lines where it likes.
    assert "".join(wanted.split()) in "".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words[:2]))
def test_what_touches_data_takes_the_folder(words: list[str]) -> None:
    if words[0] in WITHOUT_DATA:
        assert not hasattr(parser().parse_args(words), "data")
    else:
        assert str(parser().parse_args([*words, "--data", "folder"]).data) == "folder"


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_every_role_of_staff_can_be_given(role: Role) -> None:
    words = ["staff", "add", "李四", "--body", "x", "--role", role.value]
    assert parser().parse_args(words).role == [role.value]


def test_a_role_that_is_not_of_staff_is_refused() -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["staff", "add", "李四", "--body", "x", "--role", "reporter"])


def test_several_roles_add_up() -> None:
    words = ["staff", "add", "李四", "--body", "x", "--role", "officer", "--role", "reviewer"]
    assert parser().parse_args(words).role == ["officer", "reviewer"]


@pytest.mark.parametrize("port", ["-1", "65536", "web"])
def test_a_port_is_a_number_a_port_can_have(port: str) -> None:
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(["serve", "--port", port])
    assert ended.value.code == 2


def test_help_imports_none_of_the_heavy_libraries() -> None:
    program = (
        "import sys\nfrom bot.__main__ import main\n"
        "try: main(['serve', '--help'])\nexcept SystemExit: pass\n"
        "print(sorted({'aiogram', 'aiohttp', 'sqlalchemy', 'pydantic'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.splitlines()[-1] == b"[]"


def test_no_command_but_serve_imports_the_chat_library() -> None:
    modules = {parser().parse_args(words).module for words in COMMANDS} - {"serve"}
    imports = "; ".join(f"import bot.cli.{module}" for module in sorted(modules))
    program = f"import sys; {imports}; print('aiogram' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout == b"False\n"


def test_a_reader_that_goes_away_ends_the_command_quietly() -> None:
    program = "import sys; from bot.__main__ import main; sys.exit(main(['check']))"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as command:
        assert command.stdout is not None
        assert command.stderr is not None
        command.stdout.close()
        assert command.stderr.read() == b""
        assert command.wait() == 141
