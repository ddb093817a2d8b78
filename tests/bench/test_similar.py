"""How long the look-up of similar cases takes beside 100,000 open ones, on SQLite on this disk."""

import random
import sys
import time
from pathlib import Path
from statistics import median

from sqlalchemy import insert

from backend.db.models import Case, SimilarKey
from backend.house import House
from backend.services import similar
from nlp.fit.cases import read_cases
from nlp.similar import fingerprints
from tests.bench.cases import INVENTED
from tests.support.api import BODY
from tests.support.filing import connect, file_report, somebody

CASES = 100_000


async def _fill(house: House, number: str) -> None:
    """Open cases with the fingerprints of invented texts, their words shuffled."""
    dice = random.Random(1)  # noqa: S311 - the same texts each time, no secret
    texts = [case.text for case in read_cases(INVENTED)]
    key = house.vault.hashing_key(similar.PURPOSE)
    async with house.work() as work:
        sample = await work.session.get_one(Case, number)
        columns = {c.name: getattr(sample, c.name) for c in Case.__table__.columns}
        for start in range(0, CASES, 2_000):
            cases: list[dict[str, object]] = []
            keys: list[dict[str, object]] = []
            for at in range(start, start + 2_000):
                name = f"ZZ-{at:08d}"
                cases.append({**columns, "number": name})
                one, other = dice.sample(texts, 2)
                cut = dice.randrange(len(one))
                found = fingerprints(key, text=one[cut:] + other + one[:cut])
                keys += [
                    {"value": value, "case_number": name, "sign": sign.value}
                    for value, sign in {f.value: f.sign for f in found}.items()
                ]
            await work.session.execute(insert(Case), cases)
            await work.session.execute(insert(SimilarKey), keys)


async def test_look_up(sqlite_house: House, tmp_path: Path) -> None:
    await connect(sqlite_house, BODY)
    filing = await file_report(sqlite_house)
    await file_report(sqlite_house)
    await _fill(sqlite_house, filing.number)
    whole, alone = [], []
    for _ in range(50):
        async with sqlite_house.view() as view:
            before = time.perf_counter()
            found = await similar.look_up(view, filing.number, somebody(BODY))
            whole.append((time.perf_counter() - before) * 1000)
            case = await view.session.get_one(Case, filing.number)
            before = time.perf_counter()
            await similar.candidates(view, case)
            alone.append((time.perf_counter() - before) * 1000)
    assert found
    for what, took in (("candidates", alone), ("whole box", whole)):
        sys.stdout.write(
            f"\n{what} beside {CASES:,} open cases: median {median(took):.1f} ms, "
            f"most {max(took):.1f} ms"
        )
    sys.stdout.write("\n")
