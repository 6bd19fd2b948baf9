"""The sample matter: built from documents in ``resources/sample`` that were made up and say so on every page."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from evidence_app.jobs import CancelToken, Progress
from evidence_app.model.errors import UserError
from evidence_app.model.pinpoint import Pinpoint
from evidence_app.model.proof import walk
from evidence_app.paths import resource
from evidence_app.services import (
    chronology,
    evidence_links,
    exhibits,
    history,
    importing,
    numbering,
    parties,
    proof,
    search_index,
    search_saved,
    tags,
)
from evidence_app.services.matter import Matter, create_matter

FACTS = ("court", "division", "docket_number", "judge", "court_zone", "status_note", "status_source", "notes", "banner")
DESCRIBED = (
    "title", "description", "designation", "privilege", "privilege_note", "sponsor", "doc_date", "exhibit_kind", "offer_class",
)  # fmt: skip


def build_demo(
    path: Path, progress: Callable[[Progress], None] | None = None, cancel: CancelToken | None = None
) -> Path:
    """Make the sample matter in a new folder and return that folder.

    Everything goes through the same functions a person uses, so the sample shows what the program really does. Raises
    StorageProblem when the folder is not empty.
    """
    folder = resource("sample")
    plan: dict[str, Any] = json.loads((folder / "sample.json").read_text(encoding="utf-8"))
    facts = plan["matter"]
    with create_matter(path, facts["name"], **{name: facts.get(name, "") for name in FACTS}) as matter:
        series = {one["side"]: parties.add_party(matter, **one) for one in facts["parties"]}
        for template in plan["claims"]:
            proof.add_claim_from_template(matter, template)
        wanted = [folder / one["file"] for one in plan["exhibits"]]
        importing.import_paths(matter, wanted, progress=progress, cancel=cancel)
        for one in plan["exhibits"]:
            _describe(matter, one, series)
        elements = _elements_by_path(matter)
        _set_elements(matter, plan, elements)
        _link(matter, plan["links"], elements)
        for one in plan["saved_searches"]:
            search_saved.save_search(matter, one["name"], one["query"], elements.get(one.get("element", "")))
        _chronology(matter, folder / plan["chronology"], elements)
        search_index.catch_up(matter)
        history.begin_here(matter)
    return path


def _describe(matter: Matter, one: Mapping[str, Any], series: Mapping[str, int]) -> None:
    exhibit_id = _by_file(matter, one["file"])
    values = {name: one[name] for name in DESCRIBED if one.get(name)}
    exhibits.describe(matter, [exhibit_id], party_id=series[one["party"]], **values)
    exhibits.set_custodian(matter, [exhibit_id], one.get("custodian", ""))
    for tag in one.get("tags", ()):
        tags.add_tag(matter, [exhibit_id], tag)
    if one.get("number"):
        numbering.set_number(matter, exhibit_id, one["number"])
    for attachment in one.get("attachments", ()):
        _describe(matter, attachment, series)


def _by_file(matter: Matter, name: str) -> int:
    found = matter.read.value("SELECT id FROM exhibit WHERE file_name = ? ORDER BY id", (name,))
    if found is None:
        raise UserError(f"The sample document {name} did not arrive.", "Install the program again.")
    return int(found)


def _elements_by_path(matter: Matter) -> dict[str, int]:
    """``us_sca_2702/4.1`` -> element id; the path is the element's number without the claim's."""
    return {
        f"{claim.claim.template_id}/{node.number.split('.', 1)[1]}": node.element.id
        for claim in proof.tree(matter)
        for node in walk(claim.elements)
    }


def _set_elements(matter: Matter, plan: Mapping[str, Any], elements: Mapping[str, int]) -> None:
    for one in plan["elements"]:
        values = {name: value for name, value in one.items() if name != "element"}
        proof.edit_element(matter, elements[one["element"]], **values)


def _link(matter: Matter, links: list[dict[str, Any]], elements: Mapping[str, int]) -> None:
    for one in links:
        target = (matter, elements[one["element"]], _by_file(matter, one["file"]))
        rest = (one["stance"], one["strength"], one.get("note", ""))
        try:
            evidence_links.link_evidence(*target, Pinpoint(one["page"], one["quote"]), *rest)
        except UserError:
            if not one.get("ocr"):
                raise
            evidence_links.link_evidence(
                *target, Pinpoint(one["page"]), *rest
            )  # OCR read the line otherwise: link the page


def _chronology(matter: Matter, path: Path, elements: Mapping[str, int]) -> None:
    """Rows with the same ``event`` key are one event with several sources, also when those sources disagree."""
    events: dict[str, int] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            source = _source(matter, row)
            if row["event"] in events:
                chronology.cite_source(matter, events[row["event"]], source)
                continue
            fields = {name: row[name] for name in ("kind", "status", "date_kind", "zone", "zone_basis") if row[name]}
            events[row["event"]] = chronology.add_event(
                matter, row["text"], row["date"], date_stated=row["date_as_stated"], sources=[source],
                elements=[elements[key] for key in row["elements"].split()], material=int(row["material"] == "yes"), **fields,
            )  # fmt: skip


def _source(matter: Matter, row: Mapping[str, str]) -> chronology.Source:
    exhibit = exhibits.find(matter, row["exhibit"]).id if row["exhibit"] else None
    page = int(row["page"]) if row["page"] else None
    return chronology.Source(exhibit, page, "", row["source"], row["source_states_date"], row["note"])
