"""``report``: one sub-command per report of the registry, its options made from the report's own ``Options``."""

from __future__ import annotations

import typing
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evidence_app.cli.output import json_option, note, plural, say, show_json
from evidence_app.cli.progress import progress_bar
from evidence_app.cli.session import Session, in_matter, pass_session, stoppable

if TYPE_CHECKING:
    from evidence_app.reports.contract import Report, ReportResult


class ReportGroup(click.Group):
    """The reports that are there, without a list of them in this module."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the reports."""
        from evidence_app import reports

        return [report.name for report in reports.every()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The sub-command of one report; None when there is none of this name."""
        from evidence_app import reports

        return next((report_command(report) for report in reports.every() if report.name == cmd_name), None)


@click.command("report", cls=ReportGroup, subcommand_metavar="NAME OUT [OPTIONS]")
def report() -> None:
    """Write a report to a file.

    The ending of OUT says the format. The file appears under its name only when it is complete, and its SHA-256 is
    recorded in the history. 'evidence report NAME --help' lists the options of one report.
    """


def report_command(one: Report) -> click.Command:
    """The sub-command of a report: OUT and one option per field of its ``Options``."""
    first = (one.Options.__doc__ or "").strip().split("\n\n")[0]
    about = str(getattr(one, "about", "")) or " ".join(first.split())
    text = f"{one.title}.\n\n{about}\n\nOUT ends in {', '.join(one.suffixes)}."
    own = {field.name for field in fields(one.Options)}

    @pass_session
    def run(session: Session, /, out: Path, as_json: bool, **given: Any) -> None:
        options = one.Options(**{name: value for name, value in given.items() if name in own})
        _write(session, one, options, out, as_json)

    command: Any = json_option(in_matter(run))
    for field in reversed(fields(one.Options)):
        command = report_option(one.Options, field)(command)
    command = click.argument("out", type=click.Path(path_type=Path))(command)
    return click.command(one.name, help=text, short_help=one.title)(command)


def report_option(options: type[Any], field: Field[Any]) -> Any:
    """The command-line option of one field: a flag for bool, a number for int, repeatable or ``a,b`` for tuple."""
    kind = typing.get_type_hints(options)[field.name]
    default = field.default if field.default is not MISSING else None
    choices = tuple(field.metadata.get("choices", ()))
    text = field.metadata.get("help", "")
    name = field.name.replace("_", "-")
    if kind is bool:
        return click.option(f"--{name}/--no-{name}", field.name, default=default, show_default=True, help=text)
    if typing.get_origin(kind) is tuple:
        known = f" Known: {', '.join(choices)}." if choices else ""
        metavar = "A,B,..." if choices else "TEXT"
        repeat = f"{text} May be repeated.{known}"
        return click.option(
            f"--{name}", field.name, multiple=True, metavar=metavar, callback=_several(choices), help=repeat
        )
    accepted: Any = (
        click.Choice([c for c in choices if c], case_sensitive=False) if choices else kind if kind is int else str
    )
    return click.option(
        f"--{name}",
        field.name,
        type=accepted,
        default=default if default != "" else None,
        show_default=True,
        help=text,
        callback=lambda _ctx, _param, value: default if value is None else value,
    )


def _several(choices: tuple[str, ...]) -> Any:
    def split(_ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
        if not choices:
            return values
        wanted = tuple(part.strip() for value in values for part in value.split(",") if part.strip())
        for part in wanted:
            if part not in choices:
                raise click.BadParameter(f"{part!r} is not one of {', '.join(choices)}.", param=param)
        return wanted

    return split


def _write(session: Session, one: Report, options: Any, out: Path, as_json: bool) -> None:
    from evidence_app import reports

    with session.open() as matter, stoppable() as cancel, progress_bar(one.title) as tell:
        result = reports.write(matter, one.name, options, out, tell, cancel)
    for remark in result.notes:
        note(f"Note: {remark}")
    if as_json:
        show_json(result)
    else:
        say(_words(one, result))


def _words(one: Report, result: ReportResult) -> str:
    pages = f", {plural(result.pages, 'page')}" if result.pages else ""
    return (
        f"{one.title}: {plural(result.rows, 'row')}{pages}, written to {result.path.resolve()}\nSHA-256 {result.sha256}"
    )
