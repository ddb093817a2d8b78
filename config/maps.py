"""What the console's map is drawn on: a plain grid, or an agency's own tiles and outlines."""

import re
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field, ValidationInfo, field_validator

_TILES = re.compile(r"(https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?)/[A-Za-z0-9{}/?&=.,:@_~%+-]+")
"""An address with nothing in it that could end a header or an attribute."""
_PARTS = ("{z}", "{x}", "{y}")
Crs = Literal["wgs84", "gcj02"]


class MapSettings(BaseModel):
    """The map of cases; without tiles it asks nobody, and shows points on a plain grid.

    The host of the tiles learns from an officer's browser which places are looked at: it had
    better stand inside the agency's own net.
    """

    tiles: str = ""
    """Where tiles are, ``https://host/{z}/{x}/{y}.png``; one host, in the browser's reach."""
    attribution: str = Field(default="", max_length=200)
    """Whose map the tiles are."""
    approval: str = Field(default="", max_length=80)
    """Their map approval number (审图号)."""
    crs: Crs | Literal[""] = Field(default="", validate_default=True)
    """The datum the tiles are drawn in: ``gcj02`` for most services of China, else ``wgs84``."""
    outlines: Path | None = None
    """A GeoJSON file of outlines that are drawn under the points."""
    outlines_approval: str = Field(default="", max_length=80)
    """The map approval number of the outlines."""
    outlines_crs: Crs = "wgs84"
    """The datum of the outlines; GeoJSON's own is WGS-84."""

    @field_validator("tiles")
    @classmethod
    def _is_an_address(cls, given: str) -> str:
        whole = bool(_TILES.fullmatch(given)) and all(part in given for part in _PARTS)
        left = given
        for part in _PARTS:
            left = left.replace(part, "")
        if given and (not whole or "{" in left or "}" in left):
            raise ValueError("not https://host/{z}/{x}/{y}")
        return given

    @field_validator("crs")
    @classmethod
    def _is_said_of_tiles(cls, given: str, info: ValidationInfo) -> str:
        # Guessed wrongly, every point would stand some hundred metres beside its place.
        if info.data.get("tiles") and not given:
            raise ValueError("wanted where there are tiles")
        return given

    @property
    def host(self) -> str:
        """The origin that tiles come from; empty without tiles."""
        found = _TILES.fullmatch(self.tiles)
        return found[1] if found else ""

    @property
    def datum(self) -> Crs:
        """The datum a page's map is drawn in; a grid's degrees are what phones show."""
        return self.crs if self.tiles and self.crs else "wgs84"
