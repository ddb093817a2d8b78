"""Slow hashes of what people choose for themselves: off the loop, two at a time."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

HASHER = PasswordHasher()
_hashing = asyncio.Semaphore(2)


async def hash_words(words: str) -> str:
    """The argon2id hash; slow by design."""
    async with _hashing:
        return await asyncio.to_thread(HASHER.hash, words)


async def fits(stored: str, words: str) -> bool:
    """Whether ``stored`` is a hash of ``words``; as slow for a wrong one as for a right one."""
    async with _hashing:
        try:
            return await asyncio.to_thread(HASHER.verify, stored, words)
        except (Argon2Error, InvalidHashError):
            return False
