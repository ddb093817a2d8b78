"""The books of rewards on the screen: for reviewers and payers of one body, and nobody else."""

from backend.domain.cases import Role
from tests.support.api import BODY
from tests.support.console_app import Office


async def test_a_budget_is_recorded_and_downloaded(office: Office) -> None:
    head = await office.desk("周复核", BODY, Role.REVIEWER)
    await head.get("/ledger")
    page = await head.post("/ledger", {"amount": "２０,000", "reason": "=年初预算"})
    assert "20,000 元" in page
    assert "已登记。" in page
    await head.post("/ledger", {"amount": "-5000", "reason": "调减"})
    async with head.client.get("/console/ledger.csv") as answer:
        assert answer.status == 200
        rows = (await answer.text()).splitlines()
    # A spreadsheet must not compute what somebody typed.
    assert [row.split(",")[2:6] for row in rows[1:]] == [
        ["预算", "20000", "", "'=年初预算"],
        ["预算", "-5000", "", "调减"],
    ]


async def test_what_is_no_sum_is_said_and_nothing_is_lost(office: Office) -> None:
    head = await office.desk("周复核", BODY, Role.REVIEWER)
    await head.get("/ledger")
    for amount in ("", "abc", "1.5", "9" * 30, "-", "0"):
        page = await head.post("/ledger", {"amount": amount, "reason": "年初"}, 422)
        assert "金额要写整数（元）" in page
        assert 'value="年初"' in page
    assert "这一年还没有记录" in await head.get("/ledger")


async def test_another_body_s_books_are_not_there(office: Office) -> None:
    head = await office.desk("周复核", BODY, Role.REVIEWER)
    await head.get("/ledger")
    await head.post("/ledger", {"amount": "20000", "reason": "年初预算"})
    other = await office.desk("吴复核", "530402.fire", Role.REVIEWER)
    assert "年初预算" not in await other.get("/ledger")
    officer = await office.desk("林新", BODY, Role.OFFICER)
    await officer.get("/ledger", 403)


async def test_accounts_are_opened_one_by_one(office: Office) -> None:
    payer = await office.desk("钱某", BODY, Role.PAYER)
    page = await payer.get("/accounts")
    assert "还没有发放人密钥" in page
    await payer.post("/accounts/key", {"passphrase": "短"}, 422)
    page = await payer.post("/accounts/key", {"passphrase": "一二三四五六七八九十一二"})
    assert "现在没有待付的账户" in page
    await payer.post("/accounts/XX-0000-0000", {"passphrase": "x"}, 404)
    head = await office.desk("周复核", BODY, Role.REVIEWER)
    await head.get("/accounts", 403)
