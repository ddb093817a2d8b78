"""The command line: reads the words, imports what that command needs, and no more."""

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path

from backend.domain.cases import STAFF_ROLES
from bot import logs
from bot.cli.speech import translated as _t

ROLES = tuple(role.value for role in STAFF_ROLES)

STOPPED, UNREAD = 130, 141
"""Exit statuses as shells give them to what Ctrl-C or a closed pipe ended."""


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    top = argparse.ArgumentParser(prog="chuishao", description=_t("about"))
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, module: str, *, data: bool = True) -> argparse.ArgumentParser:
        sub = _sub(commands, name, f"help_{name}")
        sub.set_defaults(module=module, action=name)
        if data:
            _data(sub)
        return sub

    serve = add("serve", "serve")
    serve.add_argument("--host", default="127.0.0.1", help=_t("host"))
    serve.add_argument("--port", type=_port, default=8080, help=_t("port"))
    serve.add_argument("--tls-cert", type=Path, help=_t("tls_cert"))
    serve.add_argument("--tls-key", type=Path, help=_t("tls_key"))
    serve.add_argument("--behind-proxy", action="append", default=[], metavar="CIDR",
                       help=_t("behind_proxy"))  # fmt: skip
    add("classify", "classify")
    add("check", "check", data=False)
    add("migrate", "people")
    bodies = add("bodies", "people")
    bodies.add_argument("--region", default="", metavar="CODE", help=_t("region"))
    add("doctor", "doctor")
    _staff(_sub(commands, "staff", "help_staff"))
    _token(_sub(commands, "token", "help_token"))
    _lexicon(_sub(commands, "lexicon", "help_lexicon"))
    _quality(_sub(commands, "quality", "help_quality"))
    _demo(add("demo", "demo"))
    _audit(_sub(commands, "audit", "help_audit"))
    _register(_sub(commands, "register", "help_register"))
    _poster(add("poster", "poster"))
    _figures(add("figures", "figures"))
    retention = _sub(commands, "retention", "help_retention").add_subparsers(
        dest="what", required=True
    )
    run = _sub(retention, "run", "help_retention_run")
    run.set_defaults(module="retention", action="run")
    run.add_argument("--dry-run", action="store_true", help=_t("dry_run"))
    _data(run)
    _keys(_sub(commands, "keys", "help_keys"))
    for name in ("backup", "restore", "verify"):
        add(name, "backup").add_argument("file", type=Path, metavar="FILE", help=_t(f"file_{name}"))
    _custodian(_sub(commands, "custodian", "help_custodian"))
    return top


def _sub(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, key: str
) -> argparse.ArgumentParser:
    return commands.add_parser(name, help=_t(key), description=_t(key))


def _port(given: str) -> int:
    number = int(given)
    if not 0 <= number < 2**16:
        raise argparse.ArgumentTypeError(_t("bad_port"))
    return number


