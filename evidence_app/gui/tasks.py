"""The larger pieces of work a user starts from the menu: import, export, verify, undo; and what is told afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from evidence_app import reports
from evidence_app.gui.chronology.event_dialog import EventDialog
from evidence_app.gui.export_place import tell_written
from evidence_app.gui.frame import Frame
from evidence_app.gui.importing.dialog import ImportDialog, ask_paths
from evidence_app.gui.load_files.commands import LoadFiles
from evidence_app.gui.reporting.dialog import ReportDialog
from evidence_app.gui.reporting.layout_dialog import LayoutDialog
from evidence_app.model.changes import Changes
from evidence_app.model.load_fields import DateOrder
from evidence_app.model.pinpoint import Pinpoint
from evidence_app.model.typed_dates import find_dates
from evidence_app.reports.contract import ReportResult
from evidence_app.services import chronology, exhibits, history, importing, integrity, scans
from evidence_app.services.importing import ImportOptions
from evidence_app.services.matter import Matter
from evidence_app.services.received import Received


class Tasks:
    """Starts the work through the window's runner and tells how it ended."""

    def __init__(self, window: Frame) -> None:
        self._window = window
        self._matter, self._runner, self._messages = window.matter, window.runner, window.messages
        self.check_export: Callable[[str, Sequence[str]], object] | None = None
        self.load_files = LoadFiles(
            window, self._matter, self._runner, self._messages, lambda: window.settings, self.start_production
        )

    def undo(self) -> None:
        """Take back the last change."""
        self._step(history.undo)

    def redo(self) -> None:
        """Do again what was taken back."""
        self._step(history.redo)

    def _step(self, fn: Callable[[Matter], Changes]) -> None:
        self._runner.change(fn, done=self._stepped)

    def _stepped(self, changes: Changes) -> None:
        self._messages.toast(changes.label)
        self._runner.changed.emit(Changes())  # the names of the next Undo and Redo stand only now

    def import_files(self, folder: bool) -> None:
        """Ask for files or a folder, then what they have in common, and import; a production has a question of its own."""
        paths = ask_paths(self._window, folder)
        if paths:
            self.load_files.offer(paths, lambda: self._ask_import(paths))

    def _ask_import(self, paths: Sequence[Path]) -> None:
        options = ImportDialog.ask(self._window, self._matter, self._window.settings, paths)
        if options is not None:
            self.start_import(paths, options)

    def drop(self, paths: Sequence[Path]) -> None:
        """Files were dropped on the window: import them at once; a production is looked at first."""
        if self._matter.read_only:
            self._messages.toast("This matter is open for reading only.")
        else:
            self.load_files.offer(paths, lambda: self.start_import(paths))

    def start_production(self, received: Received, options: ImportOptions, order: DateOrder) -> None:
        """Import a received production now, and show how it goes."""
        self._window.go("imports")
        self._window.imports_page.start_production(received, options, order)

    def start_import(self, paths: Sequence[Path], options: ImportOptions | None = None) -> None:
        """Import now, and show how it goes."""
        if self._matter.read_only:
            self._messages.toast("This matter is open for reading only.")
            return
        self._window.go("imports")
        self._window.imports_page.start(
            paths, options or ImportOptions(custodian=self._window.settings.custodian, ocr=self._window.settings.ocr)
        )

    def export(self, name: str = "") -> None:
        """Choose a report and write it."""
        chosen = ReportDialog.ask(
            self._window, self._matter, self._window.state, name, self.check_export, self.edit_layouts, self._runner
        )
        if chosen is not None:
            report, options, path = chosen
            self._runner.job(
                f"Exporting {report.title}", _write_report, report.name, options, path, done=self._exported
            )

    def export_served(self, name: str, served: int) -> None:
        """Export a served list or its changes; the dialog opens with the list the user stands on."""
        self._window.state.keep(f"report/{name}/served", str(served))
        self.export(name)

    def export_redacted(self, exhibit_id: int) -> None:
        """Export the redacted copy of an exhibit; words and boxes typed for another one are not kept."""
        wanted, key = exhibits.name_of(self._matter, exhibit_id) if exhibit_id else "", "report/redacted-copy"
        state = self._window.state
        if wanted and state.text(f"{key}/exhibit") != wanted:
            state.keep(f"{key}/exhibit", wanted)
            for name in ("words", "boxes"):
                state.keep(f"{key}/{name}", "")
        state.keep(f"{key}/marks", "True")
        self.export("redacted-copy")

    def edit_layouts(self, layout_id: str = "plain") -> str:
        """The layouts of exhibit lists; the id of the one kept last, empty when none was. The matter is not changed."""
        dialog = LayoutDialog(self._window, self._matter, self._runner, layout_id or "plain")
        dialog.exec()
        return dialog.kept

    def _exported(self, result: ReportResult) -> None:
        pages = f", {result.pages} pages" if result.pages else ""
        words = f"Wrote {result.path.name}: {result.rows} rows{pages}."
        tell_written(self._messages, words, result.path, result.notes, self.look_at_exports)

    def look_at_exports(self) -> None:
        """All notes of the last export, where they stay."""
        self._window.go("reports")
        self._window.reports_page.show_notes()

    def verify(self) -> None:
        """Check the database, every original, the audit log, the quotes and the index, on the page that shows it."""
        self._window.go("integrity")
        self._window.integrity_page.start()

    def verified(self, report: integrity.IntegrityReport) -> None:
        """Tell the outcome also to a user who has gone to another page meanwhile."""
        self._window.status_line.reload()
        if self._window.page == "integrity":
            return
        if report.clean:
            self._messages.toast(
                f"Everything is as recorded: {report.originals:,} originals re-hashed, audit log intact."
            )
        else:
            words = "\n".join(f"• {f.words}" for f in report.problems[:12])
            self._messages.notice(f"Verification found {len(report.problems)} problems.", words)

    def greet(self) -> None:
        """What the user must know at the start: reading only, an interrupted import, scans that wait."""
        if self._matter.read_only:
            words = f"Open for reading only: {self._matter.holder} has this matter open for writing."
            self._window.banners.show_banner("banner_read_only", words, "locked")
            return
        waiting = sum(batch.open for batch in importing.unfinished(self._matter))
        pages = scans.waiting_scans(self._matter)
        if waiting:
            words = f"An import was interrupted: {waiting:,} file{'s' * (waiting != 1)} still wait."
            self._window.banners.show_banner(
                "banner_resume", words, "import", ("Resume", self.resume), ("Later", lambda: None)
            )
        elif pages:
            words = f"{pages:,} scanned page{'s' * (pages != 1)} wait for OCR and cannot be searched yet."
            self._window.banners.show_banner(
                "banner_scans", words, "scan", ("Read them now", self.read_scans), ("Later", lambda: None)
            )

    def resume(self) -> None:
        """Go on with an interrupted import."""
        self._window.go("imports")
        self._window.imports_page.resume()

    def read_scans(self) -> None:
        """Read the scanned pages that wait for OCR."""
        self._window.go("imports")
        self._window.imports_page.read_scans()

    def add_fact(self, exhibit_id: int, pin: Pinpoint) -> None:
        """Make a passage an event of the chronology with its source; the first date in the quote is offered."""
        values = ask_fact(self._window, pin.quote)
        if values:
            source = chronology.Source(exhibit_id, pin.page, pin.quote, page_end=pin.page_end)
            text, date = values.pop("text"), values.pop("date")
            self._runner.change(chronology.add_event, text, date, sources=[source], done=self._fact_added, **values)

    def _fact_added(self, _event: int) -> None:
        self._messages.toast("Added to the chronology.", undo=True)


def ask_fact(window: Frame, quote: str) -> dict[str, Any] | None:
    """The fields of a new event, begun from a quote; None when the user left."""
    dialog = EventDialog(window)
    dialog.text.setPlainText(" ".join(quote.split())[:300])
    dates = find_dates(quote)
    if dates:
        dialog.date.line.setText(dates[0])
    return dialog.values() if dialog.exec() else None


def _write_report(matter: Matter, name: str, options: Any, path: Path, **watch: Any) -> ReportResult:
    return reports.write(matter, name, options, path, **watch)
