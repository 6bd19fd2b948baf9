"""The findings of a pre-flight check as a tree: by severity, each with a word and an icon, its exhibit and its place."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem, QWidget

from evidence_app.gui import theme
from evidence_app.model.exhibits import Exhibit
from evidence_app.model.preflight import SEVERITIES, SEVERITY_WORDS, PreflightFinding, Purpose
from evidence_app.reports.preflight_report import name
from evidence_app.services import preflight
from evidence_app.services.matter import Matter

SEVERITY_ICONS = {"stop": ("close", "danger"), "warning": ("warning", "warning"), "notice": ("help", "muted")}
"""Severity -> icon and colour role; the word of ``SEVERITY_WORDS`` stands beside it."""
FindingRole = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True)
class Looked:
    """What a check found, how its exhibits may be named, and which findings nobody has decided about."""

    found: tuple[PreflightFinding, ...]
    names: dict[int, str]
    standing: frozenset[PreflightFinding]


def look(matter: Matter, ids: Collection[int] | None, purpose: Purpose, limit_mb: float | None, **watch: Any) -> Looked:
    """Run the check; for a job."""
    return with_decisions(matter, preflight.check(matter, ids, purpose, limit_mb, **watch), purpose)


def with_decisions(matter: Matter, found: Collection[PreflightFinding], purpose: Purpose) -> Looked:
    """Findings as they stand now that decisions were recorded."""
    known: dict[int, str] = {one.id: name(one) for one in matter.read.rows(Exhibit, "SELECT * FROM exhibit")}
    names = {one.exhibit_id: known[one.exhibit_id] for one in found if one.exhibit_id is not None}
    standing = preflight.standing(found, preflight.overrides(matter), purpose)
    return Looked(tuple(found), names, frozenset(standing))


class FindingsTree(QTreeWidget):
    """Three groups, gravest first; findings somebody decided about say so."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preflight_findings")
        self.setAccessibleName("Findings, gravest first")
        self.setHeaderLabels(["Finding", "Exhibit", "Page", "Place", "Decision"])
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setAlternatingRowColors(True)
        self.setUniformRowHeights(True)
        for i, width in enumerate((470, 130, 50, 120)):
            self.setColumnWidth(i, theme.px(width))

    def show_findings(self, looked: Looked) -> None:
        """Show a check's findings; groups without findings are left out."""
        self.clear()
        for severity in SEVERITIES:
            own = [one for one in looked.found if one.severity == severity]
            if own:
                self._add_group(severity, own, looked)

    def _add_group(self, severity: str, own: list[PreflightFinding], looked: Looked) -> None:
        icon, role = SEVERITY_ICONS[severity]
        decided = sum(one not in looked.standing for one in own)
        told = f"{SEVERITY_WORDS[severity]} ({len(own)}" + (f", {decided} overridden)" if decided else ")")
        group = QTreeWidgetItem([told])
        group.setIcon(0, theme.icon(icon, role))
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.addTopLevelItem(group)
        group.setFirstColumnSpanned(True)
        group.addChildren([self._row(one, looked) for one in own])
        group.setExpanded(True)

    def _row(self, one: PreflightFinding, looked: Looked) -> QTreeWidgetItem:
        exhibit = looked.names.get(one.exhibit_id, "") if one.exhibit_id is not None else "(the list)"
        decision = "" if one in looked.standing else "overridden"
        icon, role = SEVERITY_ICONS[one.severity]
        row = QTreeWidgetItem([one.words, exhibit, str(one.page or ""), one.where, decision])
        row.setIcon(0, theme.icon(icon, role))
        row.setToolTip(0, one.words)
        row.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{SEVERITY_WORDS[one.severity]}: {one.words}")
        row.setData(0, FindingRole, one)
        return row

    def chosen(self) -> list[PreflightFinding]:
        """The findings selected, in the order shown."""
        found = [item.data(0, FindingRole) for item in self.selectedItems()]
        return [one for one in found if one is not None]

    def current(self) -> PreflightFinding | None:
        """The finding the cursor is on; None on a heading."""
        item = self.currentItem()
        return item.data(0, FindingRole) if item is not None else None
