"""Figures on paper: A4 with charts, tables and definitions, as an office prints and files them."""

from functools import partial

from backend.services.figures_sheet import Sheet
from backend.services.figures_words import running, written
from backend.web.figure_charts import chart_of
from backend.web.paper import set_pages, template
from config.texts import text


def pdf(sheet: Sheet, locale: str) -> bytes:
    """The figures as PDF; nothing is fetched. Raises PaperMissing."""
    # The charts and tables are those of the screen.
    page = template("console", "figures_paper.html").render(
        sheet=sheet,
        tables=[(table, chart_of(table, locale)) for table in sheet.tables],
        running=running(sheet, locale),
        written=partial(written, locale=locale),
        t=partial(text, locale),
        lang="en" if locale == "en" else "zh-CN",
    )
    return bytes(set_pages(page).write_pdf())
