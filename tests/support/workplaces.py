"""Invented workplaces: tables as agencies keep them, and entries in a register."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend.house import House

TOWN = "玉溪市红塔区大营街街道"
FIRM = {
    "name": "玉溪红星化工有限公司",
    "place": TOWN,
    "industry": "危险化学品",
    "aliases": "红星厂",
    "address": "大营街工业路 8 号",
    "safety_officers": "安全员甲、安全员乙",
    "employees": "200",
}
HEADINGS = {
    "name": "企业名称",
    "place": "所属镇街",
    "credit_code": "统一社会信用代码",
    "industry": "行业",
    "aliases": "别名",
    "address": "地址",
    "safety_officers": "安全管理员",
    "employees": "从业人数",
    "body": "主管部门",
    "above": "所属园区",
    "kind": "类型",
}


def credit_code(number: int) -> str:
    """A code whose check holds, of nobody."""
    from backend.domain.credit_codes import check_sign

    bare = f"9153{number:013d}"
    return bare + check_sign(bare)


def firm(number: int, **fields: str) -> dict[str, str]:
    """One row of a table."""
    row = {"name": f"玉溪宏达{number}机械厂", "place": TOWN, "credit_code": credit_code(number)}
    return {**row, **fields}


def write_csv(path: Path, rows: Iterable[Mapping[str, str]], encoding: str = "utf-8-sig") -> Path:
    """A table as CSV, with a heading that means nothing to us at its end."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*HEADINGS.values(), "备注"])
        for row in rows:
            writer.writerow([*(row.get(name, "") for name in HEADINGS), "-"])
    return path


def write_xlsx(path: Path, rows: Iterable[Mapping[str, object]], title: str = "") -> Path:
    """The same as a spreadsheet; ``title`` stands in a row above the headings."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    if title:
        sheet.append([title])
    sheet.append(list(HEADINGS.values()))
    for row in rows:
        sheet.append([row.get(name) for name in HEADINGS])
    book.save(path)
    return path


async def enter(house: "House", **fields: str) -> str:
    """An entry of the register; returns its id."""
    from backend.domain.workplaces import read_entry
    from backend.services import workplaces
    from backend.services.cases import Actor

    entry, faults = read_entry({**FIRM, **fields})
    assert entry is not None, faults
    async with house.work() as work:
        row = await workplaces.save(work, entry, Actor("cli", "", frozenset()))
        return row.id


async def poster(house: "House", **fields: str) -> str:
    """The code of a poster for a workplace."""
    from backend.services import posters
    from backend.services.cases import Actor

    workplace_id = await enter(house, **fields)
    async with house.work() as work:
        return await posters.issue(work, workplace_id, Actor("cli", "", frozenset()))
