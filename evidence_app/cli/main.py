"""The ``evidence`` command: finds the command's module only when it is used, and turns errors into messages and exit codes.

Exit codes: 0 done, 2 the request cannot be done as asked, 3 a file cannot be read, 4 a check found a problem,
5 the disk or the matter cannot be used, 70 a fault in the program (see the log it names), 130 stopped by the user.
"""

from __future__ import annotations

import difflib
import importlib
import os
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from evidence_app import __version__
from evidence_app.cli.output import note
from evidence_app.cli.session import OpenWindow, Session, in_matter
from evidence_app.model.errors import BadQuery, Cancelled, EvidenceError
from evidence_app.paths import settings_folder

EXIT_BUG = 70


@dataclass(frozen=True)
class Verb:
    """One command: its name, the module that has it, and one line of help (the command's own first sentence)."""

    name: str
    module: str
    summary: str


SECTIONS: dict[str, tuple[Verb, ...]] = {
    "Matter": (
        Verb("new", "matter", "Make a new matter in an empty folder."),
        Verb("demo", "matter", "Build the sample matter and open it in the window."),
        Verb("open", "matter", "Open a matter in the window."),
        Verb("caption", "matter", "Change the caption, add parties."),
        Verb("info", "matter", "Show the caption, the parties and what the matter holds."),
        Verb("about", "about", "Show versions, licenses, and with --network what leaves this computer."),
    ),
    "Exhibits": (
        Verb("import", "importing", "Import files and folders."),
        Verb("import-production", "load_files", "Import a received production by its load files."),
        Verb("overlay", "load_files", "Update exhibits from a table, matched by Bates number or SHA-256."),
        Verb("ocr", "ocr", "Read scanned pages by OCR; read pages again."),
        Verb("exhibits", "exhibits", "List exhibits."),
        Verb("show", "exhibits", "Show one exhibit, one of its pages, or its text."),
        Verb("set", "editing", "Change fields of exhibits."),
        Verb("number", "editing", "Number exhibits."),
        Verb("series", "series", "List the exhibit series of the parties, or change one."),
        Verb("renumber", "register", "Renumber exhibits in the order given; shows the table from old to new first."),
        Verb("bates", "register", "Give Bates numbers, list them, find gaps."),
        Verb("replace", "replacing", "Put a new file in an exhibit's place; shows what becomes of its links first."),
        Verb("versions", "replacing", "List the files an exhibit has and had, the present one last."),
        Verb("withdraw", "editing", "Withdraw exhibits; their rows, numbers and links stay."),
        Verb("custodian", "editing", "List custodians, or say where exhibits came from."),
        Verb("tag", "tags", "Tag exhibits."),
        Verb("untag", "tags", "Take a tag off exhibits."),
        Verb("tags", "tags", "List tags; rename or delete one."),
    ),
    "Proof": (
        Verb("claims", "claims", "List the claims; see the templates; add a claim."),
        Verb("elements", "elements", "Show the elements of the claims with their coverage; edit them."),
        Verb("coverage", "coverage", "Say for each claim how much of it is proved on paper."),
        Verb("gaps", "coverage", "List the elements that must be proved and are not."),
        Verb("link", "links", "Link an exhibit, a page or a quote to an element."),
        Verb("unlink", "links", "Remove links."),
        Verb("links", "links", "List links."),
    ),
    "Search and chronology": (
        Verb("search", "search", "Search the pages."),
        Verb(
            "search-element", "search_element", "Search with the terms of an element, for pages not linked to it yet."
        ),
        Verb("reindex", "search", "Rebuild the search index."),
        Verb("chronology", "chronology", "List, add, import, cite and remove events."),
        Verb("timeline", "chronology", "List the events in date order."),
    ),
    "Reports and record": (
        Verb("report", "reports", "Write a report to a file."),
        Verb("layouts", "layouts", "List the layouts of exhibit lists; show, keep or remove one."),
        Verb("preflight", "preflight", "Look for what should not leave the office by mistake."),
        Verb("redactions", "redactions", "List the redaction marks of an exhibit; add, change and remove them."),
        Verb(
            "redaction-reasons", "redactions", "List the reason codes of redactions in this matter; add or remove one."
        ),
        Verb("protect", "preflight", "Name people who may leave the office as initials only; without NAME list them."),
        Verb("portable", "portable", "Write a folder that shows chosen claims and exhibits in any browser."),
        Verb("productions", "productions", "List what was produced, or the documents of VOLUME as they went out."),
        Verb("custody", "custody", "Show the chain of custody of an exhibit, or add to it."),
        Verb(
            "capture",
            "custody",
            "Record how a web page was captured; without options list an exhibit's capture records.",
        ),
        Verb("serve", "register", "Freeze the exhibit list as served; without TITLE list what was served."),
        Verb(
            "hearing", "register", "Enter what just happened to an exhibit in court; without arguments show the ledger."
        ),
        Verb("verify", "integrity", "Check that everything still equals what was recorded."),
        Verb("history", "history", "Show who changed what, and when."),
        Verb("undo", "history", "Undo the last change."),
        Verb("redo", "history", "Redo what was undone last."),
        Verb("backup", "backup", "Write the matter into one file and read it back."),
        Verb("restore", "backup", "Unpack a backup into a new folder and verify it."),
    ),
}
VERBS = {verb.name: verb for verbs in SECTIONS.values() for verb in verbs}


