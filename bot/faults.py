"""The last net under every request: errors become plain answers, and only their place is logged."""

import json
import logging

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.channels.web_render import locale_of, page
from bot.logs import trail
from config.texts import text

log = logging.getLogger(__name__)
_SAID = {404: "not_found", 405: "not_found", 413: "too_large"}
"""What is said of an error; of others, that the request made no sense or that the fault is ours."""


@web.middleware
async def last_net(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer in the way of whoever asked: JSON to the chat's script, else a page."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < 400 or error.content_type != "text/plain":
            raise
        said = _SAID.get(error.status, "refused" if error.status < 500 else "fault")
        answer = _answer(request, error.status, said)
        for name in ("Allow", "Retry-After", "WWW-Authenticate"):
            if name in error.headers:
                answer.headers[name] = error.headers[name]
        return answer
    except Exception as error:
        if request.writer.output_size:
            # The answer has begun: all that can be done is to end the connection.
            raise
        log.error("a request failed: %s", trail(error))  # noqa: TRY400 - its words may quote a report
        return _answer(request, 500, "fault")


def _answer(request: web.Request, status: int, said: str) -> web.Response:
    locale = locale_of(request)
    if request.path.startswith("/chat/api/"):
        body = {"error": said, "text": text(locale, f"web.error_{said}")}
        return web.json_response(
            body, status=status, dumps=lambda value: json.dumps(value, ensure_ascii=False)
        )
    return page(request, "error.html", status=status, said=said)
