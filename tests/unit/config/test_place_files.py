"""The files of the places as people spoil them: every fault with its line, none with harm."""

import pytest

from config import overlay, place_files

NAME = "yuxi.yaml"
GOOD = place_files.shipped(NAME)


def line_of(words: str, text: str = GOOD) -> int:
    return text[: text.index(words)].count("\n") + 1


@pytest.mark.parametrize("name", place_files.names())
def test_the_shipped_files_have_no_fault(name: str) -> None:
    assert place_files.faults(name, place_files.shipped(name)) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ('root: "530400"', "root: 530400", line_of("root:"), "kind"),
        ("by: body", "by: nobody", line_of("by: body"), "value"),
        ("department: emergency", "department: fog", line_of("department: emergency"), "meaning"),
        ("name: 玉溪市\n", "", 2, "missing"),
        ("plan:\n", "plan:\n  colour: red\n", line_of("plan:") + 1, "unknown"),
        ("id: yuxi\n", "id: nowhere\n", 2, "value"),
        ("brigade:", "name: x\nbrigade:", line_of("brigade:"), "twice"),
        ("brigade:", "brigade: [", line_of("brigade:"), "unclosed"),
        ('root: "530400"', 'root: "530400', line_of("root:"), "unclosed"),
        ("status: seed}", "status: seed", line_of("status: seed}"), "unclosed"),
        ("root:", "root：", line_of("root:"), "colon"),
        ("root: ", "root:", line_of("root:"), "colon"),
        ("name: ", "name: 简称: ", line_of("name:"), "unquoted"),
        ("root:", " root:", line_of("root:"), "indent"),
        ("\n  department:", "\n   department:", line_of("\n  department:") + 1, "indent"),
        ("\n  title:", "\n\ttitle:", line_of("\n  title:") + 1, "indent"),
        ("root:", "@root:", line_of("root:"), "yaml"),
    ],
)
def test_a_fault_is_found_with_its_line(old: str, new: str, line: int, code: str) -> None:
    found = place_files.faults(NAME, GOOD.replace(old, new, 1))
    assert (code, line) in {(one.code, one.line) for one in found}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("a: &x [1]\nb: [*x, *x]\n", "anchors"),
        ("", "kind"),
        ("- 1", "kind"),
        ("x" * 300_000, "too_large"),
        ("a: \x00", "yaml"),
        ("[" * 5_000, "unclosed"),
        ("!!python/object:os.system {}", "yaml"),
    ],
)
def test_no_upload_does_harm(given: str, code: str) -> None:
    assert place_files.faults(NAME, given)[0].code == code


def test_checking_changes_nothing() -> None:
    place_files.faults(NAME, GOOD.replace("玉溪市", "某市"))
    assert overlay.current() == overlay.Overlay()
    assert place_files.content(NAME) == GOOD
