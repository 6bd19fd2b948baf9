"""Replace a document: choose the new file, see page by page what changes and where every link goes, then decide."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.dialog import Dialog
from evidence_app.gui.exhibits.page_comparison import PageComparison
from evidence_app.gui.messages import Messages
from evidence_app.gui.runner import AnyRunner
from evidence_app.services import exhibits, replacing
from evidence_app.services.link_review import waiting_words
from evidence_app.services.matter import Matter
from evidence_app.services.replacing import Replacement


class ReplaceDialog(Dialog):
    """What replacing would do. ``reason`` is why; the answer is Accepted or Rejected."""

    def __init__(self, parent: QWidget | None, prepared: Replacement) -> None:
        super().__init__(parent)
        self.setWindowTitle("Replace the document")
        self.setObjectName("replace_dialog")
        self.prepared = prepared
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(16)] * 4)
        column.setSpacing(theme.px(8))
        column.addWidget(theme.label(f"Replace the document of {prepared.exhibit.label}", "heading", wrap=True))
        for words, name in ((self._files(), "replace_files"), (prepared.words(), "replace_summary")):
            column.addWidget(theme.label(words, wrap=True, name=name))
        if prepared.notes:
            column.addWidget(theme.label("\n".join(prepared.notes), "warning", wrap=True, name="replace_notes"))
        tabs = QTabWidget()
        tabs.tabBar().setAccessibleName("Pages and links")
        tabs.setObjectName("replace_tabs")
        tabs.addTab(self._pages(), "Pages")
        tabs.addTab(self._links(), f"Links ({len(prepared.fates)})")
        column.addWidget(tabs, 1)
        self.reason = QLineEdit()
        self.reason.setObjectName("replace_reason")
        self.reason.setAccessibleName("Why the document is replaced")
        self.reason.setPlaceholderText("Why (kept in the history): corrected production, signed copy …")
        column.addWidget(self.reason)
        column.addWidget(self._buttons())
        self.resize(theme.px(860), theme.px(600))

    def _files(self) -> str:
        old, new = self.prepared.exhibit, self.prepared
        return (
            f"Now: {old.file_name}, {old.page_count} page{'s' * (old.page_count != 1)}.  New: {new.path.name}, "
            f"{len(new.read.pages)} page{'s' * (len(new.read.pages) != 1)}. The old file and its pages are kept."
        )

    def _pages(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(*[theme.px(8)] * 4)
        self.comparison = PageComparison("replace")
        self.comparison.compare(self.prepared.alignment.pages, self.prepared.old_texts, self.prepared.new_texts)
        column.addWidget(self.comparison)
        return box

    def _links(self) -> QWidget:
        fates = QListWidget()
        fates.setObjectName("replace_links")
        fates.setAccessibleName("What happens to every link")
        fates.setWordWrap(True)
        for fate in sorted(self.prepared.fates, key=lambda one: one.outcome != "needs a look"):
            item = QListWidgetItem(f"{fate.words()}\n{fate.element}")
            if fate.outcome == "needs a look":
                item.setIcon(theme.icon("warning", "warning"))
            fates.addItem(item)
        if not self.prepared.fates:
            fates.addItem("No evidence link points into this exhibit.")
        return fates

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        go = buttons.addButton("Replace", QDialogButtonBox.ButtonRole.AcceptRole)
        go.setObjectName("replace_go")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        theme.default_button(self, go)
        return buttons

    def answer(self) -> str | None:
        """The reason when the user confirmed, None when they left."""
        return self.reason.text().strip() if self.exec() else None


class ReplaceCommand:
    """The command: file, comparison in the background, decision, change."""

    def __init__(self, window: QWidget, matter: Matter, runner: AnyRunner, messages: Messages) -> None:
        self._window, self._matter, self._runner, self._messages = window, matter, runner, messages
        self._ocr = True

    def ask(self, exhibit_id: int, *, ocr: bool = True) -> None:
        """Ask for the new file of an exhibit and compare it."""
        if not exhibit_id:
            return
        self._ocr = ocr
        one = exhibits.get(self._matter, exhibit_id)
        path, _kind = QFileDialog.getOpenFileName(self._window, f"New version of {one.label}")
        if path:
            self.compare(exhibit_id, Path(path))

    def compare(self, exhibit_id: int, path: Path) -> None:
        """Read the new file and show what it would change."""
        self._runner.job(f"Comparing {path.name}", replacing.prepare, exhibit_id, path, done=self._decide)

    def _decide(self, prepared: Replacement) -> None:
        reason = ReplaceDialog(self._window, prepared).answer()
        if reason is not None:
            self._runner.change(
                replacing.replace, prepared, reason, ocr=self._ocr, done=lambda _changes: self._done(prepared)
            )

    def _done(self, prepared: Replacement) -> None:
        counts: Any = prepared.alignment.counts()
        look = sum(fate.outcome == "needs a look" for fate in prepared.fates)
        parts = [f"{counts['added']} new page{'s' * (counts['added'] != 1)}"] if counts["added"] else []
        parts += [waiting_words(look)] if look else []
        told = f" ({', '.join(parts)})" if parts else ""
        self._messages.toast(f"Replaced the document of {prepared.exhibit.label}{told}.", undo=True)
