"""The small bar that appears at a fresh selection: link it, copy it, make a fact of it, mark it for redaction."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from evidence_app.gui import theme


class PassageBar(QFrame):
    """Floats over the pages below the selection. Takes no focus away from them."""

    link_wanted = Signal()
    copy_wanted = Signal()
    fact_wanted = Signal()
    redact_wanted = Signal()

    def __init__(self, pages: QWidget) -> None:
        super().__init__(pages)
        self._pages = pages
        self.setObjectName("passage_bar")
        self.setProperty("role", "card")
        self.setAccessibleName("What to do with the selected passage")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(3), theme.px(2), theme.px(3), theme.px(2))
        row.setSpacing(0)
        for name, icon, words, tip, signal in (
            ("link", "link", "Link", "Link to an element (L)", self.link_wanted),
            (
                "copy",
                "quote",
                "Copy with citation",
                "Copy the words with the exhibit and page (Ctrl+Shift+C)",
                self.copy_wanted,
            ),
            ("fact", "timeline", "Fact", "Make a fact of the chronology from it (F)", self.fact_wanted),
        ):
            button = QPushButton(theme.icon(icon, "link"), words)
            button.setObjectName(f"passage_{name}")
            button.setProperty("role", "flat")
            button.setAccessibleName(words)
            button.setToolTip(tip)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(signal.emit)
            row.addWidget(button)
        self.hide()

    def show_at(self, selection: QRectF) -> None:
        """Show it under the end of the selection, inside the pages."""
        parent = self._pages
        if selection.isEmpty() or not QRectF(parent.rect()).intersects(selection):
            self.hide()
            return
        self.adjustSize()
        left = min(selection.right() - self.width() / 2, parent.width() - self.width() - 8)
        below = selection.bottom() + 8
        top = below if below + self.height() < parent.height() else selection.top() - self.height() - 8
        self.move(max(8, int(left)), max(8, int(top)))
        self.show()
        self.raise_()
