"""An agency's own arrangement: whose an industry is in a place, laid over law and plan."""

from backend.domain.bodies import body_exists
from config.overlay import OwnRoute, current
from nlp.regions import ancestors, level_of
from nlp.types import Region

_NEAREST = ("town", "county", "city")


def arranged(industry: str, region: Region) -> OwnRoute | None:
    """The arrangement for an industry in a region, the nearest place's first; mostly None.

    One whose body is no more, as a place's plan was changed after it, says nothing.
    """
    routes = current().routes
    if not routes:
        return None
    places = {region.code, region.unit, *ancestors(region.unit)} - {""}
    for level in _NEAREST:
        for place in sorted(places):
            own = routes.get((place, industry)) if level_of(place) == level else None
            if own is not None and body_exists(*own.body.split(".", 1)):
                return own
    return None
