"""The frame of the window: pages in the centre with the page view, navigation left, elements and details right."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QMainWindow,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.actions import MENUS, Actions
from evidence_app.gui.chronology.page import ChronologyPage
from evidence_app.gui.enter_key import press_focused
from evidence_app.gui.exhibits.details_panel import DetailsPanel
from evidence_app.gui.exhibits.page import ExhibitsPage
from evidence_app.gui.hearing.page import HearingPage
from evidence_app.gui.history.page import HistoryPage
from evidence_app.gui.importing.drop import DropOverlay
from evidence_app.gui.importing.page import ImportsPage
from evidence_app.gui.integrity.page import IntegrityPage
from evidence_app.gui.item_history import ItemHistory
from evidence_app.gui.matter_page.page import MatterPage
from evidence_app.gui.messages import Messages
from evidence_app.gui.navigation import Navigation
from evidence_app.gui.panels import LEFT, RIGHT, Panels
from evidence_app.gui.proof.page import ProofPage
from evidence_app.gui.proof.panel import ElementPanel
from evidence_app.gui.register.page import RegisterPage
from evidence_app.gui.reporting.page import ReportsPage
from evidence_app.gui.runner import AnyRunner
from evidence_app.gui.scrolled_page import RoomArea
from evidence_app.gui.search.page import SearchPage
from evidence_app.gui.search_bar import SearchBar
from evidence_app.gui.status import StatusLine
from evidence_app.gui.top_banner import TopBanners
from evidence_app.gui.viewer.viewer import Viewer
from evidence_app.gui.window_state import WindowState
from evidence_app.services.matter import Matter
from evidence_app.settings import Settings

VIEWER_PAGES = ("exhibits", "elements", "search", "chronology")
"""Pages that share the window with the page view; the first and third show it from the start."""
SIDE_PAGES = ("exhibits", "search")
"""Pages beside which elements and details are shown; the others use the whole width."""
SHARES = {"exhibits": 0.43, "search": 0.55, "elements": 0.6, "chronology": 0.62}
"""How much of the height the page has at first when the page view stands below it; the user's own share is kept."""
TOOLS = ("import", "", "search", "", "link", "tag", "number", "", "export", "verify", " ", "undo", "redo")
SHORT = {"import": "Import", "link": "Link", "tag": "Tag", "number": "Number", "export": "Export", "verify": "Verify"}
WIDE = 1500
"""From this width of the window the page view stands beside the list instead of below it."""
LITTLE = QSize(800, 500)
"""Below this size (at 100 % text) there is room for the list or the page view, one at a time."""
LETTERS = {"Exhibit": "E&xhibit", "Evidence": "Evi&dence"}
"""Menus whose first letter belongs to another one: every menu opens with Alt and a letter of its own."""
RAIL = 1000
"""Below this width the navigation shows icons only."""

Shares = dict[str, dict[Qt.Orientation, list[int]]]


