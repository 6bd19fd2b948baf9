"""The strip below the hits: what can be done with the chosen one, and where it stands among all."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from evidence_app.gui import theme
from evidence_app.gui.flow import FlowLayout


class HitActions(QWidget):
    """``asked(what)``: "link", "not relevant", "later", "next", "previous" or "like" (pages like this passage)."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search_actions")
        self.setProperty("role", "panel")
        row = FlowLayout(self, gap=theme.px(6))
        row.setContentsMargins(theme.px(14), theme.px(6), theme.px(14), theme.px(6))
        self.link = self._button("search_link", "Link passage… (L)", "link")
        self.link.setIcon(theme.icon("link"))
        self.refuse = self._button("search_not_relevant", "Not relevant (X)", "not relevant")
        self.later = self._button("search_later", "Later (D)", "later")
        for button in (self.link, self.refuse, self.later):
            row.addWidget(button)
        self.where = theme.label("", "muted", name="search_where")
        self.where.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.where.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.previous = self._button("search_previous", "Previous", "previous")
        self.next = self._button("search_next", "Next (F3)", "next")
        for widget in (self.where, self.previous, self.next):
            row.addWidget(widget)

    def _button(self, name: str, words: str, what: str) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        button.setAccessibleName(words.split(" (")[0].rstrip("…"))
        button.clicked.connect(lambda: self.asked.emit(what))
        return button

    def show_state(self, place: int, total: int, element: str, writable: bool) -> None:
        """What is possible: ``place`` of the chosen hit (-1 = none) among ``total``, ``element`` the chosen one's number."""
        can = place >= 0 and writable
        self.link.setEnabled(can)
        self.link.setText(f"Link to {element} (L)" if element else "Link passage… (L)")
        self.link.setAccessibleName(f"Link the passage to {element}" if element else "Link passage")
        for button in (self.refuse, self.later):
            button.setEnabled(can and bool(element))
            button.setToolTip("" if element else "Choose an element first: a page is relevant or not to one of them")
        for button in (self.previous, self.next):
            button.setEnabled(total > 0)
        self.where.setText(f"{place + 1:,} of {total:,}" if place >= 0 else f"{total:,} hits" if total else "")

    def menu_at(self, at: QPoint) -> None:
        """The same as a menu, for the right mouse button."""
        menu = QMenu(self)
        for button in (self.link, self.refuse, self.later):
            action = menu.addAction(button.text())
            action.setEnabled(button.isEnabled())
            action.triggered.connect(button.click)
        menu.addSeparator()
        like = menu.addAction(theme.icon("quote"), "More like this passage")
        like.triggered.connect(lambda _=False: self.asked.emit("like"))
        menu.addActions(self.actions())
        menu.exec(at)
