"""Word vectors as word2vec writes them."""

from pathlib import Path

import numpy as np
import pytest

from nlp.fit.vectors import read_vectors


def written(path: Path, words: dict[str, list[float]]) -> Path:
    width = len(next(iter(words.values())))
    rows = [
        f"{word} ".encode() + np.array(vector, np.float32).tobytes() + b"\n"
        for word, vector in words.items()
    ]
    path.write_bytes(f"{len(words)} {width}\n".encode() + b"".join(rows))
    return path


def test_short_chinese_words_are_kept_at_length_one(tmp_path: Path) -> None:
    given = {"煤气": [3.0, 4.0], "gas": [1.0, 0.0], "一": [1.0, 1.0], "液化石油气": [0.0, 1.0]}
    found = read_vectors(written(tmp_path / "v", given))
    assert found.keys() == {"煤气"}
    assert found["煤气"] == pytest.approx([0.6, 0.8])


@pytest.mark.parametrize("content", [b"", b"no vectors here", b"2 300\n\xe7\x85\xa4 1234"])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "v").write_bytes(content)
    with pytest.raises(ValueError, match="v "):
        read_vectors(tmp_path / "v")
