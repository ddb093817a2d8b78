"""The finest phrase of a text that says where the hazard is, as it stands in the text."""


def place_phrase(text: str, names: list[tuple[int, int]]) -> str:
    """The place phrase, a literal part of the text, or "" where there is none."""
    return text[names[0][0] : names[-1][1]] if names else ""
