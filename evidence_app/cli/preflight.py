"""``preflight`` and ``protect``: what to look at before exhibits leave the office, and names that leave as initials."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from evidence_app.cli.filters import chosen, exhibit_filters
from evidence_app.cli.output import examples, json_option, note, plural, say, say_done, show, show_json
from evidence_app.cli.progress import progress_bar
from evidence_app.cli.session import Session, in_matter, pass_session, stoppable
from evidence_app.model.columns import Column
from evidence_app.model.errors import IntegrityProblem, NotFound, UserError
from evidence_app.model.preflight import PURPOSES, SEVERITY_WORDS, PreflightFinding, Purpose, looked_for, outcome
from evidence_app.model.preflight_groups import THE_LIST, grouped, listed

if TYPE_CHECKING:
    from evidence_app.services.matter import Matter
    from evidence_app.services.protected_names import ProtectedName

FINDING_COLUMNS = (
    Column("severity", "Severity", lambda f: SEVERITY_WORDS[f["severity"]] + (" (overridden)" * f["overridden"])),
    Column("exhibit", "Exhibit", lambda f: f["exhibit"]),
    Column("page", "Page", lambda f: str(f["page"] or ""), align="right"),
    Column("where", "Place", lambda f: f["where"]),
    Column("words", "Finding", lambda f: f["words"]),
    Column("code", "Code", lambda f: f["code"]),
)
GROUP_COLUMNS = (
    Column("severity", "Severity", lambda g: SEVERITY_WORDS[g["severity"]] + _overridden_words(g)),
    Column("code", "Code", lambda g: g["code"]),
    Column("exhibits", "Exhibits", lambda g: str(len(g["exhibits"]) or ""), align="right"),
    Column("places", "Places", lambda g: str(g["places"]), align="right"),
    Column("words", "Finding", lambda g: g["words"]),
    Column("named", "In", lambda g: listed(g["exhibits"]) or THE_LIST),
)


def _overridden_words(group: dict[str, Any]) -> str:
    """`` (overridden)`` or `` (2 of 5 overridden)``; nothing where all stand."""
    of, decided = group["places"], group["overridden"]
    if not decided:
        return ""
    return " (overridden)" if decided == of else f" ({decided} of {of} overridden)"


@click.command(
    "preflight",
    epilog=examples(
        "evidence preflight                                     every numbered exhibit, for an exhibit list",
        "evidence preflight P-1 P-2 --purpose production --limit-mb 35",
        "evidence preflight --all                               every place, with its page",
        'evidence preflight P-1 --override covered-text --reason "the box hides nothing that was withheld"',
    ),
)
@click.argument("names", nargs=-1, metavar="[EXHIBIT...]")
@click.option(
    "--purpose", type=click.Choice(list(PURPOSES)), default="exhibit list", show_default=True, help="What leaves."
)
@click.option("--limit-mb", type=click.FloatRange(0, min_open=True), default=None, help="Size limit of a file, in MB.")
@click.option("--override", "codes", multiple=True, metavar="CODE", help="Go on in spite of findings with this code.")
@click.option("--reason", default="", help="With --override: why it may go out as it is; kept in the history.")
@click.option("--all", "every_place", is_flag=True, help="A line for every place, not one for every kind of finding.")
@exhibit_filters
@in_matter
@json_option
@pass_session
def preflight(
    session: Session, names: tuple[str, ...], purpose: Purpose, limit_mb: float | None, codes: tuple[str, ...],
    reason: str, every_place: bool, wanted: dict[str, Any], as_json: bool,
) -> None:  # fmt: skip
    """Look for what should not leave the office by mistake.

    Without named exhibits and filters every numbered exhibit is looked at that may leave. A finding is a reason to look,
    and finding nothing clears nothing. Exit code 4 when there is a reason to stop that nobody has overridden, else 0.
    One line tells each kind of finding with its exhibits; --all tells every place. An override holds for the purpose and the exhibits it was given for. 'evidence report pre-flight' writes it down.
    """
    from evidence_app.services import preflight as service

    if reason and not codes:
        raise UserError("A reason belongs to an override.", "Add --override CODE.")
    with session.open() as matter, stoppable() as cancel, progress_bar("Checking") as tell:
        ids = chosen(matter, names, wanted) if names or wanted else None
        found = service.check(matter, ids, purpose, limit_mb, progress=tell, cancel=cancel)
        if codes:
            _override(matter, found, codes, reason, purpose)
        open_ones = service.standing(found, service.overrides(matter), purpose)
        known = _names(matter, found)
    records, groups = _records(found, known, open_ones), _groups(found, known, open_ones)
    if as_json:
        told = {"purpose": purpose, "looked_for": looked_for(purpose, limit_mb)}
        show_json(told | {"findings": records, "groups": groups})
    else:
        note(f"Looked for: {'; '.join(looked_for(purpose, limit_mb))}.")
        if records:
            show(*((records, FINDING_COLUMNS) if every_place else (groups, GROUP_COLUMNS)), False)
        say(outcome(found))
    stops = [one for one in open_ones if one.severity == "stop"]
    if stops:
        raise IntegrityProblem(
            f"{plural(len(stops), 'reason')} to stop.",
            "Look at each; --override CODE --reason TEXT records a decision.",
        )


def _override(
    matter: Matter, found: list[PreflightFinding], codes: tuple[str, ...], reason: str, purpose: Purpose
) -> None:
    """Record the decision for exactly the exhibits that have such a finding now."""
    from evidence_app.services import preflight as service

    missing = sorted(set(codes) & set(service.CHECKS) - {one.code for one in found})
    if missing:
        raise NotFound(f"Nothing was found with the code {missing[0]!r}.", "Name the codes the check printed.")
    ids = {one.exhibit_id for one in found if one.code in codes and one.exhibit_id is not None}
    note(f"{service.override(matter, codes, reason, purpose=purpose, exhibit_ids=ids).label}.")


def _names(matter: Matter, found: list[PreflightFinding]) -> dict[int, str]:
    """How the exhibits with findings may be named, by id."""
    from evidence_app.reports.preflight_report import name
    from evidence_app.services import exhibits

    ids = {one.exhibit_id for one in found if one.exhibit_id is not None}
    return {exhibit_id: name(exhibits.get(matter, exhibit_id)) for exhibit_id in ids}


def _records(
    found: list[PreflightFinding], known: dict[int, str], open_ones: list[PreflightFinding]
) -> list[dict[str, Any]]:
    """Findings as rows, with the exhibit's name where it may be read, and whether somebody has decided about them."""
    unsettled = set(open_ones)
    return [
        {
            **asdict(one),
            "exhibit": known[one.exhibit_id] if one.exhibit_id is not None else "",
            "overridden": one not in unsettled,
        }
        for one in found
    ]


