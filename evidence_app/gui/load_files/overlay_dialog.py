"""An overlay before it is done: which fields, matched by what, and every value before beside after."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.dialog import Dialog
from evidence_app.gui.field_rows import add_field, field_rows
from evidence_app.gui.runner import AnyRunner
from evidence_app.model.exhibits import DESIGNATIONS
from evidence_app.services import overlay
from evidence_app.services.overlay import OverlayPlan, OverlayValue

SHOWN = 1000
"""Lines listed; the sentence below counts all."""


class OverlayDialog(Dialog):
    """``plan`` is what is shown, and exactly what "Update" does; None while it is being worked out."""

    def __init__(self, parent: QWidget | None, runner: AnyRunner, path: Path) -> None:
        super().__init__(parent)
        self.setWindowTitle("Update exhibits from a table")
        self.setObjectName("overlay_dialog")
        self._runner, self._path = runner, path
        self.plan: OverlayPlan | None = None
        self.fields = QListWidget()
        self.fields.setObjectName("overlay_fields")
        self.fields.setAccessibleName("Fields to update")
        self.match = self._choice("overlay_match", "Rows are matched by", (("Bates number, else SHA-256", ""), ("Bates number", "bates"), ("SHA-256 of the file", "sha256")))  # fmt: skip
        self.order = self._choice("overlay_dates", "Dates such as 4/9/2018", (("Leave them out", ""), ("Month first", "month first"), ("Day first", "day first")))  # fmt: skip
        self.blanks = QCheckBox("A blank cell leaves the value as it is")
        self.blanks.setObjectName("overlay_blanks")
        self.blanks.setChecked(True)
        self.list = QTreeWidget()
        self.told = theme.label("", wrap=True, name="overlay_told")
        self._build()
        self.fields.itemChanged.connect(lambda _item: self._ask())
        for box in (self.match, self.order):
            box.currentIndexChanged.connect(lambda _i: self._ask())
        self.blanks.toggled.connect(lambda _on: self._ask())
        self._ask(first=True)

    @staticmethod
    def _choice(name: str, words: str, choices: tuple[tuple[str, str], ...]) -> QComboBox:
        box = QComboBox()
        box.setObjectName(name)
        box.setAccessibleName(words)
        for label, value in choices:
            box.addItem(label, value)
        return box

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(18)] * 4)
        column.setSpacing(theme.px(10))
        column.addWidget(theme.label(f"Update from {self._path.name}", "heading", wrap=True))
        words = "Only the fields ticked here are touched. Look at before and after; nothing is changed until you press Update, and one undo takes all of it back."
        column.addWidget(theme.label(words, "muted", wrap=True))
        top = QHBoxLayout()
        top.setSpacing(theme.px(16))
        left = QVBoxLayout()
        title = theme.label("Fields", "section")
        title.setBuddy(self.fields)
        left.addWidget(title)
        left.addWidget(self.fields)
        self.fields.setFixedHeight(theme.px(104))
        self.fields.setMinimumWidth(theme.px(140))
        top.addLayout(left, 1)
        right = QVBoxLayout()
        rows = field_rows()
        add_field(rows, "Rows are matched by", self.match)
        add_field(rows, "Dates such as 4/9/2018", self.order)
        right.addLayout(rows)
        right.addWidget(self.blanks)
        right.addStretch(1)
        top.addLayout(right, 2)
        column.addLayout(top)
        self._dress()
        column.addWidget(self.list, 1)
        column.addWidget(self.told)
        buttons, self.go = self.end_buttons("Update", "overlay_go")
        column.addWidget(buttons)
        theme.default_button(self, self.go)
        self.resize(theme.px(960), theme.px(660))

    def _dress(self) -> None:
        self.list.setObjectName("overlay_lines")
        self.list.setAccessibleName("Values before and after")
        self.list.setHeaderLabels(["Exhibit", "Field", "Before", "After", "Look at"])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAlternatingRowColors(True)
        for i, width in enumerate((100, 110, 150, 150)):
            self.list.setColumnWidth(i, theme.px(width))

    def _chosen(self) -> list[str]:
        items = [self.fields.item(i) for i in range(self.fields.count())]
        return [str(i.data(Qt.ItemDataRole.UserRole)) for i in items if i.checkState() == Qt.CheckState.Checked]

    def _ask(self, first: bool = False) -> None:
        """Work the preview out anew, off the window's thread."""
        self.plan = None
        self.go.setEnabled(False)
        chosen = self._chosen()
        if not first and not chosen:
            self._empty("No field is ticked.")
            return
        self._runner.query(
            "overlay", overlay.plan, self._path, chosen, self.match.currentData(),
            ignore_blanks=self.blanks.isChecked(), order=self.order.currentData(), done=self._show, on_error=self._failed,
        )  # fmt: skip

    def _failed(self, error: Exception) -> None:
        self._empty(str(error))
        theme.set_role(self.told, "problem")

    def _empty(self, words: str) -> None:
        self.list.clear()
        self.told.setText(words)
        theme.set_role(self.told, "")

    def _show(self, plan: OverlayPlan) -> None:
        self._empty(" ".join([plan.words(), *plan.warnings]))
        self.plan = plan
        if not self.fields.count():
            self._list_fields(plan.fields)
        for line, why in plan.refused[:SHOWN]:
            self._add([f"Line {line}", "", "", "", why], why)
        for value in sorted(plan.lines, key=lambda one: not one.problem)[:SHOWN]:
            self._add(self._cells(value), value.problem or value.remark)
        count = len(plan.changed)
        self.go.setText(f"Update {count:,} value{'s' * (count != 1)}")
        self.go.setEnabled(bool(count))

    def _list_fields(self, names: tuple[str, ...]) -> None:
        self.fields.blockSignals(True)
        for name in names:
            item = QListWidgetItem(overlay.label_of(name))
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            self.fields.addItem(item)
        self.fields.setCurrentRow(0)
        self.fields.blockSignals(False)

    @staticmethod
    def _cells(value: OverlayValue) -> list[str]:
        def words(text: str) -> str:
            known = DESIGNATIONS.get(text, text) if value.field == "designation" else text
            return " ".join(known.split()) or "–"

        return [
            value.name,
            overlay.label_of(value.field),
            words(value.old),
            words(value.new),
            value.problem or value.remark,
        ]

    def _add(self, cells: list[str], look: str) -> None:
        item = QTreeWidgetItem(cells)
        if look:
            item.setIcon(4, theme.icon("warning", "warning"))
        for i, cell in enumerate(cells):
            item.setToolTip(i, cell)
        self.list.addTopLevelItem(item)

    def answer(self) -> OverlayPlan | None:
        """The plan as it was shown when the user confirmed; None when they left."""
        return self.plan if self.exec() else None