class Frame(QMainWindow):
    """The parts of the window and how they share its room. What they ask of one another is wired by ``MainWindow``."""

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
        self._viewer_on = {"exhibits": True, "elements": False, "search": True, "chronology": False}
        self._shares: Shares = {page: {} for page in VIEWER_PAGES}
        self._little = self._in_front = False
        self._build_pages()
        self._build_frame()
        self._build_menus()
        self._build_tools()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_moved)

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
        self.register_page = RegisterPage(*given)
        self.hearing_page = HearingPage(*given)
        self.integrity_page = IntegrityPage(*given)
        self.element_panel = ElementPanel(*given)
        self.details_panel = DetailsPanel(*given)
        self.item_history = ItemHistory(*given)
        self.pages: dict[str, QWidget] = {
            "matter": self.matter_page, "exhibits": self.exhibits_page, "elements": self.proof_page,
            "search": self.search_page, "chronology": self.chronology_page, "timeline": self.chronology_page,
            "imports": self.imports_page, "history": self.history_page, "reports": self.reports_page,
            "register": self.register_page, "hearing": self.hearing_page, "integrity": self.integrity_page,
        }  # fmt: skip

        self._mains = (self.proof_page.overview.view, self.chronology_page.table, self.history_page.table)

    def _build_frame(self) -> None:
        self.stack = PageStack()
        self.stack.setObjectName("page_stack")
        for page in dict.fromkeys(self.pages.values()):
            self.stack.add(page)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setObjectName("centre_splitter")
        self.splitter.addWidget(self.stack)
        self.splitter.addWidget(self.viewer)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 1)
        self.banners = TopBanners()
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banners)
        column.addWidget(self.splitter, 1)
        self.setCentralWidget(centre)
        self.navigation = Navigation(self.matter, self.runner)
        self.panels = Panels(self, self._panel_moved)
        self.nav_dock = self.panels.add("navigation_dock", "Navigation", self.navigation, LEFT)
        self.side = QTabWidget()
        self.side.tabBar().setAccessibleName("Elements, details and notes")
        self.side.setObjectName("side_tabs")
        self.side.setDocumentMode(True)
        for widget, title in (
            (self.element_panel, "Elements"),
            (self.details_panel, "Details"),
            (self.item_history, "Notes && history"),
        ):
            self.side.setTabToolTip(self.side.addTab(widget, title), title.replace("&&", "&"))
        self.side.setUsesScrollButtons(False)
        self.side.setElideMode(Qt.TextElideMode.ElideRight)
        self.side.setMinimumSize(theme.px(220), theme.px(120))
        self.side_dock = self.panels.add("side_dock", "Elements and details", self.side, RIGHT)
        self._size_panels()
        self.status_line = StatusLine(self.matter, self.runner)
        self.setStatusBar(self.status_line)
        self.drop_overlay = DropOverlay(self)

    def _size_panels(self) -> None:
        wanted = {self.nav_dock: theme.px(210), self.side_dock: theme.px(250 if self.navigation.rail else 340)}
        docked = [one for one in wanted if self.dockWidgetArea(one) != Qt.DockWidgetArea.NoDockWidgetArea]
        docked = [one for one in docked if not one.isFloating()]
        self.resizeDocks(docked, [wanted[one] for one in docked], Qt.Orientation.Horizontal)

    def _panel_moved(self) -> None:
        self._follow_size(self.size())
        if self.tabifiedDockWidgets(self.side_dock):
            self._size_panels()

    def standard_layout(self) -> None:
        """Both panels where they stood at first, with their first width."""
        self.panels.standard()
        self._size_panels()

    def _build_menus(self) -> None:
        for name in MENUS:
            menu = self.menuBar().addMenu(LETTERS.get(name, f"&{name}"))
            menu.setObjectName(f"menu_{name.lower()}")
            menu.addActions(self.actions_.in_group(name))
        self.exhibits_page.actions_menu.addActions(self.actions_.in_group("Exhibit"))

    def _build_tools(self) -> None:
        bar = QToolBar("Tools")
        bar.setObjectName("tool_bar")
        bar.setMovable(False)
        large = theme.px(100) >= 150  # words of this size would push Verify, Undo and Redo off a small screen
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if large else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        bar.setToolButtonStyle(style)
        self.search_bar = SearchBar(self.matter, self.runner)
        self.search_bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        for name in TOOLS:
            if name == "search":
                bar.addWidget(self.search_bar)
            elif name == " ":
                bar.addSeparator()
            elif name:
                bar.addAction(self.actions_[name])
        for name, words in SHORT.items():
            self.actions_[name].setIconText(words)
        for name in ("undo", "redo"):
            button = bar.widgetForAction(self.actions_[name])
            if isinstance(button, QToolButton):
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.addToolBar(bar)
        self.tool_bar = bar

    # -- pages -----------------------------------------------------------------------------------------------------

    def go(self, name: str) -> None:
        """Show one page of the window."""
        if name == self._page and not self._in_front:
            return
        self._keep_share()
        self._page, self._in_front = name, False
        self.stack.show_page(self.pages[name])
        self.navigation.mark(name)
        if name == "timeline":
            self.chronology_page.show_timeline()
        elif name == "chronology":
            self.chronology_page.show_list()
        elif name == "exhibits":
            self.exhibits_page.focus_list()
        elif name == "elements" and not self.proof_page.element_id and self.search_bar.element.count() > 1:
            self.proof_page.show_element(self.search_bar.element.itemData(1))
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

    @property
    def _place(self) -> str:
        """The page on show, as far as the page view is concerned: list and timeline are one page."""
        return "chronology" if self._page == "timeline" else self._page

    def _keep_share(self) -> None:
        """Remember how the page and the page view share the window."""
        if self._place in self._shares and self.viewer.isVisible() and self.stack.isVisible():
            self._shares[self._place][self.splitter.orientation()] = self.splitter.sizes()

    def _apply_share(self) -> None:
        orientation = self.splitter.orientation()
        share = SHARES.get(self._place, 0.5) if orientation == Qt.Orientation.Vertical else 0.5
        sizes = self._shares.get(self._place, {}).get(orientation) or [round(1000 * share), round(1000 * (1 - share))]
        self.splitter.setSizes(sizes)

    def _show_viewer(self) -> None:
        name = self._place
        on = self._in_front if self._little else self._viewer_on.get(name, False)
        self.viewer.setVisible(on)
        self.stack.setVisible(not (on and self._little))
        self.viewer.header.back.setVisible(self._little)
        self._apply_share()
        action = self.actions_["show_viewer"]
        action.setEnabled(name in VIEWER_PAGES)
        action.setChecked(on)

    def toggle_viewer(self) -> None:
        """Show or hide the page view beside this page."""
        if self._place in self._viewer_on:
            self._turn_viewer(self.viewer.isHidden())

    def need_viewer(self) -> None:
        """Make sure that the page view can be seen."""
        if self._place not in VIEWER_PAGES:
            self.go("exhibits")
        if self.viewer.isHidden():
            self._turn_viewer(True)

    def _turn_viewer(self, on: bool) -> None:
        """Show or hide the page view; with little room it takes the place of the page, and the keyboard."""
        if self._little:
            self._in_front = on
        else:
            self._viewer_on[self._place] = on
        self._show_viewer()
        if self._little:
            (self.viewer if on else self._pane_of(self.stack.page)).setFocus(Qt.FocusReason.OtherFocusReason)

    def step_pane(self, step: int) -> None:
        """F6: the keyboard goes to the next part of the window; first to what a toast offers, since that goes away."""
        if self.messages.enter_toast():
            return
        panes = [
            self.navigation.list,
            self._pane_of(self.stack.page),
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
        main = next((one for one in self._mains if page.isAncestorOf(one) and one.isVisible()), None)
        if main is not None:
            return main
        first = next(
            (w for w in page.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()), None
        )
        return first or page

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None:
            QTimer.singleShot(0, self, self._take_keyboard)

    def _take_keyboard(self) -> None:
        """The keyboard is never nowhere: when what had it is gone, the page on show takes it."""
        if self.isActiveWindow() and QApplication.focusWidget() is None and QApplication.activePopupWidget() is None:
            self._pane_of(self.stack.page).setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_focused(event):
            super().keyPressEvent(event)

    # -- room and memory -------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._follow_size(event.size())
        super().resizeEvent(event)

    def _follow_size(self, size: QSize) -> None:
        """Share the window's room as its size at this text size allows."""
        narrow = size.width() < theme.px(RAIL)
        rail = narrow and self.panels.alone(self.nav_dock)
        if rail != self.navigation.rail:
            self.navigation.set_rail(rail)
            self.side.setTabText(2, "Notes" if narrow else "Notes && history")
            self._size_panels()
        wanted = Qt.Orientation.Horizontal if size.width() >= theme.px(WIDE) else Qt.Orientation.Vertical
        if self.splitter.orientation() != wanted:
            self._keep_share()
            self.splitter.setOrientation(wanted)
            self._apply_share()
        little = size.width() < theme.px(LITTLE.width()) or size.height() < theme.px(LITTLE.height())
        if little != self._little:
            self._keep_share()
            self._little, self._in_front = little, False
            self._show_viewer()

    def restore(self) -> None:
        """Stand as the window stood when this matter was closed last."""
        key = f"window/{self.matter.uid}"
        self.resize(1366, 768)
        if not self.restoreGeometry(self.state.bytes(f"{key}/geometry")):
            self._first_size()
        self.restoreState(self.state.bytes(f"{key}/state"))
        if self.state.text(f"{key}/text_size", str(theme.px(100))) != str(theme.px(100)):
            # widths that were right for another text size; docks take new ones only once they are laid out
            QTimer.singleShot(0, self, self._size_panels)
        self._shares = _shares_read(self.state.text(f"{key}/shares"))
        self.exhibits_page.grid.restore(self.state)
        self.actions_["show_navigation"].setChecked(not self.nav_dock.isHidden())
        self.actions_["show_side"].setChecked(self.state.text(f"{key}/side", "yes") == "yes")
        self.side.setCurrentIndex(int(self.state.text(f"{key}/side_tab", "0")))
        page = self.state.text(f"{key}/page", "exhibits" if self.exhibits_page.grid.rows.ids else "matter")
        self.go(page if page in self.pages else "matter")
        self._follow_size(self.size())

    def _first_size(self) -> None:
        """A comfortable size; on a small screen all of it, because a title bar would push the status line off."""
        screen = QGuiApplication.primaryScreen().availableSize()
        self.resize(min(1600, screen.width()), min(960, screen.height()))
        if screen.height() < 960 and QGuiApplication.platformName() != "offscreen":
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def keep_state(self) -> None:
        """Remember how the window stands, for this matter."""
        key = f"window/{self.matter.uid}"
        self.state.keep(f"{key}/geometry", self.saveGeometry())
        self.state.keep(f"{key}/state", self.saveState())
        self.state.keep(f"{key}/text_size", str(theme.px(100)))
        self._keep_share()
        self.state.keep(f"{key}/shares", _shares_text(self._shares))
        self.state.keep(f"{key}/page", self._page)
        self.state.keep(f"{key}/side", "yes" if self.actions_["show_side"].isChecked() else "no")
        self.state.keep(f"{key}/side_tab", str(self.side.currentIndex()))
        self.exhibits_page.grid.keep(self.state)
        self.state.sync()


class PageStack(QStackedWidget):
    """The pages; a page that is larger than the room for it scrolls instead of making the window larger."""

    def add(self, page: QWidget) -> None:
        """Take in a page."""
        self.addWidget(RoomArea(page, f"{page.objectName()}_room"))

    def show_page(self, page: QWidget) -> None:
        """Bring a page to the front."""
        self.setCurrentIndex(next(i for i in range(self.count()) if self._page_at(i) is page))

    @property
    def page(self) -> QWidget:
        """The page on show."""
        return self._page_at(self.currentIndex())

    def _page_at(self, index: int) -> QWidget:
        area = self.widget(index)
        assert isinstance(area, RoomArea)
        return area.inner

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(240), theme.px(120))

    def sizeHint(self) -> QSize:
        return self.page.sizeHint() if self.count() else super().sizeHint()


def _shares_text(shares: Shares) -> str:
    return json.dumps({page: {str(o.value): sizes for o, sizes in kept.items()} for page, kept in shares.items()})


def _shares_read(text: str) -> Shares:
    stored = json.loads(text) if text else {}
    kept = {page: {Qt.Orientation(int(o)): sizes for o, sizes in own.items()} for page, own in stored.items()}
    return {page: kept.get(page, {}) for page in VIEWER_PAGES}


def _around(pane: QWidget, focus: QWidget) -> bool:
    """Whether the focus is in the same part of the window as the pane's own widget."""
    for kind in (QDockWidget, QStackedWidget):
        holder: Any = pane
        while holder is not None and not isinstance(holder, kind):
            holder = holder.parentWidget()
        if holder is not None:
            return bool(holder.isAncestorOf(focus))
    return False
