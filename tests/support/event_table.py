"""The events of a case as the README shows them: made from the one table, so that it can't lie."""

from backend.domain.cases import TRANSITIONS, Role, Status
from backend.domain.fields import reason_codes


def event_table() -> str:
    """The table in Markdown; ``python -m tests.support.event_table`` prints it."""
    rows = [
        "| event | from | to | who | required | optional |",
        "|---|---|---|---|---|---|",
    ]
    for row in TRANSITIONS:
        if row.roles <= {Role.SYSTEM, Role.REPORTER}:
            continue
        sources = "any" if row.sources == frozenset(Status) else _words(row.sources, Status)
        codes = reason_codes(row.event)
        required = ", ".join(
            _coded(name, codes) if name == "reason_code" else f"`{name}`" for name in row.required
        )
        optional = ", ".join(f"`{name}`" for name in row.optional)
        target = f"`{row.to}`" if row.to else "–"
        who = _words(row.roles, Role)
        rows.append(f"| `{row.event}` | {sources} | {target} | {who} | {required} | {optional} |")
    return "\n".join(rows)


def _coded(name: str, codes: tuple[str, ...]) -> str:
    return f"`{name}` ({', '.join(codes)})"


def _words(found: frozenset[Status] | frozenset[Role], order: type[Status] | type[Role]) -> str:
    return ", ".join(str(one) for one in order if one in found)


if __name__ == "__main__":
    print(event_table())  # noqa: T201
