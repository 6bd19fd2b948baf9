"""``about``: versions, licenses, and what the program does with the network: nothing."""

from __future__ import annotations

import importlib.metadata
import platform
import re

import click

from evidence_app import __version__
from evidence_app.cli.output import json_option, say, show_json

NETWORK = """\
Evidence opens no network connection, and has no code to open one: no update check, no telemetry, no account, no cloud.
The running program also forbids it to itself: at its start it installs a guard (PEP 578) in the main process and in
every process that reads your files; a name lookup or an internet connection from Python ends in an error.
HTML and e-mail are read as text: pictures, scripts and links in them are never fetched.
What leaves this computer is what you export yourself. OCR, search and the making of PDF files all run here.
"""


@click.command("about")
@click.option("--network", is_flag=True, help="Say what the program does with the network.")
@json_option
def about(network: bool, as_json: bool) -> None:
    """Show versions, licenses, and with --network what leaves this computer."""
    if network and not as_json:
        say(NETWORK.rstrip())
        return
    facts = {"version": __version__, "python": platform.python_version(), "license": "MIT", "libraries": libraries()}
    if network:
        facts["network"] = "none"
    if as_json:
        show_json(facts)
        return
    say(f"Evidence {__version__}, MIT license, Python {platform.python_version()}")
    for name, version in libraries().items():
        say(f"  {name} {version}")


def libraries() -> dict[str, str]:
    """The libraries the program is built on, with the versions installed here."""
    found: dict[str, str] = {}
    for requirement in importlib.metadata.requires("evidence-app") or ():
        name = re.split(r"[\[<>=!; ]", requirement)[0]
        if "extra ==" in requirement:
            continue
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "missing"
    return found
