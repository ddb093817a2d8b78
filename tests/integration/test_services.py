"""The services that integration tests stand on: each test gets a clean one."""

from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from backend.db.models import Meta
from backend.house import House


async def leave_a_table(url: str) -> list[str]:
    """Makes a table with one row and reads it back: what a test of ours would leave behind."""
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE marks (word TEXT)"))
        await connection.execute(text("INSERT INTO marks VALUES (:word)"), {"word": "隐患"})
        words = (await connection.execute(text("SELECT word FROM marks"))).scalars().all()
    await engine.dispose()
    return list(words)


async def test_every_test_gets_its_own_database(empty_database_url: str) -> None:
    assert await leave_a_table(empty_database_url) == ["隐患"]


async def test_nothing_is_left_of_the_test_before(empty_database_url: str) -> None:
    assert await leave_a_table(empty_database_url) == ["隐患"]


async def test_redis_keeps_and_starts_empty(redis_url: str) -> None:
    async with Redis.from_url(redis_url) as client:
        assert await client.dbsize() == 0
        await client.set("word", "隐患")
        assert await client.get("word") == "隐患".encode()


async def test_redis_is_empty_again(redis_url: str) -> None:
    async with Redis.from_url(redis_url) as client:
        assert await client.dbsize() == 0
        await client.set("word", "隐患")


async def test_every_test_gets_its_own_house(house: House) -> None:
    async with house.work() as work:
        assert await work.session.get(Meta, "mark") is None
        work.session.add(Meta(name="mark", value="1"))
    async with house.view() as work:
        assert await work.session.get(Meta, "mark") is not None


async def test_nothing_is_left_of_the_house_before(house: House) -> None:
    async with house.view() as work:
        assert await work.session.get(Meta, "mark") is None
