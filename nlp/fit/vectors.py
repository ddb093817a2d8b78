"""Reads word vectors in word2vec's binary format: what words are used like which."""

from pathlib import Path

import numpy as np

LONGEST = 3
"""Characters of a word that is kept; longer ones are terms, and a person's to write."""


def read_vectors(path: Path) -> dict[str, "np.ndarray"]:
    """Chinese words of 2 to ``LONGEST`` characters with their vectors, each of length 1.

    Raises OSError, and ValueError for a file of another format.
    """
    raw = path.read_bytes()
    head, _, _ = raw[:64].partition(b"\n")
    try:
        count, width = map(int, head.split())
    except ValueError:
        raise ValueError(f"{path.name} is no binary word2vec file") from None
    found: dict[str, np.ndarray] = {}
    at = len(head) + 1
    for _ in range(count):
        blank = raw.find(b" ", at)
        if blank < 0 or blank + 1 + 4 * width > len(raw):
            raise ValueError(f"{path.name} ends too early")
        word = raw[at:blank].decode("utf-8", "ignore").strip()
        at = blank + 1 + 4 * width
        if 2 <= len(word) <= LONGEST and all("\u3400" <= c <= "\u9fff" for c in word):
            vector = np.frombuffer(raw, np.float32, width, blank + 1).astype(float)
            found[word] = vector / (np.linalg.norm(vector) or 1.0)
    return found
