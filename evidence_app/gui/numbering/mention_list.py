"""The texts that mention exhibits whose numbers change: each before and after, with a mark to leave it alone."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from evidence_app.gui import theme
from evidence_app.services.mentions import LeftMention, Mentioned, Mentions, TextPlace

PlaceRole = Qt.ItemDataRole.UserRole
SHOWN = 500
"""So many texts are listed one by one; the rest follow too and are counted."""


class MentionList(QWidget):
    """``leave`` holds the places whose mark was taken away; ``changed()`` when a mark or the box above changes."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found = Mentions()
        self.follow = QCheckBox("Change texts that mention these exhibits too")
        self.follow.setObjectName("renumber_follow")
        self.follow.setAccessibleName(self.follow.text())
        self.follow.setChecked(True)
        self.list = QTreeWidget()
        self.list.setObjectName("renumber_texts")
        self.list.setAccessibleName("Texts that mention these exhibits, before and after; Space takes one out")
        self.list.setHeaderLabels(["Text", "Before", "After"])
        self.list.setRootIsDecorated(False)
        self.list.setAlternatingRowColors(True)
        self.list.setUniformRowHeights(True)
        for i, width in enumerate((250, 270)):
            self.list.setColumnWidth(i, theme.px(width))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(8), 0, 0)
        column.setSpacing(theme.px(6))
        column.addWidget(self.follow)
        column.addWidget(self.list, 1)
        self.follow.toggled.connect(self._follow_toggled)
        self.list.itemChanged.connect(lambda _item, _column: self.changed.emit())

    def show_mentions(self, found: Mentions) -> None:
        """List what follows first, then what is left for the user to look at; nothing found shows nothing."""
        self.found = found
        self.list.blockSignals(True)
        self.list.clear()
        for one in found.changing[:SHOWN]:
            self.list.addTopLevelItem(_changing(one))
        for left in found.left[:SHOWN]:
            self.list.addTopLevelItem(_left(left))
        more = sum(max(0, len(part) - SHOWN) for part in (found.changing, found.left))
        if more:
            self.list.addTopLevelItem(QTreeWidgetItem([f"… and {more:,} more; the history lists all of them"]))
        self.list.blockSignals(False)
        self.list.setEnabled(self.follow.isChecked())
        self.setVisible(bool(found.changing or found.left))

    @property
    def leave(self) -> list[TextPlace]:
        """The texts the user wants left alone."""
        items = (self.list.topLevelItem(i) for i in range(self.list.topLevelItemCount()))
        marked = [(item.data(0, PlaceRole), item.checkState(0)) for item in items if item is not None]
        return [TextPlace(*place) for place, state in marked if place and state == Qt.CheckState.Unchecked]

    def words(self) -> str:
        """How many texts follow, and how many mentions do not."""
        if not self.found.changing and not self.found.left:
            return "No note, description or search mentions these exhibits by number."
        count = len(self.found.changing) - len(self.leave) if self.follow.isChecked() else 0
        words = f"{count:,} text{'s' * (count != 1)} follow{'s' * (count == 1)}"
        if self.found.left:
            words += f"; {len(self.found.left):,} could mean something else and stay{'s' * (len(self.found.left) == 1)}"
        return f"{words}."

    def _follow_toggled(self, on: bool) -> None:
        self.list.setEnabled(on)
        self.changed.emit()


def _changing(one: Mentioned) -> QTreeWidgetItem:
    before, after = one.text.excerpts()
    item = QTreeWidgetItem([one.where, before, after])
    item.setData(0, PlaceRole, tuple(one.place))
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(0, Qt.CheckState.Checked)
    for column, text in enumerate((one.where, one.text.before, one.text.after)):
        item.setToolTip(column, text)
    return item


def _left(one: LeftMention) -> QTreeWidgetItem:
    item = QTreeWidgetItem([one.where, one.excerpt, f"stays: {one.reason}"])
    item.setIcon(2, theme.icon("warning", "warning"))
    for column in range(3):
        item.setToolTip(column, item.text(column))
    return item
