"""The findings of a pre-flight check as a tree: by severity and kind, each with a word and an icon, exhibits and places."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem, QWidget

from evidence_app.gui import theme
from evidence_app.model.exhibits import Exhibit
from evidence_app.model.preflight import SEVERITIES, SEVERITY_WORDS, PreflightFinding, Purpose
from evidence_app.model.preflight_groups import THE_LIST, FindingGroup, grouped
from evidence_app.reports.preflight_report import name
from evidence_app.services import preflight
from evidence_app.services.matter import Matter

SEVERITY_ICONS = {"stop": ("close", "danger"), "warning": ("warning", "warning"), "notice": ("help", "muted")}
"""Severity -> icon and colour role; the word of ``SEVERITY_WORDS`` stands beside it."""
FindingsRole = Qt.ItemDataRole.UserRole + 1


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
    """Severities, gravest first; below each one row for every kind of finding, which opens to its places.

    A kind found in one place only is that place. Findings somebody decided about say so.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preflight_findings")
        self.setAccessibleName("Findings, gravest first")
        self.setHeaderLabels(["Finding", "Exhibit", "Page", "Place", "Decision"])
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setAlternatingRowColors(True)
        self.setUniformRowHeights(True)
        self.setExpandsOnDoubleClick(False)
        self.setMinimumHeight(theme.px(160))
        self.itemActivated.connect(self._open_or_fold)
        for i, width in enumerate((470, 130, 50, 120)):
            self.setColumnWidth(i, theme.px(width))

    def show_findings(self, looked: Looked) -> None:
        """Show a check's findings; severities without any are left out, and what was open stays open."""
        groups = grouped(looked.found)
        opened = {self._key(row) for row in self._group_rows() if row.isExpanded()}
        self.clear()
        for severity in SEVERITIES:
            own = [group for group in groups if group.severity == severity]
            if own:
                self._add_severity(severity, own, looked)
        for row in self._group_rows():
            row.setExpanded(self._key(row) in opened)

    def _group_rows(self) -> list[QTreeWidgetItem]:
        tops = [self.topLevelItem(i) for i in range(self.topLevelItemCount())]
        return [top.child(i) for top in tops if top is not None for i in range(top.childCount())]

    @staticmethod
    def _key(row: QTreeWidgetItem) -> tuple[str, str]:
        first: PreflightFinding = row.data(0, FindingsRole)[0]
        return first.severity, first.code

    def _add_severity(self, severity: str, own: list[FindingGroup], looked: Looked) -> None:
        icon, role = SEVERITY_ICONS[severity]
        every = [one for group in own for one in group.findings]
        decided = sum(one not in looked.standing for one in every)
        told = f"{SEVERITY_WORDS[severity]} ({len(every)}" + (f", {decided} overridden)" if decided else ")")
        heading = QTreeWidgetItem([told])
        heading.setIcon(0, theme.icon(icon, role))
        heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.addTopLevelItem(heading)
        heading.setFirstColumnSpanned(True)
        heading.addChildren([self._group_row(group, looked) for group in own])
        heading.setExpanded(True)

    def _group_row(self, group: FindingGroup, looked: Looked) -> QTreeWidgetItem:
        if len(group.findings) == 1:
            return self._row(group.findings[0], looked)
        decided, of = sum(one not in looked.standing for one in group.findings), len(group.findings)
        decision = f"{decided} overridden" if 0 < decided < of else "overridden" * bool(decided)
        row = self._item(
            group.severity, group.findings, group.words, group.exhibits_told, "", group.places_told, decision
        )
        row.setToolTip(1, group.named(looked.names))
        row.addChildren([self._row(one, looked) for one in group.findings])
        return row

    def _row(self, one: PreflightFinding, looked: Looked) -> QTreeWidgetItem:
        exhibit = looked.names.get(one.exhibit_id, "") if one.exhibit_id is not None else THE_LIST
        decision = "" if one in looked.standing else "overridden"
        return self._item(one.severity, (one,), one.words, exhibit, str(one.page or ""), one.where, decision)

    @staticmethod
    def _item(severity: str, findings: tuple[PreflightFinding, ...], words: str, *cells: str) -> QTreeWidgetItem:
        row = QTreeWidgetItem([words, *cells])
        row.setIcon(0, theme.icon(*SEVERITY_ICONS[severity]))
        row.setToolTip(0, words)
        row.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{SEVERITY_WORDS[severity]}: {words}")
        row.setData(0, FindingsRole, findings)
        return row

    @staticmethod
    def _open_or_fold(row: QTreeWidgetItem, _column: int) -> None:
        if row.childCount():
            row.setExpanded(not row.isExpanded())

    def chosen(self) -> list[PreflightFinding]:
        """The findings selected, in the order shown, each once; a kind stands for all of its findings."""
        found = [one for item in self.selectedItems() for one in item.data(0, FindingsRole) or ()]
        return list(dict.fromkeys(found))

    def current(self) -> tuple[PreflightFinding, ...]:
        """The findings of the row the cursor is on; none on a heading."""
        item = self.currentItem()
        return (item.data(0, FindingsRole) or ()) if item is not None else ()
