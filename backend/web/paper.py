"""Pages set in print from HTML of our own, and as pictures; nothing is fetched."""

import io
from functools import cache
from typing import Any

import jinja2

POINTS_AN_INCH = 72


class PaperMissing(Exception):
    """The system lacks a library or a typeface that pages are set with."""


@cache
def template(folder: str, name: str) -> jinja2.Template:
    """A template of paper; everything is escaped, a missing value is a fault."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("backend.web", f"templates/{folder}"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def set_pages(html: str) -> Any:
    """The pages of ``html`` as WeasyPrint's document; raises PaperMissing."""
    try:
        import weasyprint  # half a second and system libraries that nothing else needs
    except OSError as error:
        raise PaperMissing from error
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols={"data"}, fail_on_errors=True)
    return weasyprint.HTML(string=html, url_fetcher=fetcher).render()


def first_page(pages: Any) -> bytes:
    """The first page as PDF."""
    return bytes(pages.copy(pages.pages[:1]).write_pdf())


def picture(pdf: bytes, dots_an_inch: int, *, grey: bool = False) -> bytes:
    """The first page of a PDF as PNG; in few colours, which keeps it small."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        drawn = document[0].render(scale=dots_an_inch / POINTS_AN_INCH).to_pil()
    finally:
        document.close()
    kept = io.BytesIO()
    drawn.convert("L" if grey else "RGB").quantize(16 if grey else 64).save(
        kept, "PNG", optimize=True
    )
    return kept.getvalue()
