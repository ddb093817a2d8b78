"""What leads out of a text: whoever opens it shows their address to who runs the other end."""

import re
from unicodedata import normalize

# Names of files that an officer may mention; none of these endings is a domain's.
_FILE = r"(?:jpe?g|png|gif|pdf|docx?|xlsx?|pptx?|txt|wps)\b"
_LINK = re.compile(
    r"https?:|://|www\.|(?:[0-9]{1,3}\.){3}[0-9]{1,3}[:/]"
    rf"|(?<![a-z0-9-])(?:[a-z0-9-]{{1,63}}\.)+(?!{_FILE})(?:xn--[a-z0-9-]+|[a-z]{{2,24}})(?![a-z0-9])"
    r"|[^\W_][.](?:中国|中國|公司|网络|網絡|网址|在线)",
    re.IGNORECASE,
)


def links(words: str) -> set[str]:
    """The starts and domains of addresses in a text, in small letters; full-width ones too."""
    return {found[0].lower() for found in _LINK.finditer(normalize("NFKC", words))}
