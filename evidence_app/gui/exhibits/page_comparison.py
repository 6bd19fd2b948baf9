"""Two versions of a document page by page: what became of every page, and its words taken out and put in."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QListWidget, QListWidgetItem, QSplitter, QTextBrowser, QVBoxLayout, QWidget

from evidence_app.gui import theme
from evidence_app.model.page_alignment import PageChange, word_pieces

FATES = {"same": "unchanged", "changed": "changed", "moved": "moved", "added": "new", "removed": "gone"}


def page_words(change: PageChange) -> str:
    """One page of the comparison as a line: ``Page 2 → 3: moved``."""
    if change.old is None:
        return f"Page {change.new}: new"
    if change.new is None:
        return f"Old page {change.old}: gone"
    number = f"Page {change.old}" + (f" → {change.new}" if change.new != change.old else "")
    return f"{number}: {FATES[change.fate]}"


def page_html(change: PageChange, old: str, new: str) -> str:
    """The words of a page: taken out struck through, put in underlined; line by line would hide moved breaks."""
    gone, come = theme.colour("warning").name(), theme.colour("accent").name()
    dress = {
        "same": "{}",
        "old": f'<s style="color:{gone}">{{}}</s>',
        "new": f'<b><u style="color:{come}">{{}}</u></b>',
    }
    pieces = word_pieces(old, new)
    text = " ".join(dress[kind].format(escape(words)) for kind, words in pieces)
    return f"<p>{text}</p>" if text else "<p><i>This page has no words, so its contents cannot be compared.</i></p>"


class PageComparison(QWidget):
    """Pages at the left, the words of the chosen one at the right. ``name`` begins the object names of its parts."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._changes: Sequence[PageChange] = ()
        self._old: Sequence[str] = ()
        self._new: Sequence[str] = ()
        self.only_changes = QCheckBox("Only pages that differ")
        self.only_changes.setObjectName(f"{name}_only_changes")
        self.only_changes.setAccessibleName("Show only pages that differ")
        self.list = QListWidget()
        self.list.setObjectName(f"{name}_pages")
        self.list.setAccessibleName("Pages of both versions")
        self.text = QTextBrowser()
        self.text.setObjectName(f"{name}_text")
        self.text.setAccessibleName("Words of the page: taken out struck through, put in underlined")
        self.text.setOpenLinks(False)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.list)
        split.addWidget(self.text)
        split.setSizes([theme.px(250), theme.px(560)])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.only_changes)
        column.addWidget(split, 1)
        self.only_changes.toggled.connect(lambda _on: self._fill())
        self.list.currentItemChanged.connect(lambda item, _old: self._show(item))

    def compare(self, changes: Sequence[PageChange], old: Sequence[str], new: Sequence[str]) -> None:
        """Show these pages; at first those that differ, when some do."""
        self.list.clear()  # while the pages it stands for are still known
        self._changes, self._old, self._new = changes, old, new
        self.only_changes.blockSignals(True)
        self.only_changes.setChecked(any(change.fate != "same" for change in changes))
        self.only_changes.blockSignals(False)
        self._fill()

    def _fill(self) -> None:
        self.list.clear()
        for i, change in enumerate(self._changes):
            if change.fate != "same" or not self.only_changes.isChecked():
                item = QListWidgetItem(page_words(change))
                item.setData(Qt.ItemDataRole.UserRole, i)
                self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _show(self, item: QListWidgetItem | None) -> None:
        if item is None:
            self.text.setPlainText("")
            return
        change = self._changes[item.data(Qt.ItemDataRole.UserRole)]
        old = self._old[change.old - 1] if change.old else ""
        new = self._new[change.new - 1] if change.new else ""
        self.text.setHtml(page_html(change, old, new))
