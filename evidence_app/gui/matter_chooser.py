"""The first page: recent matters, a new one, one from a folder, or the sample."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from evidence_app import __version__
from evidence_app.gui import theme
from evidence_app.gui.context_menu import open_at_keyboard
from evidence_app.gui.dialog import screen_room
from evidence_app.gui.enter_key import press_focused
from evidence_app.gui.scrolled_page import RoomArea
from evidence_app.gui.window_state import RecentMatter
from evidence_app.jobs import Progress


class MatterChooser(QWidget):
    """Emits what the user wants; ``busy`` shows that it is being done."""

    open_asked = Signal(object)
    new_asked = Signal()
    sample_asked = Signal()
    forget_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("matter_chooser")
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("Evidence")
        inner = QWidget()
        inner.setProperty("role", "page")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(RoomArea(inner, "chooser_room"))
        row = QHBoxLayout(inner)
        row.setContentsMargins(theme.px(40), theme.px(36), theme.px(40), theme.px(36))
        row.setSpacing(theme.px(36))
        row.addLayout(self._left(), 2)
        row.addWidget(self._right(), 3)
        self.resize(QSize(theme.px(940), theme.px(580)).boundedTo(screen_room(self)))
        self.setAcceptDrops(True)

    def _left(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.px(10))
        sign = QLabel()
        sign.setPixmap(theme.picture("app", 56))
        column.addWidget(sign)
        column.addWidget(theme.label("Evidence", "title"))
        words = "From a folder of files to a court exhibit list. Everything stays on this computer; no network, ever."
        column.addWidget(theme.label(words, "muted", wrap=True))
        column.addSpacing(theme.px(10))
        self.new = self._button("New matter…", "chooser_new", "add", self.new_asked.emit, primary=True)
        self.open = self._button("Open a matter…", "chooser_open", "open-folder", self._browse)
        self.sample = self._button("Open the sample matter", "chooser_sample", "exhibits", self.sample_asked.emit)
        for button in (self.new, self.open, self.sample):
            column.addWidget(button)
        column.addWidget(theme.label("The sample is made up; every page says so.", "muted", wrap=True))
        column.addStretch(1)
        self.words = theme.label("", "muted", wrap=True, name="chooser_busy")
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Progress")
        self.bar.setTextVisible(False)
        self.bar.hide()
        column.addWidget(self.words)
        column.addWidget(self.bar)
        column.addWidget(theme.label(f"Version {__version__}", "muted"))
        return column

    @staticmethod
    def _button(words: str, name: str, icon: str, run: Callable[[], object], primary: bool = False) -> QPushButton:
        button = QPushButton(theme.icon(icon, "accent_text" if primary else "text"), f"  {words}")
        button.setObjectName(name)
        button.setAccessibleName(words.rstrip("…"))
        if primary:
            button.setProperty("role", "primary")
        button.setMinimumHeight(theme.px(36))
        button.clicked.connect(lambda: run())
        return button

    def _right(self) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(theme.px(8), theme.px(14), theme.px(8), theme.px(8))
        heading = theme.label("Recent matters", "heading")
        heading.setContentsMargins(theme.px(10), 0, 0, theme.px(4))
        column.addWidget(heading)
        self.list = QListWidget()
        self.list.setObjectName("recent_matters")
        self.list.setAccessibleName("Recent matters; Enter opens")
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.itemActivated.connect(self._chosen)
        self.list.itemClicked.connect(self._chosen)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._menu)
        QShortcut(QKeySequence("Shift+F10"), self, lambda: open_at_keyboard(self))
        column.addWidget(self.list, 1)
        self.none = theme.label(
            "Matters you open appear here. Make a new one, or look around in the sample.", "muted", wrap=True
        )
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.none, 1)
        return card

    def show_recent(self, recent: Sequence[RecentMatter]) -> None:
        """List the matters opened before; one whose folder is gone says so."""
        self.list.clear()
        for one in recent:
            there = (Path(one.path) / "matter.sqlite").is_file()
            note = f"{one.opened.replace('T', ' ')[:16]}   {one.path}" if there else f"Not there any more: {one.path}"
            item = QListWidgetItem(theme.icon("matter", "muted"), f"{one.name}\n{note}")
            item.setData(Qt.ItemDataRole.UserRole, one.path)
            item.setToolTip(one.path)
            self.list.addItem(item)
        self.list.setVisible(bool(recent))
        self.none.setVisible(not recent)
        if recent:
            self.list.setCurrentRow(0)

    def _chosen(self, item: QListWidgetItem) -> None:
        self.open_asked.emit(Path(item.data(Qt.ItemDataRole.UserRole)))

    def _menu(self, place: object) -> None:
        item = self.list.currentItem()
        if item is not None:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            path = item.data(Qt.ItemDataRole.UserRole)
            menu.addAction("Take off this list (the folder stays)", lambda: self.forget_asked.emit(path))
            menu.exec(self.list.viewport().mapToGlobal(place))  # type: ignore[call-overload]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_focused(event):
            super().keyPressEvent(event)

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Open the folder of a matter")
        if chosen:
            self.open_asked.emit(Path(chosen))

    def busy(self, words: str) -> None:
        """Show that something is being done; an empty text ends it."""
        self.words.setText(words)
        self.bar.setVisible(bool(words))
        self.bar.setRange(0, 0)
        for widget in (self.new, self.open, self.sample, self.list):
            widget.setEnabled(not words)

    def progress(self, progress: Progress) -> None:
        """Show how far it is."""
        self.bar.setRange(0, progress.total)
        self.bar.setValue(progress.done)
