"""An objection in a few keystrokes: type codes and words, see what will be entered, press Enter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.dialog import Dialog
from evidence_app.gui.field_rows import add_field, field_rows
from evidence_app.gui.hearing.objection_codes import (
    ObjectionCode,
    as_text,
    codes,
    objection_words,
    read_typed,
    save_codes,
)
from evidence_app.model.errors import UserError


class ObjectionDialog(Dialog):
    """What is typed ticks the codes it names; the rest is kept as free text. Codes can also be ticked in the list."""

    def __init__(self, parent: QWidget, title: str, sides: Sequence[str], by: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle("Objection")
        self.setObjectName("objection_dialog")
        self._codes = codes()
        self.typed = QLineEdit()
        self.typed.setObjectName("objection_typed")
        self.typed.setAccessibleName("Codes and words of the objection")
        self.typed.setPlaceholderText("403 801 cumulative")
        self.party = QComboBox()
        self.party.setObjectName("objection_party")
        self.party.setAccessibleName("Objecting party")
        self.party.addItem("Not stated", "")
        for side in sides:
            self.party.addItem(side, side)
        self.party.setCurrentIndex(max(0, self.party.findData(by)))
        self.list = QListWidget()
        self.list.setObjectName("objection_codes")
        self.list.setAccessibleName("Objection codes; Space ticks one")
        self.list.setMinimumHeight(theme.px(200))
        self.list.setSpacing(theme.px(2))
        self.result_line = theme.label("", wrap=True, name="objection_result")
        self._build(title)
        self._fill()
        self.typed.textChanged.connect(lambda _text: self._typed())
        self.party.currentIndexChanged.connect(lambda _i: self._tell())
        self.list.itemChanged.connect(lambda _item: self._tell())
        self.typed.setFocus()

    def _build(self, title: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(18)] * 4)
        column.setSpacing(theme.px(10))
        column.addWidget(theme.label(title, "heading", wrap=True))
        rows = field_rows()
        add_field(rows, "Codes and words", self.typed)
        add_field(rows, "Objecting party", self.party)
        column.addLayout(rows)
        column.addWidget(self.list, 1)
        column.addWidget(theme.label("Entered as", "section"))
        column.addWidget(self.result_line)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = buttons.addButton("Enter the objection", QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setObjectName("objection_go")
        edit = buttons.addButton("Edit codes…", QDialogButtonBox.ButtonRole.ActionRole)
        edit.setObjectName("objection_edit_codes")
        edit.clicked.connect(lambda: self._edit_codes())
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        theme.default_button(self, self.go)
        self.resize(theme.px(520), theme.px(560))

    def _fill(self) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for one in self._codes:
            item = QListWidgetItem(str(one))
            item.setCheckState(Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.blockSignals(False)
        self._typed()

    def _typed(self) -> None:
        """Tick what was typed; ticks made by hand stay."""
        named, _free = read_typed(self.typed.text(), self._codes)
        self.list.blockSignals(True)
        for row, one in enumerate(self._codes):
            if one in named:
                self.list.item(row).setCheckState(Qt.CheckState.Checked)
            elif self.list.item(row).data(Qt.ItemDataRole.UserRole):
                self.list.item(row).setCheckState(Qt.CheckState.Unchecked)
            self.list.item(row).setData(Qt.ItemDataRole.UserRole, one in named)
        self.list.blockSignals(False)
        first = next((i for i, one in enumerate(self._codes) if one in named), -1)
        if first >= 0:
            self.list.scrollToItem(self.list.item(first))
        self._tell()

    def _chosen(self) -> list[ObjectionCode]:
        named, _free = read_typed(self.typed.text(), self._codes)
        ticked = [
            one for row, one in enumerate(self._codes) if self.list.item(row).checkState() == Qt.CheckState.Checked
        ]
        return [*named, *(one for one in ticked if one not in named)]

    def words(self) -> str:
        """The objection as it will be entered."""
        free = read_typed(self.typed.text(), self._codes)[1]
        return objection_words(self._chosen(), free, str(self.party.currentData() or ""))

    def _tell(self) -> None:
        words = self.words()
        self.result_line.setText(words or "Type a code such as 403, tick one in the list, or type words.")
        self.go.setEnabled(bool(words))

    def accept(self) -> None:
        if self.words():
            super().accept()

    def _edit_codes(self) -> None:
        changed = CodesDialog.ask(self, self._codes)
        if changed is not None:
            self._codes = changed
            self._fill()

    @classmethod
    def ask(cls, parent: QWidget, title: str, sides: Sequence[str], by: str = "") -> tuple[str, str] | None:
        """The objection in words and the objecting party; None when the user left."""
        dialog = cls(parent, title, sides, by)
        return (dialog.words(), str(dialog.party.currentData() or "")) if dialog.exec() else None


class CodesDialog(Dialog):
    """The list of codes as text, one on each line."""

    def __init__(self, parent: QWidget, known: Sequence[ObjectionCode]) -> None:
        super().__init__(parent)
        self.setWindowTitle("Objection codes")
        self.setObjectName("codes_dialog")
        self.made: tuple[ObjectionCode, ...] = tuple(known)
        self.text = QPlainTextEdit(as_text(known))
        self.text.setObjectName("codes_text")
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("Objection codes, one on each line")
        self.problem = theme.label("", "problem", wrap=True, name="codes_problem")
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(18)] * 4)
        column.setSpacing(theme.px(10))
        column.addWidget(theme.label("Objection codes", "heading"))
        words = "One on each line: the code, then what it stands for. The list is kept for you, in every matter; empty it to get the program's list back."
        column.addWidget(theme.label(words, "muted", wrap=True))
        column.addWidget(self.text, 1)
        column.addWidget(self.problem)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        theme.default_button(self, buttons.findChildren(QPushButton)[0])
        self.resize(theme.px(420), theme.px(480))

    def accept(self) -> None:
        try:
            self.made = save_codes(self.text.toPlainText())
        except UserError as error:
            self.problem.setText(f"Not saved: {error}")
            return
        super().accept()

    @classmethod
    def ask(cls, parent: QWidget, known: Sequence[ObjectionCode]) -> tuple[ObjectionCode, ...] | None:
        """Let the user edit the list; None when they left."""
        dialog = cls(parent, known)
        return dialog.made if dialog.exec() else None
