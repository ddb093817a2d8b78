"""The words that bound the name of an enterprise in a text: a section of ``words.yaml``."""

from config.base import Checked


class EnterpriseWords(Checked):
    """Lists of words separated by blanks; ``words.yaml`` says beside each what it is for."""

    legal: str
    suffixes: str
    soft: str
    soft_after: str
    beyond: str
    stops: str
    joined: str
    weak: str
    brands: str
    unnamed: str
    called: str
    calls: str
    minded: str
    acts: str
    grounds: str
    ways: str
    placed: str
    beside_before: str
    beside_after: str
    told_before: str
    told_after: str
    generic: str
