"""The evidence of one element as a short list under the tree: stance, citation, quote."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListWidget, QListWidgetItem, QWidget

from evidence_app.gui import theme
from evidence_app.services.evidence_links import LinkRow

ID_ROLE = Qt.ItemDataRole.UserRole + 1


def link_line(row: LinkRow) -> str:
    """``Ex. P-2 at 1: “…”``; "needs a look" first when it does."""
    quote = " ".join(row.link.quote.split())
    words = f"{row.cite}: “{quote}”" if quote else f"{row.cite}{' (a region)' if row.link.box else ''}"
    look = "Needs a look · " if row.link.state != "ok" else ""
    return f"{look}{words}{' (withdrawn)' if row.withdrawn else ''}"


class LinkList(QListWidget):
    """Enter or a double click opens a link in the viewer."""

    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("element_links")
        self.setAccessibleName("Evidence of the chosen element")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(True)
        self.setIconSize(QSize(theme.px(15), theme.px(15)))
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.itemActivated.connect(self._open)
        self.itemClicked.connect(self._open)

    def show_links(self, rows: Sequence[LinkRow]) -> None:
        """Show these links."""
        self.clear()
        for row in rows:
            item = QListWidgetItem(theme.stance_icon(row.link.stance), link_line(row))
            word = theme.STANCE_ICONS.get(row.link.stance, ("", "", row.link.stance))[2]
            item.setToolTip(f"{word}\n{link_line(row)}")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{word}: {link_line(row)}")
            item.setData(ID_ROLE, row.link.id)
            self.addItem(item)

    def _open(self, item: QListWidgetItem) -> None:
        self.opened.emit(int(item.data(ID_ROLE)))