def _data(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--data", type=Path, metavar="DIR", help=_t("data"))


def _staff(sub: argparse.ArgumentParser) -> None:
    what = sub.add_subparsers(dest="what", required=True)
    add = _sub(what, "add", "help_staff_add")
    add.set_defaults(module="people", action="staff_add")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--body", required=True, metavar="BODY", help=_t("body"))
    add.add_argument("--role", action="append", choices=ROLES, help=_t("role"))
    _data(add)
    forget = _sub(what, "forget-second-factor", "help_staff_forget")
    forget.set_defaults(module="people", action="forget_second_factor")
    forget.add_argument("name", metavar="NAME")
    _data(forget)


def _token(sub: argparse.ArgumentParser) -> None:
    what = sub.add_subparsers(dest="what", required=True)
    create = _sub(what, "create", "help_token_create")
    create.set_defaults(module="people", action="token_create")
    create.add_argument("--body", required=True, metavar="BODY", help=_t("body"))
    create.add_argument("--role", choices=("officer", "reviewer"), default="officer",
                        help=_t("role"))  # fmt: skip
    create.add_argument("--name", default="", metavar="NAME", help=_t("token_name"))
    _data(create)


def _custodian(sub: argparse.ArgumentParser) -> None:
    what = sub.add_subparsers(dest="what", required=True)
    for name in ("list", "add", "rotate", "remove"):
        one = _sub(what, name, f"help_custodian_{name}")
        one.set_defaults(module="custodian", action="listed" if name == "list" else name)
        if name == "rotate":
            one.add_argument("name", nargs="?", default="", metavar="NAME")
        elif name != "list":
            one.add_argument("name", metavar="NAME")
            one.add_argument("--by", default="", required=name == "remove", metavar="NAME",
                             help=_t("custodian_by"))  # fmt: skip
        _data(one)


def _lexicon(sub: argparse.ArgumentParser) -> None:
    what = sub.add_subparsers(dest="what", required=True)
    check = _sub(what, "check", "help_lexicon_check")
    check.set_defaults(module="lexicon", action="check")
    check.add_argument("--corpus", type=Path, action="append", default=[], metavar="FILE",
                       help=_t("corpus"))  # fmt: skip
    explain = _sub(what, "explain", "help_lexicon_explain")
    explain.set_defaults(module="lexicon", action="explain")
    explain.add_argument("text", nargs="?", metavar="TEXT", help=_t("explain_text"))
    fit = _sub(what, "fit", "help_lexicon_fit")
    fit.set_defaults(module="lexicon", action="fit")
    fit.add_argument("--cases", type=Path, action="append", required=True, metavar="FILE",
                     help=_t("cases"))  # fmt: skip
    fit.add_argument("--always", type=Path, action="append", default=[], metavar="FILE",
                     help=_t("cases_always"))  # fmt: skip
    fit.add_argument("--vectors", type=Path, metavar="FILE", help=_t("vectors"))
    fit.add_argument("--write", action="store_true", help=_t("fit_write"))
    add = _sub(what, "add", "help_lexicon_add")
    add.set_defaults(module="lexicon_terms", action="add")
    add.add_argument("term", metavar="TERM", help=_t("term"))
    add.add_argument("industry", metavar="INDUSTRY", help=_t("term_industry"))
    add.add_argument("--kind", default="subject", help=_t("term_kind"),
                     choices=("subject", "harm", "guard", "place", "cue", "blocker"))  # fmt: skip
    add.add_argument("--weight", type=float, default=4.0, metavar="WEIGHT", help=_t("term_weight"))
    add.add_argument("--basis", default="", metavar="TEXT", help=_t("term_basis"))
    remove = _sub(what, "remove", "help_lexicon_remove")
    remove.set_defaults(module="lexicon_terms", action="remove")
    remove.add_argument("term", metavar="TERM", help=_t("term"))
    mine = _sub(what, "mine", "help_lexicon_mine")
    mine.set_defaults(module="lexicon_terms", action="mine")
    mine.add_argument("corpus", type=Path, nargs="+", metavar="FILE", help=_t("corpus"))
    mine.add_argument("--most", type=int, default=50, metavar="COUNT", help=_t("mine_most"))
    for each in (check, explain, add, remove, mine):
        _data(each)


def _quality(sub: argparse.ArgumentParser) -> None:
    sub.set_defaults(module="quality", action="quality")
    sub.add_argument("--month", default="", metavar="YYYY-MM", help=_t("quality_of_month"))
    sub.add_argument("--json", action="store_true", help=_t("as_json"))
    sub.add_argument("--export", type=Path, metavar="FILE", help=_t("quality_file"))
    _data(sub)


def _demo(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--cases", type=int, default=2_000, metavar="N", help=_t("demo_cases"))
    sub.add_argument("--seed", type=int, default=1, metavar="N", help=_t("demo_seed"))
    sub.add_argument("--if-empty", action="store_true", help=_t("demo_if_empty"))


def _audit(sub: argparse.ArgumentParser) -> None:
    what = sub.add_subparsers(dest="what", required=True)
    verify = _sub(what, "verify", "help_audit_verify")
    verify.add_argument("--head", type=Path, metavar="FILE", help=_t("audit_head"))
    verify.add_argument("--case", default="", metavar="NUMBER", help=_t("audit_case"))
    head = _sub(what, "head", "help_audit_head")
    head.add_argument("--day", default="", metavar="YYYY-MM-DD", help=_t("audit_day"))
    export = _sub(what, "export", "help_audit_export")
    export.add_argument("file", type=Path, metavar="FILE")
    export.add_argument("--body", default="", metavar="BODY", help=_t("audit_body"))
    for name, one in (("verify", verify), ("head", head), ("export", export)):
        one.set_defaults(module="audit", action=name)
        _data(one)


def _register(sub: argparse.ArgumentParser) -> None:
    what = sub.add_subparsers(dest="what", required=True)
    bring = _sub(what, "import", "help_register_import")
    bring.set_defaults(module="register", action="import_table")
    bring.add_argument("file", type=Path, metavar="FILE", help=_t("register_table"))
    bring.add_argument("--dry-run", action="store_true", help=_t("register_dry_run"))
    bring.add_argument("--errors", type=Path, metavar="CSV", help=_t("register_errors"))
    search = _sub(what, "search", "help_register_search")
    search.set_defaults(module="register", action="search")
    search.add_argument("words", nargs="?", default="", metavar="NAME", help=_t("register_words"))
    for each in (bring, search):
        _data(each)


def _poster(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--enterprise", action="append", metavar="NAME", help=_t("poster_enterprise"))
    sub.add_argument("--list", type=Path, metavar="FILE", help=_t("poster_list"))
    sub.add_argument("--unit", default="", metavar="CODE", help=_t("poster_unit"))
    sub.add_argument("--size", choices=("A4", "A3"), default="A4", help=_t("poster_size"))
    sub.add_argument("--png", action="store_true", help=_t("poster_png"))
    sub.add_argument("--also", default="", metavar="TEXT", help=_t("poster_also"))
    sub.add_argument("--anew", action="store_true", help=_t("poster_anew"))
    sub.add_argument("--out", type=Path, default=Path("posters"), metavar="DIR",
                     help=_t("poster_out"))  # fmt: skip


def _figures(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--period", required=True, metavar="PERIOD", help=_t("figures_period"))
    sub.add_argument("--body", default="", metavar="BODY", help=_t("figures_body"))
    sub.add_argument("--below", action="store_true", help=_t("figures_below"))
    sub.add_argument("--xlsx", type=Path, metavar="FILE", help=_t("figures_xlsx"))
    sub.add_argument("--pdf", type=Path, metavar="FILE", help=_t("figures_pdf"))
    sub.add_argument("--json", action="store_true", help=_t("as_json"))


def _keys(sub: argparse.ArgumentParser) -> None:
    what = sub.add_subparsers(dest="what", required=True)
    init = _sub(what, "init", "help_keys_init")
    init.set_defaults(module="people", action="keys_init")
    check = _sub(what, "check", "help_keys_check")
    check.set_defaults(module="keys", action="check")
    rotate = _sub(what, "rotate", "help_keys_rotate")
    rotate.set_defaults(module="keys", action="rotate")
    rotate.add_argument("name", metavar="NAME", help=_t("key_name"))
    escrow = _sub(what, "escrow", "help_keys_escrow")
    escrow.set_defaults(module="keys", action="escrow")
    escrow.add_argument("file", type=Path, metavar="FILE", help=_t("file_escrow"))
    back = _sub(what, "restore-escrow", "help_keys_restore_escrow")
    back.set_defaults(module="keys", action="restore_escrow")
    back.add_argument("file", type=Path, metavar="FILE", help=_t("file_escrow_back"))
    for each in (init, check, rotate, escrow, back):
        _data(each)


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    args = parser().parse_args(argv)
    logs.set_up()
    try:
        module = import_module(f"bot.cli.{args.module}")
        status: int = getattr(module, args.action)(args)
    except KeyboardInterrupt:
        return STOPPED
    except BrokenPipeError:
        # Whoever read our output has seen enough; the interpreter must not try to flush the rest.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNREAD
    return status


if __name__ == "__main__":
    sys.exit(main())
