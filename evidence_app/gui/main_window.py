"""The window of one open matter: its parts, and which signal of which part asks what of another. Wiring only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QMainWindow,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from evidence_app import __version__, reports
from evidence_app.gui import theme
from evidence_app.gui.actions import MENUS, Actions
from evidence_app.gui.chronology.page import ChronologyPage
from evidence_app.gui.command_palette import run_palette
from evidence_app.gui.exhibits.details_panel import DetailsPanel
from evidence_app.gui.exhibits.item_history import ItemHistory
from evidence_app.gui.exhibits.page import ExhibitsPage
from evidence_app.gui.history.page import HistoryPage
from evidence_app.gui.importing.dialog import ImportDialog, ask_paths
from evidence_app.gui.importing.drop import DropOverlay, dropped_paths
from evidence_app.gui.importing.page import ImportsPage
from evidence_app.gui.matter_page.page import MatterPage
from evidence_app.gui.messages import Messages
from evidence_app.gui.navigation import Navigation
from evidence_app.gui.proof.page import ProofPage
from evidence_app.gui.proof.panel import ElementPanel
from evidence_app.gui.reporting.dialog import ReportDialog
from evidence_app.gui.reporting.page import ReportsPage
from evidence_app.gui.runner import AnyRunner
from evidence_app.gui.search.page import SearchPage
from evidence_app.gui.search_bar import SearchBar
from evidence_app.gui.settings_dialog import SettingsDialog
from evidence_app.gui.shortcut_sheet import ShortcutSheet
from evidence_app.gui.status import StatusLine
from evidence_app.gui.top_banner import TopBanners
from evidence_app.gui.viewer.viewer import Viewer
from evidence_app.gui.window_state import WindowState
from evidence_app.model.changes import Changes
from evidence_app.model.pinpoint import Pinpoint
from evidence_app.reports.contract import ReportResult
from evidence_app.services import history, importing, integrity, proof, scans
from evidence_app.services.exhibits import ExhibitFilter
from evidence_app.services.importing import ImportOptions
from evidence_app.services.matter import Matter
from evidence_app.settings import FONT_SCALES, Settings, save_settings

VIEWER_PAGES = ("exhibits", "elements", "search", "chronology")
"""Pages that share the window with the page view; the first and third show it from the start."""
SIDE_PAGES = ("exhibits", "elements", "search")
"""Pages beside which elements and details are shown; the others use the whole width."""
TOOLS = ("import", "", "search", "", "link", "tag", "number", "", "export", "verify", " ", "undo", "redo")
WIDE = 1500
"""From this width of the window the page view stands beside the list instead of below it."""


class MainWindow(QMainWindow):
    """``closed_matter`` after the window was closed; ``open_asked``/``new_asked`` lead back to the first page."""

    closed_matter = Signal(bool)
    open_asked = Signal()
    new_asked = Signal()
    settings_changed = Signal(object)

    def __init__(self, matter: Matter, runner: AnyRunner, settings: Settings, state: WindowState) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.matter, self.runner, self.settings, self.state = matter, runner, settings, state
        self.messages = Messages(self)
        self.actions_ = Actions(self, settings)
        self._page = ""
        self._exhibit = 0
        self._viewer_on = {"exhibits": True, "elements": False, "search": True, "chronology": False}
        self._back_to_chooser = True
        self._build_pages()
        self._build_frame()
        self._build_menus()
        self._connect_screens()
        self._connect_actions()
        self.setAcceptDrops(True)
        self._restore()
        self._after_change(Changes())
        self._greet()

    # -- parts -----------------------------------------------------------------------------------------------------

    def _build_pages(self) -> None:
        given = (self.matter, self.runner, self.messages)
        self.viewer = Viewer(*given)
        self.exhibits_page = ExhibitsPage(*given)
        self.matter_page = MatterPage(*given)
        self.proof_page = ProofPage(*given)
        self.search_page = SearchPage(*given)
        self.chronology_page = ChronologyPage(*given)
        self.imports_page = ImportsPage(*given)
        self.history_page = HistoryPage(*given)
        self.reports_page = ReportsPage(*given)
        self.element_panel = ElementPanel(*given)
        self.details_panel = DetailsPanel(*given)
        self.item_history = ItemHistory(*given)
        self.pages: dict[str, QWidget] = {
            "matter": self.matter_page, "exhibits": self.exhibits_page, "elements": self.proof_page,
            "search": self.search_page, "chronology": self.chronology_page, "timeline": self.chronology_page,
            "imports": self.imports_page, "history": self.history_page, "reports": self.reports_page,
        }  # fmt: skip

    def _build_frame(self) -> None:
        self.stack = PageStack()
        self.stack.setObjectName("page_stack")
        for page in dict.fromkeys(self.pages.values()):
            self.stack.addWidget(page)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setObjectName("centre_splitter")
        self.splitter.addWidget(self.stack)
        self.splitter.addWidget(self.viewer)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([380, 620])
        self.banners = TopBanners()
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banners)
        column.addWidget(self.splitter, 1)
        self.setCentralWidget(centre)
        self.navigation = Navigation(self.matter, self.runner)
        self.nav_dock = self._dock(
            "navigation_dock", "Navigation", self.navigation, Qt.DockWidgetArea.LeftDockWidgetArea
        )
        self.side = QTabWidget()
        self.side.setObjectName("side_tabs")
        self.side.setDocumentMode(True)
        for widget, title in (
            (self.element_panel, "Elements"),
            (self.details_panel, "Details"),
            (self.item_history, "Notes && history"),
        ):
            self.side.addTab(widget, title)
        self.side.setMinimumWidth(theme.px(280))
        self.side_dock = self._dock(
            "side_dock", "Elements and details", self.side, Qt.DockWidgetArea.RightDockWidgetArea
        )
        self.resizeDocks([self.nav_dock, self.side_dock], [theme.px(210), theme.px(340)], Qt.Orientation.Horizontal)
        self.status_line = StatusLine(self.matter, self.runner)
        self.setStatusBar(self.status_line)
        self.drop_overlay = DropOverlay(self)

    def _dock(self, name: str, title: str, inner: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        dock.setWidget(inner)
        dock.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetClosable)
        dock.setTitleBarWidget(QWidget())
        self.addDockWidget(area, dock)
        return dock

    def _build_menus(self) -> None:
        for name in MENUS:
            menu = self.menuBar().addMenu(f"&{name}")
            menu.setObjectName(f"menu_{name.lower()}")
            for action in self.actions_.in_group(name):
                menu.addAction(action)
        self.exhibits_page.actions_menu.addActions(self.actions_.in_group("Exhibit")[:7])
        bar = QToolBar("Tools")
        bar.setObjectName("tool_bar")
        bar.setMovable(False)
        bar.setIconSize(QSize(theme.px(18), theme.px(18)))
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.search_bar = SearchBar(self.matter, self.runner)
        for name in TOOLS:
            if name == "search":
                bar.addWidget(self.search_bar)
            elif name == " ":
                bar.addSeparator()
            elif name:
                bar.addAction(self.actions_[name])
        short = {
            "import": "Import",
            "link": "Link",
            "tag": "Tag",
            "number": "Number",
            "export": "Export",
            "verify": "Verify",
        }
        for name, words in short.items():
            self.actions_[name].setIconText(words)
        self.search_bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        for name in ("undo", "redo"):
            button = bar.widgetForAction(self.actions_[name])
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)  # type: ignore[attr-defined]
        self.addToolBar(bar)
        self.tool_bar = bar

    # -- wiring ----------------------------------------------------------------------------------------------------

    def _connect_screens(self) -> None:
        self.navigation.page_asked.connect(self.go)
        self.search_bar.search_asked.connect(self.search)
        self.matter_page.page_asked.connect(self.go)
        for page in (self.exhibits_page, self.imports_page):
            page.import_asked.connect(self.import_files)
        self.exhibits_page.current_changed.connect(self.show_exhibit)
        self.exhibits_page.selection_changed.connect(self._selection_changed)
        self.details_panel.bulk_asked.connect(self._bulk)
        self.imports_page.exhibit_asked.connect(self.open_exhibit)
        self.history_page.undo_asked.connect(self.actions_["undo"].trigger)
        self.history_page.redo_asked.connect(self.actions_["redo"].trigger)
        self.reports_page.export_asked.connect(self.export)
        self.search_page.hit_opened.connect(self._open_hit)
        self.chronology_page.source_opened.connect(self._open_beside)
        self._connect_viewer()
        self._connect_proof()
        self.status_line.unsearchable_asked.connect(self._show_unsearchable)
        self.status_line.verify_asked.connect(self.verify)
        self.messages.undo_asked.connect(self.actions_["undo"].trigger)
        self.runner.changed.connect(self._after_change)
        self.runner.failed.connect(self.messages.error)

    def _connect_viewer(self) -> None:
        self.viewer.link_requested.connect(self._begin_link)
        self.viewer.exhibit_requested.connect(self.open_exhibit)
        self.viewer.exhibit_opened.connect(self._exhibit_shown)

    def _connect_proof(self) -> None:
        for part in (self.element_panel, self.proof_page):
            opened = getattr(part, "link_opened", None)
            if opened is not None:
                opened.connect(self.open_link)

    def _connect_actions(self) -> None:
        page, viewer = self.exhibits_page, self.viewer
        self.actions_.connect_all(
            {
                "new_matter": self.new_asked.emit, "open_matter": self.open_asked.emit,
                "import": lambda: self.import_files(False), "import_folder": lambda: self.import_files(True),
                "export": self.export, "verify": self.verify, "settings": self.edit_settings,
                "close_matter": self.close, "quit": self._quit, "undo": lambda: self._undo(history.undo),
                "redo": lambda: self._undo(history.redo), "edit_cell": self._edit_cell,
                "copy_table": self._copy_table, "find": self.search_bar.start, "filter": self._focus_filter,
                "next_hit": viewer.next_hit, "previous_hit": viewer.previous_hit, "tag": page.ask_tag,
                "remove_tag": page.ask_remove_tag, "number": page.give_numbers, "set_custodian": page.ask_custodian,
                "set_sponsor": page.ask_sponsor, "set_designation": page.ask_designation,
                "set_privilege": page.ask_privilege, "withdraw": page.withdraw, "next_exhibit": lambda: page.grid.step(1),
                "previous_exhibit": lambda: page.grid.step(-1), "link": viewer.link_selection,
                "link_page": viewer.link_page, "next_gap": self._next_gap, "jump": viewer.ask_page,
                "next_pane": lambda: self._step_pane(1), "previous_pane": lambda: self._step_pane(-1),
                "show_viewer": self._toggle_viewer, "larger": lambda: self._scale(1), "smaller": lambda: self._scale(-1),
                "toggle_scheme": self._toggle_scheme, "palette": lambda: run_palette(self, self.actions_, self.settings),
                "shortcuts": lambda: ShortcutSheet(self, self.settings).exec(), "about": self._about,
            }
        )  # fmt: skip
        for name in self.pages:
            self.actions_[f"go_{name}"].triggered.connect(lambda _checked=False, n=name: self.go(n))
        self.actions_["show_navigation"].setChecked(True)
        self.actions_["show_navigation"].toggled.connect(self.nav_dock.setVisible)
        self.actions_["show_side"].setChecked(True)
        self.actions_["show_side"].toggled.connect(lambda _on: self._show_side())

    # -- pages -----------------------------------------------------------------------------------------------------

    def go(self, name: str) -> None:
        """Show one page of the window."""
        if name == self._page:
            return
        self._page = name
        self.stack.setCurrentWidget(self.pages[name])
        self.navigation.mark(name)
        if name == "timeline":
            self.chronology_page.show_timeline()
        elif name == "chronology":
            self.chronology_page.show_list()
        elif name == "exhibits":
            self.exhibits_page.focus_list()
        self._show_viewer()
        self._show_side()

    def _show_side(self) -> None:
        possible = self._page in SIDE_PAGES
        self.actions_["show_side"].setEnabled(possible)
        self.side_dock.setVisible(possible and self.actions_["show_side"].isChecked())

    @property
    def page(self) -> str:
        """The page on show."""
        return self._page

    def _show_viewer(self) -> None:
        name = "chronology" if self._page == "timeline" else self._page
        on = self._viewer_on.get(name, False)
        self.viewer.setVisible(on)
        action = self.actions_["show_viewer"]
        action.setEnabled(name in VIEWER_PAGES)
        action.setChecked(on)

    def _toggle_viewer(self) -> None:
        name = "chronology" if self._page == "timeline" else self._page
        if name in self._viewer_on:
            self._viewer_on[name] = not self.viewer.isVisible()
            self._show_viewer()

    def _need_viewer(self) -> None:
        name = "chronology" if self._page == "timeline" else self._page
        if name not in VIEWER_PAGES:
            self.go("exhibits")
            name = "exhibits"
        self._viewer_on[name] = True
        self._show_viewer()

    def show_exhibit(self, exhibit_id: int) -> None:
        """Show an exhibit in the page view, when the page view is on."""
        if exhibit_id:
            if self.viewer.exhibit_id != exhibit_id:
                self.viewer.open_exhibit(exhibit_id)
        else:
            self.viewer.clear()

    def open_exhibit(self, exhibit_id: int) -> None:
        """Go to an exhibit in the list and show it."""
        self.go("exhibits")
        self.exhibits_page.select(exhibit_id)
        self._open_beside(exhibit_id, 1)

    def _open_beside(self, exhibit_id: int, page: int) -> None:
        self._need_viewer()
        self.viewer.open_exhibit(exhibit_id, page)

    def _open_hit(self, exhibit_id: int, page: int, query: str) -> None:
        self._need_viewer()
        self.viewer.open_exhibit(exhibit_id, page, query)

    def open_link(self, link_id: int) -> None:
        """Show the passage of an evidence link."""
        link = proof.link(self.matter, link_id)
        pin = Pinpoint(link.page, link.quote, link.before, link.after, link.start, link.page_end, link.box)
        self._need_viewer()
        self.viewer.open_exhibit(link.exhibit_id, link.page or 1, "", pin if link.page else None)

    def _exhibit_shown(self, exhibit_id: int) -> None:
        """The side follows what is being read; the list keeps its own selection of many."""
        self._exhibit = exhibit_id
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
        for name in ("next_gap", "go_to_next_gap"):
            step: Callable[[], object] | None = getattr(self.proof_page, name, None)
            if step is not None:
                step()
                return

    def _focus_filter(self) -> None:
        self.go("exhibits")
        self.exhibits_page.filter_bar.words.setFocus()

    def _copy_table(self) -> None:
        count = self.exhibits_page.grid.copy_as_table()
        self.messages.toast(f"Copied {count} row{'s' * (count != 1)} as a table.")

    def _edit_cell(self) -> None:
        self.go("exhibits")
        self.exhibits_page.grid.edit_current()

    def _bulk(self, name: str) -> None:
        self.actions_[name].trigger()

    def _step_pane(self, step: int) -> None:
        panes = [
            self.navigation.list,
            self._pane_of(self.stack.currentWidget()),
            self.viewer,
            self._pane_of(self.side.currentWidget()),
        ]
        panes = [pane for pane in panes if pane.isVisible()]
        focus = QApplication.focusWidget()
        at = next(
            (
                i
                for i, p in enumerate(panes)
                if focus is not None and (p is focus or p.isAncestorOf(focus) or _around(p, focus))
            ),
            -1,
        )
        panes[(at + step) % len(panes)].setFocus(Qt.FocusReason.TabFocusReason)

    def _pane_of(self, page: QWidget | None) -> QWidget:
        if page is None or page is self.exhibits_page:
            return self.exhibits_page.grid
        first = next(
            (w for w in page.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()), None
        )
        return first or page

    # -- work ------------------------------------------------------------------------------------------------------

    def _undo(self, fn: Callable[[Matter], Changes]) -> None:
        self.runner.change(fn, done=lambda changes: self.messages.toast(changes.label))

    def _after_change(self, _changes: Changes) -> None:
        """Undo and Redo get their names; writing is possible or not."""
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

    def import_files(self, folder: bool) -> None:
        """Ask for files or a folder, then what they have in common, and import."""
        paths = ask_paths(self, folder)
        options = ImportDialog.ask(self, self.matter, self.settings, paths) if paths else None
        if options is not None:
            self.start_import(paths, options)

    def start_import(self, paths: Sequence[Path], options: ImportOptions | None = None) -> None:
        """Import now, and show how it goes."""
        if self.matter.read_only:
            self.messages.toast("This matter is open for reading only.")
            return
        self.go("imports")
        self.imports_page.start(
            paths, options or ImportOptions(custodian=self.settings.custodian, ocr=self.settings.ocr)
        )

    def export(self, name: str = "") -> None:
        """Choose a report and write it."""
        chosen = ReportDialog.ask(self, self.matter, self.state, name)
        if chosen is not None:
            report, options, path = chosen
            self.runner.job(f"Exporting {report.title}", _write_report, report.name, options, path, done=self._exported)

    def _exported(self, result: ReportResult) -> None:
        pages = f", {result.pages} pages" if result.pages else ""
        self.messages.toast(f"Wrote {result.path.name}: {result.rows} rows{pages}.")
        if result.notes:
            self.messages.notice(f"{result.path.name} is written.", "\n\n".join(result.notes))

    def verify(self) -> None:
        """Check the database, every original, the audit log, the quotes and the index."""
        self.runner.job("Verifying", integrity.verify, done=self._verified)

    def _verified(self, report: integrity.IntegrityReport) -> None:
        self.status_line.reload()
        if report.clean:
            self.messages.toast(
                f"Everything is as recorded: {report.originals:,} originals re-hashed, audit log intact."
            )
        else:
            words = "\n".join(f"• {f.words}" for f in report.problems[:12])
            self.messages.notice(f"Verification found {len(report.problems)} problems.", words)

    def _greet(self) -> None:
        """What the user must know at the start: reading only, an interrupted import, scans that wait."""
        if self.matter.read_only:
            words = f"Open for reading only: {self.matter.holder} has this matter open for writing."
            self.banners.show_banner("banner_read_only", words, "locked")
            return
        waiting = sum(batch.open for batch in importing.unfinished(self.matter))
        pages = scans.waiting_scans(self.matter)
        if waiting:
            words = f"An import was interrupted: {waiting:,} file{'s' * (waiting != 1)} still wait."
            self.banners.show_banner(
                "banner_resume", words, "import", ("Resume", self._resume), ("Later", lambda: None)
            )
        elif pages:
            words = f"{pages:,} scanned page{'s' * (pages != 1)} wait for OCR and cannot be searched yet."
            self.banners.show_banner(
                "banner_scans", words, "scan", ("Read them now", self._read_scans), ("Later", lambda: None)
            )

    def _resume(self) -> None:
        self.go("imports")
        self.imports_page.resume()

    def _read_scans(self) -> None:
        self.go("imports")
        self.imports_page.read_scans()

    # -- settings --------------------------------------------------------------------------------------------------

    def edit_settings(self) -> None:
        """Let the user change the preferences."""
        chosen = SettingsDialog.ask(self, self.settings)
        if chosen is not None:
            self.apply_settings(chosen)

    def apply_settings(self, settings: Settings) -> None:
        """Use and keep new preferences."""
        self.settings = settings
        save_settings(settings)
        theme.apply(_app(), settings.scheme, settings.font_scale)
        self.actions_.apply_settings(settings)
        self._after_change(Changes())
        self.settings_changed.emit(settings)

    def _scale(self, step: int) -> None:
        at = min(range(len(FONT_SCALES)), key=lambda i: abs(FONT_SCALES[i] - self.settings.font_scale))
        scale = FONT_SCALES[max(0, min(len(FONT_SCALES) - 1, at + step))]
        self.apply_settings(self.settings.with_values(font_scale=scale))

    def _toggle_scheme(self) -> None:
        self.apply_settings(self.settings.with_values(scheme="light" if theme.is_dark() else "dark"))

    def _about(self) -> None:
        reports_known = ", ".join(report.title for report in reports.BUILT_IN)
        self.messages.notice(
            f"Evidence {__version__}",
            "Exhibits, claim elements, search and court exhibit lists on one computer. The program opens no network "
            f"connection, ever. MIT licence.\n\nReports: {reports_known}.\n\nMatter: {self.matter.folder.root}",
        )  # fmt: skip

    # -- drops, size, end ------------------------------------------------------------------------------------------

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
            self.start_import(paths)

    def resizeEvent(self, event: QResizeEvent) -> None:
        wanted = Qt.Orientation.Horizontal if event.size().width() >= theme.px(WIDE) else Qt.Orientation.Vertical
        if self.splitter.orientation() != wanted:
            self.splitter.setOrientation(wanted)
            self.splitter.setSizes([500, 500] if wanted == Qt.Orientation.Horizontal else [380, 620])
        super().resizeEvent(event)

    def _restore(self) -> None:
        key = f"window/{self.matter.uid}"
        self.resize(1366, 768)
        if not self.restoreGeometry(self.state.bytes(f"{key}/geometry")):
            screen = QGuiApplication.primaryScreen().availableSize()
            self.resize(min(1600, screen.width()), min(960, screen.height()))
        self.restoreState(self.state.bytes(f"{key}/state"))
        self.splitter.restoreState(self.state.bytes(f"{key}/splitter"))
        self.exhibits_page.grid.restore(self.state)
        self.actions_["show_navigation"].setChecked(not self.nav_dock.isHidden())
        self.actions_["show_side"].setChecked(self.state.text(f"{key}/side", "yes") == "yes")
        page = self.state.text(f"{key}/page", "exhibits" if self.exhibits_page.grid.rows.ids else "matter")
        self.go(page if page in self.pages else "matter")

    def keep_state(self) -> None:
        """Remember how the window stands, for this matter."""
        key = f"window/{self.matter.uid}"
        self.state.keep(f"{key}/geometry", self.saveGeometry())
        self.state.keep(f"{key}/state", self.saveState())
        self.state.keep(f"{key}/splitter", self.splitter.saveState())
        self.state.keep(f"{key}/page", self._page)
        self.state.keep(f"{key}/side", "yes" if self.actions_["show_side"].isChecked() else "no")
        self.exhibits_page.grid.keep(self.state)
        self.state.sync()

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
        self.keep_state()
        self.runner.close()
        self.viewer.renderer.close()
        self.matter.close()
        event.accept()
        self.closed_matter.emit(self._back_to_chooser)


class PageStack(QStackedWidget):
    """The pages; a large page that is not on show does not make the window larger."""

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(360), theme.px(170))

    def sizeHint(self) -> QSize:
        page = self.currentWidget()
        return page.sizeHint() if page is not None else super().sizeHint()


def _app() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app


def _around(pane: QWidget, focus: QWidget) -> bool:
    """Whether the focus is in the same part of the window as the pane's own widget."""
    for kind in (QDockWidget, QStackedWidget):
        holder: Any = pane
        while holder is not None and not isinstance(holder, kind):
            holder = holder.parentWidget()
        if holder is not None:
            return bool(holder.isAncestorOf(focus))
    return False


def _short(what: str, limit: int = 60) -> str:
    return what if len(what) <= limit else what[: limit - 1].rstrip() + "…"


def _write_report(matter: Matter, name: str, options: Any, path: Path, **watch: Any) -> ReportResult:
    return reports.write(matter, name, options, path, **watch)
