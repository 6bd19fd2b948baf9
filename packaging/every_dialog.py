"""Every dialog of the program, by name, filled with something of an open matter.

The one list for pictures (``screenshots.py``) and for the tests that walk all dialogs; a test fails when a dialog of
``evidence_app.gui`` is missing here.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QWidget

Make = Callable[[], QWidget]


def every_dialog(window: Any, settings: Any, state: Any) -> dict[str, Make]:
    """Name -> what makes the dialog over this window. Nothing is shown yet."""
    ids = [one for (one,) in window.matter.read.tuples("SELECT id FROM exhibit ORDER BY number_sort DESC LIMIT 8")]
    return {
        **_of_the_window(window, settings, state),
        **_custody(window, state),
        **_court(window, ids),
        **_proof_and_chronology(window),
        **_search(window),
        **_exhibits(window, ids),
        **_load_files(window, settings),
    }


def _of_the_window(window: Any, settings: Any, state: Any) -> dict[str, Make]:
    from evidence_app.gui.command_palette import choices
    from evidence_app.gui.importing.dialog import ImportDialog
    from evidence_app.gui.matter_chooser import MatterChooser
    from evidence_app.gui.matter_page.page import MATTER_FIELDS, PARTY_FIELDS, FormDialog
    from evidence_app.gui.matter_wizard import MatterWizard
    from evidence_app.gui.reporting.dialog import ReportDialog
    from evidence_app.gui.reporting.layout_dialog import LayoutDialog
    from evidence_app.gui.settings_dialog import SettingsDialog
    from evidence_app.gui.shortcut_sheet import ShortcutSheet
    from evidence_app.gui.type_ahead import TypeAhead

    matter = window.matter

    def chooser() -> QWidget:
        made = MatterChooser()
        made.show_recent(state.recent())
        return made

    def wizard() -> QWidget:
        made = MatterWizard(window)
        made.name.setText("Rivera v. Example Corp.")
        return made

    return {
        "first-page": chooser,
        "new-matter": wizard,
        "about-matter": lambda: FormDialog(window, "About this matter", MATTER_FIELDS, vars(matter.record)),
        "party": lambda: FormDialog(window, "Add a party", PARTY_FIELDS, {"side": "plaintiff", "first_number": 1}),
        "export": lambda: ReportDialog(window, matter, state),
        "layouts": lambda: LayoutDialog(window, matter, window.runner, "cd-cal"),
        "import": lambda: ImportDialog(window, matter, settings, [Path("Discovery")]),
        "settings": lambda: SettingsDialog(window, settings),
        "shortcuts": lambda: ShortcutSheet(window, settings),
        "commands": lambda: TypeAhead(window, "What do you want to do?", choices(window.actions_, settings)),
    }


def _court(window: Any, ids: list[int]) -> dict[str, Make]:
    from evidence_app.gui.hearing.objection_codes import codes
    from evidence_app.gui.hearing.objection_dialog import CodesDialog, ObjectionDialog
    from evidence_app.gui.numbering.bates_dialog import BatesDialog
    from evidence_app.gui.numbering.renumber_dialog import RenumberDialog
    from evidence_app.gui.numbering.series_dialog import SeriesDialog
    from evidence_app.gui.numbering.stamp_designer import StampDesigner, exhibit_to_show
    from evidence_app.gui.register.serve_dialog import ServeDialog

    matter = window.matter

    def objection() -> QWidget:
        made = ObjectionDialog(window, "Objection to Ex. PX3", ["LinkedIn Corporation"], "LinkedIn Corporation")
        made.typed.setText("403 802 cumulative")
        return made

    def bates() -> QWidget:
        made = BatesDialog(window, matter, ids)
        made.prefix.setCurrentText("DLT")
        return made

    def stickers() -> QWidget:
        renderer = window.viewer.renderer
        made = StampDesigner(window, matter, window.runner, renderer, exhibit_to_show(matter, []))
        made.show()
        end = time.monotonic() + 10
        while time.monotonic() < end and (made.view.key is None or made.view.key not in renderer.cache):
            QApplication.processEvents()
            time.sleep(0.05)
        return made

    return {
        "stickers": stickers,
        "objection": objection,
        "objection-codes": lambda: CodesDialog(window, codes()),
        "bates": bates,
        "renumber": lambda: RenumberDialog(window, matter, window.runner, ids),
        "series": lambda: SeriesDialog(window, matter),
        "serve": lambda: ServeDialog(window, matter),
    }


def _custody(window: Any, state: Any) -> dict[str, Make]:
    """Custody, captures, protected names, versions and links in doubt, with the first exhibits of the list."""
    from evidence_app.gui.custody.capture_dialog import CaptureDialog
    from evidence_app.gui.custody.event_dialog import CustodyEventDialog
    from evidence_app.gui.custody.record_dialog import CustodyDialog
    from evidence_app.gui.exhibits.versions_dialog import VersionsDialog
    from evidence_app.gui.outgoing.names_dialog import NamesDialog
    from evidence_app.gui.proof.look_dialog import LookDialog
    from evidence_app.gui.viewer.reasons_dialog import ReasonsDialog
    from evidence_app.services import custody, exhibits, redaction_reasons, web_capture

    matter, runner = window.matter, window.runner
    sql = "SELECT id FROM exhibit WHERE privilege = '' ORDER BY number_sort LIMIT 3"
    ids = [one for (one,) in matter.read.tuples(sql)]
    one = exhibits.get(matter, ids[0])

    def event() -> QWidget:
        stored = custody.stored_hashes(matter, one.id)
        made = CustodyEventDialog(window, matter, f"Custody event of {one.label}", stored=stored)
        stated = {"at": "2024-09-18 14:05", "zone": "America/Los_Angeles", "hash_after": one.original_sha256}
        made.forms.set_values(stated)
        return made

    return {
        "custody": lambda: CustodyDialog(window, matter, runner, state, ids[:1]),
        "custody-of-several": lambda: CustodyDialog(window, matter, runner, state, ids),
        "custody-event": event,
        "capture": lambda: CaptureDialog(window, matter, one, web_capture.offered(matter, one.id)),
        "protected-names": lambda: NamesDialog(window, matter, runner),
        "versions": lambda: VersionsDialog(window, matter, runner, one.id),
        "links-in-doubt": lambda: LookDialog(window, matter, runner),
        "redaction-reasons": lambda: ReasonsDialog(window, redaction_reasons.reasons(matter)),
    }


def _proof_and_chronology(window: Any) -> dict[str, Make]:
    from evidence_app.gui.chronology.elements_dialog import ElementsDialog
    from evidence_app.gui.chronology.event_dialog import EventDialog
    from evidence_app.gui.chronology.import_report import ImportReport
    from evidence_app.gui.chronology.source_dialog import SourceDialog
    from evidence_app.gui.proof.dialogs import CLAIM_FORM, ELEMENT_FORM, RowDialog, RuleDialog, TemplateDialog
    from evidence_app.gui.search_bar import element_choices
    from evidence_app.model.proof import CoverageRule
    from evidence_app.services import chronology, proof
    from evidence_app.services.chronology_csv import CsvImport

    matter = window.matter
    brought = CsvImport(12, 14, ((3, "“soon” is not a date"),), ((7, "04/05/2024: 4 May or 5 April?"),))
    return {
        "claim": lambda: RowDialog(window, "New claim", CLAIM_FORM, {}),
        "element": lambda: RowDialog(window, "New element", ELEMENT_FORM, {}),
        "coverage-rule": lambda: RuleDialog(window, CoverageRule()),
        "claim-library": lambda: TemplateDialog(window, proof.templates()),
        "event": lambda: EventDialog(window),
        "source": lambda: SourceDialog(window, chronology.exhibit_choices(matter)),
        "event-elements": lambda: ElementsDialog(window, element_choices(matter), ()),
        "chronology-import": lambda: ImportReport(window, "events.csv", brought),
    }


def _search(window: Any) -> dict[str, Make]:
    from evidence_app.gui.search.date_range import DateRangeDialog
    from evidence_app.gui.search.silent_dialog import SilentDialog
    from evidence_app.gui.search.terms_dialog import TermsDialog
    from evidence_app.model.search_results import SearchFilters, SilentPage

    silent = [SilentPage(1, "P-1", "Scan of the notice", 2, "Text recognition found no words on this page")]
    given = (window.matter, window.runner, window.messages)
    return {
        "search-dates": lambda: DateRangeDialog(window, "2024-01-01", ""),
        "silent-pages": lambda: SilentDialog(window, silent),
        "search-terms": lambda: TermsDialog(window, *given, SearchFilters()),
    }


def _exhibits(window: Any, ids: list[int]) -> dict[str, Make]:
    from evidence_app.gui.exhibits.paste_dialog import PasteDialog
    from evidence_app.gui.exhibits.replace_dialog import ReplaceDialog
    from evidence_app.gui.outgoing.portable_dialog import PortableDialog
    from evidence_app.gui.outgoing.preflight_dialog import OverrideDialog, PreflightDialog
    from evidence_app.model.preflight import PreflightFinding
    from evidence_app.paths import resource
    from evidence_app.services import replacing

    matter = window.matter
    found = [PreflightFinding("stop", "identifier", "Looks like a social security number", ids[0], 1, "line 4")]

    def replace() -> QWidget:
        new = next(one for one in sorted(Path(str(resource("sample"))).rglob("*.pdf")))
        return ReplaceDialog(window, replacing.prepare(matter, ids[0], new))

    return {
        "paste-column": lambda: PasteDialog(window, window.runner, ids, "doc_date", "2024\nsoon"),
        "replace": replace,
        "portable-case": lambda: PortableDialog(window, window.runner, Path.home(), "Sample portable", ids[:2]),
        "preflight": lambda: PreflightDialog(window, matter, window.runner, ids, "public filing", "exhibit-list"),
        "override": lambda: OverrideDialog(window, found),
    }


def _load_files(window: Any, settings: Any) -> dict[str, Make]:
    """A made-up production as another side would send it, and a table that updates exhibits of the sample."""
    from evidence_app.gui.load_files.overlay_dialog import OverlayDialog
    from evidence_app.gui.load_files.production_dialog import ProductionDialog
    from evidence_app.services import load_import

    matter = window.matter
    folder = Path(tempfile.gettempdir()) / f"evidence-pictures-{os.getpid()}" / "ACME-VOL001"
    texts = folder / "TEXT" / "001"
    texts.mkdir(parents=True, exist_ok=True)
    rows = ["BegBates,EndBates,BegAttach,Custodian,Title,DocDate,Confidentiality,TextPath,NativePath,Review Batch"]
    for number in range(1, 15):
        name = f"ACME{number:06d}"
        if number != 9:
            (texts / f"{name}.txt").write_text(f"Made-up text of {name}", encoding="utf-8")
        family = f"ACME{number - number % 3:06d}" if number > 2 else ""
        date = "4/9/2024" if number % 5 == 0 else f"2024-09-{number:02d}"
        rows.append(f'{name},{name},{family},"Doe, Jane (fictional)",Made-up record {number},{date},'
                    f"{'Level 3' if number == 4 else 'CONFIDENTIAL'},TEXT\\001\\{name}.txt,,R-{number % 2 + 1}")  # fmt: skip
    (folder / "ACME-VOL001.csv").write_text("\r\n".join(rows) + "\r\n", encoding="utf-8-sig")
    table = folder.parent / "coding of 12 May.csv"
    found = matter.read.tuples(
        "SELECT original_sha256, title FROM exhibit WHERE original_sha256 <> '' ORDER BY number_sort LIMIT 9"
    )
    lines = [f'{digest},"{title} (as coded)",{"AEO" if place % 2 else "CONFIDENTIAL"},{"4/9/2024" if place == 3 else ""}'
             for place, (digest, title) in enumerate(found)]  # fmt: skip
    table.write_text(
        "\n".join(["SHA256HASH,TITLE,CONFIDENTIALITY,DOCDATE", *lines, f"{'0' * 64},x,,"]), encoding="utf-8-sig"
    )
    return {
        "production": lambda: ProductionDialog(window, load_import.preview(matter, folder), settings),
        "overlay": lambda: OverlayDialog(window, window.runner, table),
    }
