"""The window of one open matter: which signal of which part asks what of another. Wiring only."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent

from evidence_app import __version__, reports
from evidence_app.gui.command_palette import run_palette
from evidence_app.gui.context_menu import open_at_keyboard
from evidence_app.gui.custody.commands import CustodyCommands
from evidence_app.gui.exhibits.replace_dialog import ReplaceCommand
from evidence_app.gui.frame import SIDE_PAGES, Frame
from evidence_app.gui.importing.drop import dropped_paths
from evidence_app.gui.importing.read_again import ask_read_again
from evidence_app.gui.integrity.backup_files import BackupFiles
from evidence_app.gui.meant_exhibits import MeantExhibits
from evidence_app.gui.next_hits import NextHits
from evidence_app.gui.numbering.commands import NumberingCommands
from evidence_app.gui.outgoing.commands import Outgoing
from evidence_app.gui.preferences import Preferences
from evidence_app.gui.reading_place import ReadingPlace
from evidence_app.gui.register.status_move import ask_status
from evidence_app.gui.reviewing import Reviewing
from evidence_app.gui.runner import AnyRunner
from evidence_app.gui.second_screen import SecondScreen
from evidence_app.gui.shortcut_sheet import ShortcutSheet
from evidence_app.gui.tasks import Tasks
from evidence_app.gui.window_state import WindowState
from evidence_app.model.changes import Changes
from evidence_app.model.pinpoint import Pinpoint
from evidence_app.services import evidence_links, history
from evidence_app.services.exhibits import ExhibitFilter
from evidence_app.services.matter import Matter
from evidence_app.settings import Settings


class MainWindow(Frame):
    """``closed_matter(back)`` after the window was closed; ``open_asked``/``new_asked`` lead back to the first page."""

    def __init__(self, matter: Matter, runner: AnyRunner, settings: Settings, state: WindowState) -> None:
        super().__init__(matter, runner, settings, state)
        self.meant, self.preferences, self.tasks = MeantExhibits(self), Preferences(self), Tasks(self)
        self.next_hits = NextHits(self, self._open_hit)
        self.backup_files = BackupFiles(self, matter, runner, self.messages, state, self.open_asked.emit)
        self.numbering = NumberingCommands(self, matter, runner, self.messages, self.meant.in_sight)
        self.second = SecondScreen(
            self, self._begin_link, self.tasks.add_fact, self._more_like, self._show_link, self.tasks.export_redacted
        )
        self.reviewing = Reviewing(self, self.open_pin, self.open_exhibit, self.actions_["undo"].trigger)
        self.replacing = ReplaceCommand(self, matter, runner, self.messages)
        self.custody = CustodyCommands(self, matter, runner, self.messages, state, self.meant.every)
        tasks = self.tasks
        self.outgoing = Outgoing(
            self, matter, runner, self.messages, state, self._open_found, tasks.export, tasks.look_at_exports
        )
        self.tasks.check_export = self.outgoing.check_export
        self._exhibit = 0
        self._back_to_chooser = True
        self._connect_screens()
        self._connect_actions()
        self.setAcceptDrops(True)
        self.place = ReadingPlace(self)
        self.restore()
        self.place.restore()
        self._after_change(Changes())
        self.tasks.greet()

    def _connect_screens(self) -> None:
        self.navigation.page_asked.connect(self.go)
        self.search_bar.search_asked.connect(self.search)
        self.matter_page.page_asked.connect(self.go)
        for page in (self.exhibits_page, self.imports_page):
            page.import_asked.connect(self.tasks.import_files)
        self.exhibits_page.use_state(self.state)
        self.exhibits_page.meant = self.meant.in_sight
        self.exhibits_page.current_changed.connect(self.show_exhibit)
        self.exhibits_page.selection_changed.connect(self._selection_changed)
        self.details_panel.bulk_asked.connect(self._bulk)
        self.item_history.custody_asked.connect(lambda: self.custody.record_of(self._exhibit))
        self.item_history.versions_asked.connect(lambda: self.reviewing.versions(self._exhibit))
        self.imports_page.exhibit_asked.connect(self.open_exhibit)
        self.history_page.undo_asked.connect(self.actions_["undo"].trigger)
        self.history_page.redo_asked.connect(self.actions_["redo"].trigger)
        self.reports_page.export_asked.connect(self.tasks.export)
        for name in ("layouts", "preflight", "portable"):
            self.reports_page.add_command(self.actions_[name])
        self.search_page.hit_opened.connect(self._open_hit)
        self.search_page.hit_offered.connect(self._offer_hit)
        self.chronology_page.source_opened.connect(self._open_beside)
        self._connect_viewer()
        self._connect_proof()
        self._connect_court()
        self.status_line.unsearchable_asked.connect(self._show_unsearchable)
        self.status_line.verify_asked.connect(self.tasks.verify)
        for counted in (
            self.status_line.look_asked,
            self.exhibits_page.filter_bar.look_asked,
            self.proof_page.look_wanted,
        ):
            counted.connect(lambda: self.reviewing.look())
        self.messages.undo_asked.connect(self.actions_["undo"].trigger)
        self.messages.last_change = lambda: self.matter.undo_stack[-1:]
        self.runner.changed.connect(self._after_change)
        self.settings_changed.connect(lambda _settings: self._after_change(Changes()))
        self.runner.failed.connect(self.messages.error)

    def _connect_viewer(self) -> None:
        self.viewer.header.back_wanted.connect(self.toggle_viewer)
        self.viewer.passages.link_requested.connect(self._begin_link)
        self.viewer.exhibit_requested.connect(self.open_exhibit)
        self.viewer.exhibit_opened.connect(self._exhibit_shown)
        self.viewer.link_chosen.connect(self._show_link)
        self.viewer.passages.fact_requested.connect(self.tasks.add_fact)
        self.viewer.hits.exhausted.connect(self.next_hits.go_on)
        self.viewer.passages.similar_requested.connect(self._more_like)
        self.viewer.redaction.export_wanted.connect(self.tasks.export_redacted)
        self.viewer.redaction.turned.connect(self.actions_["redact"].setChecked)
        self.viewer.hits.shown.connect(self.search_page.desk.follow)

    def _connect_proof(self) -> None:
        self.element_panel.link_opened.connect(self.open_link)
        self.element_panel.element_opened.connect(self.open_element)
        self.element_panel.element_chosen.connect(self.search_bar.choose_element)
        self.proof_page.pin_opened.connect(self.open_pin)
        self.search_page.desk.link_requested.connect(self._begin_link)
        self.proof_page.gaps_search_wanted.connect(self._search_gaps)
        self.search_page.work.addActions([self.actions_[name] for name in ("second_window", "open_beside")])

    def _connect_court(self) -> None:
        """The register, the hearing and the verification."""
        for page in (self.register_page, self.hearing_page, self.integrity_page):
            page.exhibit_asked.connect(self.open_exhibit)
        self.register_page.export_asked.connect(self.tasks.export_served)
        self.hearing_page.export_asked.connect(self.tasks.export)
        self.hearing_page.undo_asked.connect(self.actions_["undo"].trigger)
        self.integrity_page.export_asked.connect(self.tasks.export)
        self.integrity_page.verified.connect(self.tasks.verified)
        self.integrity_page.backup_asked.connect(self.backup_files.ask_backup)
        self.integrity_page.restore_asked.connect(self.backup_files.ask_restore)

    def _serve_list(self) -> None:
        self.go("register")
        self.register_page.ask_serve()

    def _set_status(self) -> None:
        ids = self.register_page.selected() if self._page == "register" else self.meant.in_sight()
        ask_status(self, self.matter, self.runner, self.messages, ids)

    def _connect_actions(self) -> None:
        page, viewer, tasks = self.exhibits_page, self.viewer, self.tasks
        self.actions_.connect_all(
            {
                "new_matter": self.new_asked.emit, "open_matter": self.open_asked.emit,
                "import": lambda: tasks.import_files(False), "import_folder": lambda: tasks.import_files(True),
                "overlay": tasks.load_files.overlay, "export": tasks.export, "layouts": tasks.edit_layouts, "verify": tasks.verify, "settings": self.preferences.edit,
                "close_matter": self.close, "quit": self._quit, "undo": tasks.undo,
                "redo": tasks.redo, "edit_cell": self._edit_cell,
                "copy_table": self.exhibits_page.copy_rows, "find": self.search_bar.start, "filter": self._focus_filter,
                "next_hit": viewer.hits.next, "previous_hit": viewer.hits.previous, "tag": page.ask_tag,
                "remove_tag": page.ask_remove_tag, "number": page.give_numbers, "set_custodian": page.ask_custodian,
                "set_sponsor": page.ask_sponsor, "set_designation": page.ask_designation,
                "set_privilege": page.ask_privilege, "withdraw": page.withdraw, "next_exhibit": lambda: page.grid.step(1),
                "previous_exhibit": lambda: page.grid.step(-1), "link": viewer.passages.link,
                "link_page": viewer.passages.link_page, "fact": viewer.passages.make_fact, "next_gap": self._next_gap, "jump": viewer.ask_page,
                "back_up": self.backup_files.ask_backup, "restore": self.backup_files.ask_restore,
                "renumber": self.numbering.renumber, "bates": self.numbering.give_bates,
                "series": self.numbering.edit_series,
                "stickers": lambda: self.numbering.design_stickers(viewer.renderer, self.meant.every()), "serve_list": self._serve_list, "set_status": self._set_status,
                "second_window": self.second.open_window, "open_beside": self.second.open_beside, "replace": self._replace,
                "custody": self.custody.record, "capture": self.custody.capture,
                "versions": lambda: self.reviewing.versions(next(iter(self.meant.every()), 0)),
                "look_links": lambda: self.reviewing.look(),
                "read_again": self._read_again,
                "redact": self._redact, "redact_hits": self._redact_hits,
                "redacted_copy": lambda: tasks.export_redacted(self.meant.one()),
                "redaction_reasons": viewer.redaction.edit_reasons,
                "preflight": lambda: self.outgoing.check(self.meant.several()),
                "protect": self.outgoing.protected_names,
                "portable": lambda: self.outgoing.portable_case(self.meant.several()),
                "choose_view": self._in_list(page.ask_view), "save_view": self._in_list(page.ask_save_view),
                "context_menu": lambda: open_at_keyboard(self), "freeze": self._in_list(page.grid.toggle_frozen), "column_menu": self._in_list(page.grid.open_column_menu), "paste_column": self._in_list(page.paste_column),
                "next_pane": lambda: self.step_pane(1), "previous_pane": lambda: self.step_pane(-1),
                "show_viewer": self.toggle_viewer, "larger": lambda: self.preferences.scale(1), "smaller": lambda: self.preferences.scale(-1),
                "navigation_side": lambda: self.panels.other_side(self.nav_dock),
                "navigation_float": lambda: self.panels.toggle_float(self.nav_dock),
                "panel_side": lambda: self.panels.other_side(self.side_dock),
                "panel_float": lambda: self.panels.toggle_float(self.side_dock),
                "stack_panels": self.panels.stack, "standard_layout": self.standard_layout,
                "toggle_scheme": self.preferences.toggle_scheme, "palette": lambda: run_palette(self, self.actions_, self.settings),
                "shortcuts": lambda: ShortcutSheet(self, self.settings).exec(), "about": self._about,
            }
        )  # fmt: skip
        for name in self.pages:
            self.actions_[f"go_{name}"].triggered.connect(lambda _checked=False, n=name: self.go(n))
        self.actions_["show_navigation"].setChecked(True)
        self.actions_["show_navigation"].toggled.connect(self.nav_dock.setVisible)
        self.actions_["show_side"].setChecked(True)
        self.actions_["show_side"].toggled.connect(lambda _on: self._show_side())
        for dock, name in (("navigation_dock", "show_navigation"), ("side_dock", "show_side")):
            self.panels.titles[dock].close_asked.connect(lambda n=name: self.actions_[n].setChecked(False))

    # -- what is shown ---------------------------------------------------------------------------------------------

    def show_exhibit(self, exhibit_id: int) -> None:
        """Show an exhibit in the page view, when the page view is on."""
        if exhibit_id:
            if self.viewer.opening != exhibit_id:
                self.viewer.open_exhibit(exhibit_id)
        else:
            self.viewer.clear()

    def open_exhibit(self, exhibit_id: int) -> None:
        """Go to an exhibit in the list and show it."""
        self.go("exhibits")
        self.exhibits_page.select(exhibit_id)
        self._open_beside(exhibit_id, 1)

    def _open_beside(self, exhibit_id: int, page: int) -> None:
        self.need_viewer()
        self.viewer.open_exhibit(exhibit_id, page)

    def _open_hit(self, exhibit_id: int, page: int, query: str) -> None:
        self.need_viewer()
        self.viewer.open_exhibit(exhibit_id, page, query)

    def _offer_hit(self, exhibit_id: int, page: int, query: str) -> None:
        """The first hit of a search is shown beside it, unless the page view was closed there."""
        if self._page == "search" and not self.viewer.isHidden():
            self.viewer.open_exhibit(exhibit_id, page, query)

    def open_link(self, link_id: int) -> None:
        """Show the passage of an evidence link."""
        link = evidence_links.link(self.matter, link_id)
        self.open_pin(link.exhibit_id, link.pin)

    def open_pin(self, exhibit_id: int, pin: Pinpoint) -> None:
        """Show a passage in the page view."""
        self.need_viewer()
        self.viewer.open_exhibit(exhibit_id, pin.page or 1, "", pin if pin.page else None)

    def open_element(self, element_id: int) -> None:
        """Go to an element and its evidence."""
        self.go("elements")
        self.proof_page.show_element(element_id)

    def _show_link(self, link_id: int) -> None:
        """A highlight was clicked: its element becomes current at the side."""
        self.side.setCurrentWidget(self.element_panel)
        self.element_panel.choose_element(evidence_links.link(self.matter, link_id).element_id)

    def _exhibit_shown(self, exhibit_id: int) -> None:
        """The side and the list follow what is being read; the list keeps its own selection of many."""
        self._exhibit = exhibit_id
        self.exhibits_page.follow(exhibit_id)
        if self._page != "exhibits" or len(self.exhibits_page.selected) <= 1:
            self.details_panel.show_ids([exhibit_id])
        self.item_history.show_exhibit(exhibit_id)
        self.actions_.set_state(exhibit=True)

    def _selection_changed(self, ids: list[int]) -> None:
        self.details_panel.show_ids(ids)
        if not ids:
            self.item_history.show_exhibit(0)
        self.actions_.set_state(exhibit=bool(ids))

    def search(self, text: str, element_id: int | None) -> None:
        """Search all pages, for one element or for any."""
        if text or element_id is not None:
            self.go("search")
            self.search_page.search(text, element_id)
            self.search_page.list.setFocus()  # Enter ended the typing: L, X, D and F3 belong to the hits now

    def _more_like(self, passage: str) -> None:
        self.go("search")
        self.search_page.more_like(passage)

    def _search_gaps(self) -> None:
        self.go("search")
        self.search_page.work_gaps()

    def _show_unsearchable(self) -> None:
        self.go("exhibits")
        self.exhibits_page.set_filter(ExhibitFilter(attention="no text"))

    def _begin_link(self, exhibit_id: int, pin: Pinpoint) -> None:
        if self._page not in SIDE_PAGES:
            self.go("exhibits")
        self.actions_["show_side"].setChecked(True)
        self.side.setCurrentWidget(self.element_panel)
        self.element_panel.begin_link(exhibit_id, pin)

    def _next_gap(self) -> None:
        self.go("elements")
        self.proof_page.next_gap()

    def _focus_filter(self) -> None:
        self.go("exhibits")
        self.exhibits_page.filter_bar.words.setFocus()

    def _edit_cell(self) -> None:
        self.go("exhibits")
        self.exhibits_page.grid.edit_current()

    def _in_list(self, run: Callable[[], object]) -> Callable[[], object]:
        """A command of the exhibit list, which is shown for it."""

        def on_the_list() -> None:
            self.go("exhibits")
            run()

        return on_the_list

    def _read_again(self) -> None:
        ids = self.meant.several() or [one for one in (self._exhibit,) if one]
        page = self.viewer.current_page if ids == [self.viewer.exhibit_id] else 0
        given = (self.matter, self.runner, self.messages)
        ask_read_again(self, *given, ids, page, self.imports_page.read_scans)

    def _open_found(self, exhibit_id: int, page: int) -> None:
        """Show the place of a finding; without a page the exhibit itself."""
        if page:
            self._open_beside(exhibit_id, page)
        else:
            self.open_exhibit(exhibit_id)

    def _replace(self) -> None:
        self.replacing.ask(self.meant.one(), ocr=self.settings.ocr)

    def _redact(self) -> None:
        """R: mark the selection, or begin and end redaction mode, in the page view."""
        self.need_viewer()
        self.viewer.redaction.press()
        self.actions_["redact"].setChecked(self.viewer.redaction.on)

    def _redact_hits(self) -> None:
        self.need_viewer()
        self.viewer.redaction.mark_hits()

    def _bulk(self, name: str) -> None:
        self.actions_[name].trigger()

    def _after_change(self, _changes: Changes) -> None:
        """Undo and Redo get their names, also on a toast; writing is possible or not."""
        self.messages.changed()
        state = history.undo_state(self.matter)
        for name, word, what in (("undo", "Undo", state.undo), ("redo", "Redo", state.redo)):
            action = self.actions_[name]
            action.setText(f"{word} {_short(what)}" if what else word)
            action.setToolTip(f"{word}: {what}" if what else f"Nothing to {word.lower()}")
        self.history_page.show_undo(state.undo, state.redo)
        self.actions_.set_state(
            undo=bool(state.undo), redo=bool(state.redo), write=not self.matter.read_only, exhibit=bool(self._exhibit or self.exhibits_page.selected)
        )  # fmt: skip
        self.setWindowTitle(
            f"{self.matter.record.name} – Evidence" + (" (reading only)" if self.matter.read_only else "")
        )

    def _about(self) -> None:
        reports_known = ", ".join(report.title for report in reports.every())
        self.messages.notice(
            f"Evidence {__version__}",
            "Exhibits, claim elements, search and court exhibit lists on one computer. The program opens no network "
            f"connection, ever. MIT license.\n\nReports: {reports_known}.\n\nMatter: {self.matter.folder.root}",
        )  # fmt: skip

    # -- drops and end ---------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        paths = dropped_paths(event.mimeData())
        if paths and not self.matter.read_only:
            event.acceptProposedAction()
            self.drop_overlay.show_for(paths)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drop_overlay.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop_overlay.hide()
        paths = dropped_paths(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.tasks.drop(paths)

    def _quit(self) -> None:
        self._back_to_chooser = False
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        working = [job for job in self.runner.jobs if not job.quiet]
        if working and not self.messages.ask(
            f"{working[0].title} is still running.", "Stop it? What is finished is kept, and an import can be resumed.",
            yes="Stop and close", no="Keep working",
        ):  # fmt: skip
            event.ignore()
            return
        self.setFocus()  # fields being edited are left, so that what was typed in them is stored
        self.place.keep()
        self.keep_state()
        self.second.keep_state()
        self.reviewing.close()
        self.runner.close()
        self.viewer.renderer.close()
        self.matter.close()
        event.accept()
        self.closed_matter.emit(self._back_to_chooser)


def _short(what: str, limit: int = 60) -> str:
    return what if len(what) <= limit else what[: limit - 1].rstrip() + "…"
