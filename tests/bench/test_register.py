"""How long a name takes to be found among a million workplaces, and a table to come in."""

import csv
import random
import resource
import sys
import time
from pathlib import Path
from statistics import median

from sqlalchemy import insert

from backend.db.models import Workplace, WorkplaceKey, random_id
from backend.domain.workplaces import Entry, search_area, search_keys
from backend.house import House
from backend.services import register_import, workplaces
from backend.services.cases import Actor
from tests.support.workplaces import TOWN, credit_code

REGISTER, TABLE, LOOKED_UP, STEP = 1_000_000, 100_000, 300, 10_000
SIGNS = "华荣光鑫宏盛达泰安兴隆恒源瑞丰金银铜海天云龙凤德明正永嘉祥福康宁顺通利和"
TRADES = ["化工", "木业", "机械", "食品", "纺织", "建材", "家具", "电子", "物流", "矿业", "超市"]


def _name(dice: random.Random) -> str:
    form = dice.choice(["有限公司", "厂", "股份有限公司", "有限责任公司"])
    return f"玉溪市{''.join(dice.choices(SIGNS, k=dice.randint(2, 4)))}{dice.choice(TRADES)}{form}"


async def test_a_table_comes_in(sqlite_house: House, tmp_path: Path) -> None:
    dice = random.Random(2)  # noqa: S311 - as above
    table = tmp_path / "table.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["企业名称", "所属镇街", "统一社会信用代码", "从业人数", "安全管理员"])
        for number in range(TABLE):
            writer.writerow([_name(dice) + str(number), TOWN, credit_code(number), "40", "某人"])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    spool = register_import.spool_of(sqlite_house, random_id())
    began = time.perf_counter()
    counts = await register_import.check(sqlite_house, table, spool, lambda *_: None)
    checked = time.perf_counter()
    actor = Actor("cli", "", frozenset())
    await register_import.carry_out(sqlite_house, spool, actor, lambda *_: None)
    done = time.perf_counter()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert counts.new == TABLE
    sys.stdout.write(
        f"\n{TABLE:,} rows: checked in {checked - began:.0f} s, written in {done - checked:.0f} s,"
        f" {grown:.0f} MB more at most\n"
    )


async def test_a_name_among_a_million(sqlite_house: House) -> None:
    dice = random.Random(1)  # noqa: S311 - the same names each time, no secret
    names: list[str] = []
    for start in range(0, REGISTER, STEP):
        rows: list[dict[str, object]] = []
        keys: list[dict[str, object]] = []
        async with sqlite_house.work() as work:
            for _ in range(STEP):
                entry = Entry(name=_name(dice), unit="530402007", industry="industry_trade")
                row_id = random_id()
                facts = workplaces.columns_of(work, entry, row_id)
                rows.append({"id": row_id, "batch": "", "replaces": None, **facts})
                values = search_keys(entry.names, search_area(entry.unit))
                keys += [{"value": value, "workplace_id": row_id} for value in values]
            connection = await work.session.connection()
            await connection.execute(insert(Workplace), rows)
            await connection.execute(insert(WorkplaceKey), keys)
        if start % (STEP * 5) == 0:
            names += [str(row["name"]) for row in rows[:15]]
    took = []
    async with sqlite_house.view() as view:
        for name in names[:LOOKED_UP]:
            asked = name.removeprefix("玉溪市").removesuffix("有限公司")
            asked = asked if dice.random() < 0.5 else asked[0] + "某" + asked[2:]
            began = time.perf_counter()
            await workplaces.matches(view, asked, "530402")
            took.append((time.perf_counter() - began) * 1000)
    took.sort()
    sys.stdout.write(
        f"\n{REGISTER:,} workplaces: a name is found in {median(took):.1f} ms,"
        f" 95 of 100 in {took[len(took) * 95 // 100]:.1f} ms, the slowest {took[-1]:.1f} ms\n"
    )
