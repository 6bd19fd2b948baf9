"""The tools above the pages: small pages, page box, zoom, turn, how pages are shown, find."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QMenu, QToolButton, QWidget

from evidence_app.gui import theme
from evidence_app.gui.more_menu import MoreMenu
from evidence_app.gui.viewer.page_box import PageBox, tool_button

ZOOMS = (
    "Fit width",
    "Fit page",
    "25 %",
    "50 %",
    "75 %",
    "100 %",
    "125 %",
    "150 %",
    "200 %",
    "300 %",
    "400 %",
    "600 %",
    "800 %",
)
SHOWS = {
    "picture": "Page as it looks",
    "words": "Words found on the page, with OCR confidence",
    "text": "Text that is searched and quoted",
    "layer": "Text layer of the file",
    "ocr": "Text read by OCR",
}
"""Ways to show a page -> their names in the menu."""


def parse_zoom(text: str) -> str | float | None:
    """What was chosen or typed: "width", "page", a factor (1.0 = 100 %), or None when it cannot be read."""
    plain = text.strip().casefold()
    if plain in ("fit width", "fit page"):
        return plain.removeprefix("fit ")
    try:
        return float(plain.rstrip("% ").replace(",", ".")) / 100
    except ValueError:
        return None


class ToolRow(QFrame):
    """Says what was asked for by signals; ``zoom_chosen`` carries what :func:`parse_zoom` returns."""

    zoom_chosen = Signal(object)
    zoom_stepped = Signal(int)
    show_chosen = Signal(str)
    rotate_wanted = Signal()
    single_chosen = Signal(bool)
    thumbnails_chosen = Signal(bool)
    find_wanted = Signal()
    redact_wanted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("viewer_tools")
        self.setProperty("role", "bar")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(6), theme.px(3), theme.px(6), theme.px(3))
        row.setSpacing(theme.px(3))
        self.page_box = PageBox()
        self.thumbnails = tool_button("columns", "Small pages", "show_thumbnails", checkable=True)
        self.zoom = self._zoom_box()
        row.addWidget(self.thumbnails)
        row.addWidget(self.page_box)
        row.addStretch(1)
        less, more = self._step("zoom-out", "Zoom out (Ctrl+-)", -1), self._step("zoom-in", "Zoom in (Ctrl++)", 1)
        for widget in (less, self.zoom, more):
            row.addWidget(widget)
        rotate = tool_button("rotate", "Turn the view (the original stays as it is)", "rotate_view")
        rotate.clicked.connect(self.rotate_wanted.emit)
        row.addWidget(rotate)
        show = self._show_menu()
        row.addWidget(show)
        self.redact = tool_button(
            "redact", "Redaction mode: marks for copies, the original stays (R)", "redact_mode", checkable=True
        )
        self.redact.clicked.connect(lambda on: self.redact_wanted.emit(on))
        row.addWidget(self.redact)
        find = tool_button("search", "Find in this exhibit (/)", "find_in_exhibit")
        find.clicked.connect(self.find_wanted.emit)
        row.addWidget(find)
        self.thumbnails.toggled.connect(self.thumbnails_chosen.emit)
        self.more = MoreMenu(self, (rotate, show, self.thumbnails, more, less, find, self.redact))
        row.addWidget(self.more)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.more.least_width(), super().minimumSizeHint().height())

    def _zoom_box(self) -> QComboBox:
        box = QComboBox()
        box.setObjectName("zoom_box")
        box.setAccessibleName("Zoom")
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        box.addItems(ZOOMS)
        box.setFixedWidth(theme.px(104))
        box.activated.connect(lambda _row: self._choose_zoom())
        typed = box.lineEdit()
        assert typed is not None  # it is editable
        typed.returnPressed.connect(self._choose_zoom)
        return box

    def _choose_zoom(self) -> None:
        chosen = parse_zoom(self.zoom.currentText())
        if chosen is not None:
            self.zoom_chosen.emit(chosen)

    def show_zoom(self, zoom: float, fit: str) -> None:
        """Show the zoom in use."""
        self.zoom.setEditText({"width": "Fit width", "page": "Fit page"}.get(fit, f"{round(zoom * 100)} %"))
        self.zoom.setToolTip(f"{round(zoom * 100)} %")

    def _step(self, icon: str, name: str, direction: int) -> QToolButton:
        button = tool_button(icon, name, icon.replace("-", "_"))
        button.clicked.connect(lambda: self.zoom_stepped.emit(direction))
        return button

    def _show_menu(self) -> QToolButton:
        button = tool_button("page", "How pages are shown", "show_menu")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        group = QActionGroup(menu)
        self.shows: dict[str, QAction] = {}
        for name, words in SHOWS.items():
            action = menu.addAction(words, lambda n=name: self.show_chosen.emit(n))
            action.setCheckable(True)
            group.addAction(action)
            self.shows[name] = action
        self.shows["picture"].setChecked(True)
        menu.addSeparator()
        self.single = menu.addAction("One page at a time")
        self.single.setCheckable(True)
        self.single.toggled.connect(self.single_chosen.emit)
        button.setMenu(menu)
        return button

    def offer(self, *, drawn: bool, layer: bool, ocr: bool) -> None:
        """Offer only the ways to show pages that this exhibit has."""
        for name, there in (("picture", True), ("words", drawn), ("text", drawn), ("layer", layer), ("ocr", ocr)):
            self.shows[name].setEnabled(there)
        self.shows["picture"].setChecked(True)
