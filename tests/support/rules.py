"""Rules as examples: YAML that a civil servant can read and extend."""

from pathlib import Path
from typing import Any

import yaml


def rules(name: str) -> list[dict[str, Any]]:
    """The examples of one file in ``tests/rules``."""
    path = Path(__file__).parents[1] / "rules" / name
    loaded: list[dict[str, Any]] = yaml.safe_load(path.read_text("utf-8"))
    return loaded
