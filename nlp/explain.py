"""Which words to show for a decision: the few that weighed most, each once."""

from collections.abc import Iterable

FAINT = 0.15
"""A word with less than this share of the strongest one's weight decided nothing."""
SHORTEST = 2
"""A single character decides together with hundreds of others; shown alone it only distracts."""


def deciding_words(found: Iterable[tuple[str, float]], most: int) -> list[str]:
    """The strongest of (word, weight), at most ``most``, none a part of another."""
    words: list[str] = []
    strongest = 0.0
    for word, weight in sorted(found, key=lambda pair: (-pair[1], pair[0])):
        if weight <= 0 or len(word) < SHORTEST:
            continue
        strongest = strongest or weight
        if weight < FAINT * strongest:
            break
        if any(word in known or known in word for known in words):
            continue
        words.append(word)
        if len(words) == most:
            break
    return words
