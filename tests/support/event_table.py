"""The events of a case as the README shows them: made from the one table, so that it can't lie."""

from backend.domain.cases import Event, Role, Status
from backend.domain.fields import reason_codes
from backend.domain.transitions import TRANSITIONS


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


def state_diagram() -> str:
    """The statuses and what leads from one to another, as Mermaid draws it."""
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> received", "    [*] --> triage"]
    lines += ["    [*] --> inside", "    [*] --> assigned"]
    for source in Status:
        ways: dict[Status, list[str]] = {}
        for row in TRANSITIONS:
            if row.to is not None and source in row.sources and row.to is not source:
                ways.setdefault(row.to, []).append(row.event.value)
        lines += [f"    {source} --> {to}: {', '.join(events)}" for to, events in ways.items()]
    back = [row.event.value for row in TRANSITIONS if row.event in RETURNING]
    lines.append(f"    note right of waiting_reporter: {', '.join(back)} lead back")
    return "\n".join([*lines, "```"])


RETURNING = (Event.ANSWER, Event.RESUME, Event.UPHOLD)
"""Events that lead back to where the case was before."""


def _coded(name: str, codes: tuple[str, ...]) -> str:
    return f"`{name}` ({', '.join(codes)})"


def _words(found: frozenset[Status] | frozenset[Role], order: type[Status] | type[Role]) -> str:
    return ", ".join(str(one) for one in order if one in found)


if __name__ == "__main__":
    print(event_table(), state_diagram(), sep="\n\n")  # noqa: T201
