"""Reports: what can be made from the matter, and what was exported so far with its hash."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from evidence_app import reports
from evidence_app.gui import theme
from evidence_app.gui.exhibits.item_history import local_time
from evidence_app.gui.messages import Messages
from evidence_app.gui.runner import AnyRunner
from evidence_app.model.changes import Changes
from evidence_app.services.matter import Matter

ACROSS = 3


def past_exports(matter: Matter) -> list[tuple[str, str, dict[str, Any]]]:
    """Exports recorded in the audit log, newest first: when, who, and what with its file and hash."""
    sql = "SELECT at, actor, detail FROM audit_entry WHERE action LIKE 'Export {%' ORDER BY id DESC LIMIT 200"
    return [(at, actor, json.loads(detail)) for at, actor, detail in matter.read.tuples(sql)]


def about(report: Any) -> str:
    """One sentence about a report: its own, or the formats it can be written in."""
    words = str(getattr(report, "about", "")).strip()
    kinds = ", ".join(suffix.lstrip(".").upper() for suffix in report.suffixes)
    return f"{words} ({kinds})" if words else kinds


class ReportsPage(QWidget):
    """``export_asked(name)`` opens the export dialog with that report."""

    export_asked = Signal(str)

    def __init__(self, matter: Matter, runner: AnyRunner, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reports_page")
        self._runner = runner
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(12))
        column.setSpacing(theme.px(14))
        column.addWidget(theme.label("Reports", "title"))
        words = "Privileged and sequestered exhibits are left out of everything that leaves the office. Every export is recorded with its hash."
        column.addWidget(theme.label(words, "muted", wrap=True))
        grid = QGridLayout()
        grid.setSpacing(theme.px(12))
        for i, report in enumerate(reports.BUILT_IN):
            grid.addWidget(self._card(report), i // ACROSS, i % ACROSS)
        for i in range(ACROSS):
            grid.setColumnStretch(i, 1)
        column.addLayout(grid)
        column.addWidget(theme.label("Exported so far", "heading"))
        self.past = QTreeWidget()
        self.past.setObjectName("past_exports")
        self.past.setAccessibleName("Exported so far")
        self.past.setRootIsDecorated(False)
        self.past.setAlternatingRowColors(True)
        self.past.setHeaderLabels(["When", "Who", "Report", "File", "Rows", "SHA-256 of the file"])
        for i, width in enumerate((150, 110, 180, 300, 60)):
            self.past.setColumnWidth(i, theme.px(width))
        column.addWidget(self.past, 1)
        runner.changed.connect(self.refresh)
        self.reload()

    def _card(self, report: Any) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        column.addWidget(theme.label(report.title, "heading", wrap=True))
        column.addWidget(theme.label(about(report), "muted", wrap=True))
        column.addStretch(1)
        row = QHBoxLayout()
        button = QPushButton("Export…")
        button.setObjectName(f"export_{report.name}")
        button.setAccessibleName(f"Export {report.title}")
        button.clicked.connect(lambda: self.export_asked.emit(report.name))
        row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        return card

    def refresh(self, changes: Changes) -> None:
        """Show a new export."""
        if changes.label.startswith("Export"):
            self.reload()

    def reload(self) -> None:
        """Read the past exports again."""
        self._runner.query("exports", past_exports, done=self._show)

    def _show(self, found: list[tuple[str, str, dict[str, Any]]]) -> None:
        self.past.clear()
        for at, actor, detail in found:
            cells = [local_time(at), actor, *(str(detail.get(k, "")) for k in ("report", "file", "rows", "sha256"))]
            item = QTreeWidgetItem(cells)
            item.setTextAlignment(4, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.past.addTopLevelItem(item)
        if not found:
            item = QTreeWidgetItem(["Nothing was exported yet."])
            self.past.addTopLevelItem(item)
            item.setFirstColumnSpanned(True)