class EvidenceCli(click.Group):
    """The top group; loads a command's module when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of the help."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command; None when there is none of this name."""
        verb = VERBS.get(cmd_name)
        if verb is None:
            return None
        module = importlib.import_module(f"evidence_app.cli.{verb.module}")
        return next(c for c in vars(module).values() if isinstance(c, click.Command) and c.name == cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the nearest names when the command is unknown."""
        if args[0] not in VERBS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], VERBS, 3)
            hint = f" Did you mean {' or '.join(near)}?" if near else " 'evidence --help' lists the commands."
            raise click.UsageError(f"There is no command '{args[0]}'.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in --help, without loading any command."""
        for title, verbs in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(verb.name, verb.summary) for verb in verbs])

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run and exit; every expected error becomes a message on standard error and its exit code."""
        run_it: Any = super().main
        if not extra.pop("standalone_mode", True):
            return run_it(*args, standalone_mode=False, **extra)
        sys.exit(exit_code(lambda: run_it(*args, standalone_mode=False, **extra)))


def exit_code(work: Any) -> int:
    """Run ``work`` and return the exit code; prints what went wrong."""
    try:
        result = work()
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except EvidenceError as error:
        _tell(error)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        _tell(Cancelled())
        return Cancelled.exit_code
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - the reader has gone; nothing more can be printed
        return 141  # as a shell reports a program that its reader left (128 + SIGPIPE)
    except Exception:
        return _tell_bug()


def _tell(error: EvidenceError) -> None:
    note(f"Error: {error.message}")
    if error.hint:
        note(f"       {error.hint}")
    for fix in getattr(error, "fixes", ()) if isinstance(error, BadQuery) else ():
        note(f"       Write: {fix}")


def _tell_bug() -> int:
    trace = traceback.format_exc()
    note("Something went wrong, and it is a fault in the program: " + trace.strip().splitlines()[-1])
    try:
        log = write_log(trace)
        note(f"       What happened is written to {log}. Your matter keeps every finished change.")
    except OSError:
        note(trace)
    return EXIT_BUG


def write_log(trace: str) -> Path:
    """Add a traceback to the log file on this computer; returns where it is. Nothing is sent anywhere."""
    log = settings_folder() / "evidence.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as file:
        file.write(f"{datetime.now().astimezone().isoformat(timespec='seconds')} evidence {__version__}\n{trace}\n")
    return log


@click.group(cls=EvidenceCli, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="evidence")
@in_matter
def cli() -> None:
    """Evidence: exhibits, claim elements, search and court exhibit lists, on this computer only.

    Without a command the window opens. 'evidence COMMAND --help' explains one command.
    """


def run(args: Sequence[str] | None = None, open_window: OpenWindow | None = None) -> int:
    """Run the command line and return its exit code; ``open_window`` is how a command opens the window."""
    session = Session() if open_window is None else Session(open_window=open_window)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    return exit_code(lambda: cli.main(args, prog_name="evidence", standalone_mode=False, obj=session))
