"""What `chuishao doctor` says of the map: who is asked for tiles, and which approvals lack."""

from collections.abc import Iterator

from backend.outlines import OutlinesFault, outlines
from bot.cli.doctor_inside import Finding
from bot.cli.speech import locale
from config.maps import MapSettings
from config.texts import text


def map_findings(settings: MapSettings) -> Iterator[Finding]:
    """The findings; nobody is asked for anything, the file of outlines is read."""
    if not settings.tiles:
        yield "ok", text(locale(), "map.doctor_plain")
    else:
        yield "ok", text(locale(), "map.doctor_tiles", host=settings.host)
        if not settings.approval:
            yield "warn", text(locale(), "map.doctor_approval")
    if settings.outlines is None:
        return
    try:
        outlines(settings)
    except OutlinesFault as fault:
        yield "fail", text(locale(), "map.doctor_outlines_wrong", reason=fault)
    else:
        yield "ok", text(locale(), "map.doctor_outlines")
    if not settings.outlines_approval:
        yield "warn", text(locale(), "map.doctor_outlines_approval")
