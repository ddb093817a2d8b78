"""What the database itself computes of moments: the time between two, the month of one."""

from typing import Any

from sqlalchemy import ColumnElement, Float, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class Seconds(FunctionElement[float]):
    """Seconds from the second moment to the first, a fraction of one included."""

    inherit_cache = True
    type = Float()


class Month(FunctionElement[str]):
    """The month of a moment in Asia/Shanghai, ``2026-11``."""

    inherit_cache = True
    type = String()


def seconds_between(later: ColumnElement[Any], earlier: ColumnElement[Any]) -> Seconds:
    """The seconds from ``earlier`` to ``later``, two columns of moments."""
    return Seconds(later, earlier)


def month_of(moment: Any) -> Month:
    """The month of a column of moments, as people there count it."""
    return Month(moment)


@compiles(Seconds, "sqlite")
def _seconds_on_sqlite(element: Seconds, compiler: SQLCompiler, **options: Any) -> str:
    later, earlier = (compiler.process(one, **options) for one in element.clauses)
    return f"((julianday({later}) - julianday({earlier})) * 86400.0)"


@compiles(Seconds, "postgresql")
def _seconds_on_postgresql(element: Seconds, compiler: SQLCompiler, **options: Any) -> str:
    later, earlier = (compiler.process(one, **options) for one in element.clauses)
    return f"CAST(EXTRACT(EPOCH FROM ({later} - {earlier})) AS DOUBLE PRECISION)"


@compiles(Month, "sqlite")
def _month_on_sqlite(element: Month, compiler: SQLCompiler, **options: Any) -> str:
    # No summer time there since 1991.
    moment = compiler.process(element.clauses, **options)
    return f"strftime('%Y-%m', {moment}, '+8 hours')"


@compiles(Month, "postgresql")
def _month_on_postgresql(element: Month, compiler: SQLCompiler, **options: Any) -> str:
    moment = compiler.process(element.clauses, **options)
    return f"to_char({moment} AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM')"