def _groups(
    found: list[PreflightFinding], known: dict[int, str], open_ones: list[PreflightFinding]
) -> list[dict[str, Any]]:
    """One row for each code and severity: its exhibits by name, its places, and how many of them are decided."""
    unsettled = set(open_ones)
    return [
        {
            "severity": group.severity, "code": group.code, "words": group.words,
            "exhibits": [known[one] for one in group.exhibit_ids], "exhibit_ids": group.exhibit_ids,
            "places": len(group.findings), "overridden": sum(one not in unsettled for one in group.findings),
        }
        for group in grouped(found)
    ]  # fmt: skip


NAME_COLUMNS = (
    Column("name", "Name", lambda n: n.name),
    Column("initials", "Leaves as", lambda n: n.initials),
    Column("reason", "Reason", lambda n: n.reason),
)


@click.command(
    "protect",
    epilog=examples('evidence protect "Lily Anne Marsh"', 'evidence protect "Lily Anne Marsh" --release'),
)
@click.argument("name", required=False)
@click.option("--reason", default=None, help="Why; none = minor.")
@click.option("--shown", default="", metavar="INITIALS", help="What may stand instead; none = the initials.")
@click.option("--release", is_flag=True, help="Take the name off the list.")
@in_matter
@json_option
@pass_session
def protect(session: Session, name: str | None, reason: str | None, shown: str, release: bool, as_json: bool) -> None:
    """Name people who may leave the office as initials only; without NAME list them.

    'evidence preflight' looks for these names in texts and titles (FRCP 5.2(a)(3) asks it for minors). The name itself
    is never written into the history.
    """
    from evidence_app.services import protected_names as service

    if release and (reason is not None or shown):
        raise UserError("A name is put on the list or taken off it.", "Leave --reason and --shown out with --release.")
    with session.open() as matter:
        if name is None or name == "list":  # nobody is called "list"; who types it wants to see the list
            if release:
                raise UserError("Which name?", "evidence protect NAME --release.")
            show(service.protected_names(matter), NAME_COLUMNS, as_json, empty="No protected name yet.")
        elif release:
            say_done(service.release_name(matter, _find(matter, name).id))
        else:
            made = service.protect_name(matter, name, "minor" if reason is None else reason, shown)
            one = next(known for known in service.protected_names(matter) if known.id == made)
            if as_json:
                show_json(one)
            else:
                say(f"{one.name} is to leave as {one.initials}.")


def _find(matter: Matter, name: str) -> ProtectedName:
    """The name on the list, in any case. Raises NotFound."""
    from evidence_app.services.protected_names import protected_names

    plain = " ".join(name.split()).casefold()
    for known in protected_names(matter):
        if known.name.casefold() == plain:
            return known
    raise NotFound("That name is not on the list.", "'evidence protect' shows the list.")
