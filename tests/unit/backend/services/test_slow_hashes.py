"""Slow hashes: only the words themselves fit, and a hash tells nothing of them."""

from backend.services.slow_hashes import fits, hash_words


async def test_only_the_words_fit() -> None:
    hashed = await hash_words("一二三四五六")
    assert hashed.startswith("$argon2id$")
    assert hashed != await hash_words("一二三四五六")
    assert await fits(hashed, "一二三四五六")
    assert not await fits(hashed, "一二三四五")
    assert not await fits("no hash", "一二三四五六")
