"""Reports: what can be made from the matter, and what was exported and produced so far with its hash."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from evidence_app import reports
from evidence_app.gui import theme
from evidence_app.gui.item_history import local_time
from evidence_app.gui.messages import Messages
from evidence_app.gui.reporting.productions_list import ProductionsList
from evidence_app.gui.runner import AnyRunner
from evidence_app.model.changes import Changes
from evidence_app.services import productions
from evidence_app.services.matter import Matter
from evidence_app.services.productions import Production

ACROSS = 3
"""Cards side by side; one less when the text is large."""


def past_exports(matter: Matter) -> list[tuple[str, str, dict[str, Any]]]:
    """Exports recorded in the audit log, newest first: when, who, and what with its file and hash."""
    sql = """SELECT at, actor, detail FROM audit_entry WHERE action LIKE 'Export {%' OR action LIKE 'Export a portable%'
             ORDER BY id DESC LIMIT 200"""
    return [(at, actor, _as_listed(json.loads(detail))) for at, actor, detail in matter.read.tuples(sql)]


def _as_listed(detail: dict[str, Any]) -> dict[str, Any]:
    """A portable case is a folder of exhibits; the others are files of rows."""
    if "folder" not in detail:
        return detail
    known = {"report": "Portable case", "file": detail["folder"], "rows": detail.get("exhibits", "")}
    return known | {"sha256": detail.get("sums_sha256", ""), "notes": detail.get("notes", ())}


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
        self._notes_wanted = False
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(12))
        column.setSpacing(theme.px(12))
        self._head = QHBoxLayout()
        self._head.setSpacing(theme.px(8))
        self._head.addWidget(theme.label("Reports", "title"), 1)
        column.addLayout(self._head)
        words = (
            "Privileged and sequestered exhibits are left out of what leaves the office; only the privilege log names them. "
            "Every export is recorded with its hash."
        )
        column.addWidget(theme.label(words, "muted", wrap=True))
        self.past, self.productions = self._past_list(), ProductionsList()
        split = QSplitter(Qt.Orientation.Vertical)
        split.setObjectName("reports_splitter")
        split.setChildrenCollapsible(False)
        split.addWidget(self._cards())
        split.addWidget(self._lists())
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        split.setSizes([theme.px(400), theme.px(190)])
        column.addWidget(split, 1)
        runner.changed.connect(self.refresh)
        self.reload()

    def _lists(self) -> QTabWidget:
        """What left so far: every export, and apart the productions with their numbers."""
        self.lists = QTabWidget()
        self.lists.setObjectName("reports_lists")
        self.lists.setDocumentMode(True)
        self.lists.tabBar().setAccessibleName("Exports and productions")
        self.lists.addTab(self.past, "Exported so far")
        self.lists.addTab(self.productions, "Productions")
        return self.lists

    def _cards(self) -> QScrollArea:
        """Every report as a card, as many side by side as the window is wide for."""
        inner = QWidget()
        inner.setProperty("role", "page")
        inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, theme.px(8), 0)
        grid.setSpacing(theme.px(10))
        across = ACROSS if theme.px(100) < 150 else ACROSS - 1
        for i, report in enumerate(reports.every()):
            grid.addWidget(self._card(report), i // across, i % across)
        for i in range(across):
            grid.setColumnStretch(i, 1)
        grid.setRowStretch(grid.rowCount(), 1)
        area = QScrollArea()
        area.setObjectName("report_cards")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setWidget(inner)
        return area

    @staticmethod
    def _past_list() -> QTreeWidget:
        past = QTreeWidget()
        past.setObjectName("past_exports")
        past.setAccessibleName("Exported so far")
        past.setAlternatingRowColors(True)
        past.setHeaderLabels(["When", "Who", "Report", "File", "Rows", "SHA-256 of the file"])
        for i, width in enumerate((150, 110, 180, 300, 60)):
            past.setColumnWidth(i, theme.px(width))
        return past

    def _card(self, report: Any) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        row = QHBoxLayout(card)
        row.setContentsMargins(theme.px(14), theme.px(10), theme.px(12), theme.px(10))
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addWidget(theme.label(report.title, "heading", wrap=True))
        words.addWidget(theme.label(about(report), "muted", wrap=True))
        row.addLayout(words, 1)
        button = QPushButton("Export…")
        button.setObjectName(f"export_{report.name}")
        button.setAccessibleName(f"Export {report.title}")
        button.clicked.connect(lambda: self.export_asked.emit(report.name))
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return card

    def add_command(self, action: QAction) -> None:
        """Put a command of the window beside the title."""
        button = QPushButton(action.icon(), action.text())
        button.setObjectName(f"reports_{action.objectName()}")
        button.setAccessibleName(action.text().rstrip("…"))
        button.setToolTip(action.toolTip())
        button.clicked.connect(action.trigger)
        self._head.addWidget(button)

    def refresh(self, changes: Changes) -> None:
        """Show a new export or production."""
        if changes.label.startswith("Export") or changes.touches("production"):
            self.reload()

    def reload(self) -> None:
        """Read the past exports and productions again."""
        self._runner.query("exports", past_exports, done=self._show)
        self._runner.query("productions", productions.productions, done=self._show_productions)

    def _show_productions(self, found: list[Production]) -> None:
        self.productions.show_productions(found)
        self.lists.setTabText(1, f"Productions ({len(found)})" if found else "Productions")

    def show_notes(self) -> None:
        """Take the keyboard to the newest export, with what the program had to say about it below."""
        self.lists.setCurrentWidget(self.past)
        newest = self.past.topLevelItem(0)
        self._notes_wanted = newest is None
        if newest is not None:
            newest.setExpanded(True)
            self.past.setCurrentItem(newest)
            self.past.scrollToItem(newest)
            self.past.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_note(self, export: QTreeWidgetItem, note: str) -> None:
        line = QTreeWidgetItem([note])
        line.setIcon(0, theme.icon("warning", "warning"))
        line.setToolTip(0, note)
        export.addChild(line)
        line.setFirstColumnSpanned(True)
        export.setText(
            2, f"{export.text(2).split(' – ')[0]} – {export.childCount()} note{'s' * (export.childCount() != 1)}"
        )

    def _show(self, found: list[tuple[str, str, dict[str, Any]]]) -> None:
        self.past.clear()
        for at, actor, detail in found:
            cells = [local_time(at), actor, *(str(detail.get(k, "")) for k in ("report", "file", "rows", "sha256"))]
            item = QTreeWidgetItem(cells)
            item.setTextAlignment(4, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.past.addTopLevelItem(item)
            for note in detail.get("notes", ()):
                self._add_note(item, str(note))
        newest = self.past.topLevelItem(0)
        if newest is not None:
            newest.setExpanded(True)
        if self._notes_wanted:
            self.show_notes()
        if not found:
            item = QTreeWidgetItem(["Nothing was exported yet."])
            self.past.addTopLevelItem(item)
            item.setFirstColumnSpanned(True)
