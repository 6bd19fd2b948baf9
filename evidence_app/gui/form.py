"""Forms made from data: the exhibit's details, a report's options, the settings."""

from __future__ import annotations

import typing
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from typing import Any, Literal, get_args, get_origin, get_type_hints

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.elided import ElidedCombo

Choices = tuple[tuple[Any, str], ...]


@dataclass(frozen=True)
class Field:
    """One field. ``kind``: text, lines (several lines), choice, bool, int, list (comma separated), checks (several
    choices, in an order the user can drag), secret (dots instead of letters) or fixed (shown only).

    ``choices`` pairs stored values with words; ``section`` starts a new heading when it differs from the field before.
    """

    key: str
    label: str
    kind: str = "text"
    choices: Choices = ()
    tip: str = ""
    section: str = ""
    default: Any = ""


class Form(QWidget):
    """Fields with their labels. ``edited(key, value)`` is emitted when the user finished changing one field."""

    edited = Signal(str, object)

    def __init__(self, form_fields: Sequence[Field], parent: QWidget | None = None, *, stacked: bool = False) -> None:
        super().__init__(parent)
        self.fields = tuple(form_fields)
        self._inputs: dict[str, QWidget] = {}
        self._shown: dict[str, Any] = {}
        self._loading = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        self._build(column, stacked)

    def _build(self, column: QVBoxLayout, stacked: bool) -> None:
        self._label_width = 0 if stacked else self._widest_label()
        section, rows = None, None
        for field in self.fields:
            if field.section != section or rows is None:
                section = field.section
                if section:
                    heading = theme.label(section.upper(), "section")
                    heading.setContentsMargins(0, theme.px(10) if column.count() else 0, 0, theme.px(2))
                    column.addWidget(heading)
                rows = self._rows(stacked)
                column.addLayout(rows)
            self._add(rows, field)

    def _widest_label(self) -> int:
        """Labels of every section are equally wide, so that all fields start on one line."""
        return max((theme.text_width(self, f.label) for f in self.fields if f.kind != "bool"), default=0)

    @staticmethod
    def _rows(stacked: bool) -> QFormLayout:
        rows = QFormLayout()
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        rows.setHorizontalSpacing(theme.px(12))
        rows.setVerticalSpacing(theme.px(8))
        rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        if stacked:
            rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
            rows.setVerticalSpacing(theme.px(4))
        return rows

    def _add(self, rows: QFormLayout, field: Field) -> None:
        made = self._input(field)
        made.setObjectName(f"field_{field.key}")
        made.setAccessibleName(field.label)
        made.setToolTip(
            f"{field.tip} Alt+Up and Alt+Down move a line.".strip() if field.kind == "checks" else field.tip
        )
        self._inputs[field.key] = made
        if field.kind == "bool":
            rows.addRow(made)
            return
        name = QLabel(field.label)
        name.setProperty("role", "muted")
        name.setBuddy(made)
        if self._label_width:
            name.setMinimumWidth(self._label_width)
            if field.kind not in ("lines", "checks", "fixed"):
                name.setMinimumHeight(made.sizeHint().height())
        rows.addRow(name, made)

    def _input(self, field: Field) -> QWidget:
        if field.kind == "bool":
            box = QCheckBox(field.label)
            box.clicked.connect(lambda: self._commit(field.key))
            return box
        if field.kind == "choice":
            return self._choice(field)
        if field.kind == "checks":
            return self._checks(field)
        if field.kind == "int":
            spin = QSpinBox()
            spin.setRange(0, 1_000_000)
            spin.lineEdit().setTextMargins(theme.px(6), 0, 0, 0)
            spin.editingFinished.connect(lambda: self._commit(field.key))
            return spin
        if field.kind == "lines":
            lines = QPlainTextEdit()
            lines.setTabChangesFocus(True)
            lines.setFixedHeight(theme.px(70))
            lines.installEventFilter(self)
            return lines
        if field.kind == "fixed":
            return self._fixed()
        line = QLineEdit()
        if field.kind == "secret":
            line.setEchoMode(QLineEdit.EchoMode.Password)
        line.setPlaceholderText(field.tip if len(field.tip) < 34 else "")
        line.editingFinished.connect(lambda: self._commit(field.key))
        return line

    def _choice(self, field: Field) -> QComboBox:
        box = ElidedCombo(8)
        for value, words in field.choices:
            box.addItem(words, value)
        box.activated.connect(lambda _i: self._commit(field.key))
        return box

    def _checks(self, field: Field) -> QListWidget:
        made = QListWidget()
        made.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        for value, words in field.choices:
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, value)
            item.setCheckState(Qt.CheckState.Unchecked)
            made.addItem(item)
        made.setFixedHeight(theme.px(min(150, 14 + 26 * len(field.choices))))
        made.itemChanged.connect(lambda _item: self._commit(field.key))
        for keys, step in (("Alt+Up", -1), ("Alt+Down", 1)):
            shortcut = QShortcut(QKeySequence(keys), made)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(lambda by=step: self._move(made, field.key, by))
        return made

    def _move(self, made: QListWidget, key: str, step: int) -> None:
        """One place up or down with the chosen line, as dragging does."""
        row, to = made.currentRow(), made.currentRow() + step
        if row >= 0 and 0 <= to < made.count():
            made.insertItem(to, made.takeItem(row))
            made.setCurrentRow(to)
            self._commit(key)

    @staticmethod
    def _fixed() -> QLabel:
        text = QLabel()
        text.setWordWrap(True)
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return text

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A field of several lines is finished when it loses the focus."""
        if event.type() == QEvent.Type.FocusOut:
            for key, made in self._inputs.items():
                if made is watched:
                    self._commit(key)
        return False

    def _commit(self, key: str) -> None:
        value = self.value(key)
        if self._loading or value == self._shown.get(key):
            return
        self._shown[key] = value
        self.edited.emit(key, value)

    def input(self, key: str) -> QWidget:
        """The widget of a field."""
        return self._inputs[key]

    def value(self, key: str) -> Any:
        """What a field holds now."""
        made = self._inputs[key]
        kind = next(f.kind for f in self.fields if f.key == key)
        if isinstance(made, QCheckBox):
            return made.isChecked()
        if isinstance(made, QComboBox):
            return made.currentData()
        if isinstance(made, QSpinBox):
            return made.value()
        if isinstance(made, QPlainTextEdit):
            return made.toPlainText().strip()
        if isinstance(made, QListWidget):
            items = [made.item(i) for i in range(made.count())]
            on = Qt.CheckState.Checked
            return tuple(item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() == on)
        if kind == "secret":
            return typing.cast(QLineEdit, made).text()
        text = typing.cast(QLineEdit, made).text().strip()
        return tuple(filter(None, (part.strip() for part in text.split(",")))) if kind == "list" else text

    def values(self) -> dict[str, Any]:
        """Every field that can be edited."""
        return {f.key: self.value(f.key) for f in self.fields if f.kind != "fixed"}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show these values; nothing is reported as edited. A field being typed in is left alone."""
        self._loading = True
        for field in self.fields:
            if field.key in values:
                self._show(field, values[field.key])
        self._loading = False

    def _show(self, field: Field, value: Any) -> None:
        made = self._inputs[field.key]
        if isinstance(made, QCheckBox):
            made.setChecked(bool(value))
        elif isinstance(made, QComboBox):
            made.setCurrentIndex(max(0, made.findData(value)))
        elif isinstance(made, QSpinBox):
            made.setValue(int(value or 0))
        elif isinstance(made, QPlainTextEdit):
            if made.toPlainText() != str(value or ""):
                made.setPlainText(str(value or ""))
        elif isinstance(made, QLabel):
            made.setText(str(value or "–"))
            return
        elif isinstance(made, QListWidget):
            for item in (made.item(i) for i in range(made.count())):
                on = item.data(Qt.ItemDataRole.UserRole) in value
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        else:
            text = ", ".join(map(str, value)) if field.kind == "list" else "" if value is None else str(value)
            typing.cast(QLineEdit, made).setText(text)
        self._shown[field.key] = self.value(field.key)

    def set_read_only(self, read_only: bool) -> None:
        """Let the fields be read but not changed."""
        for made in self._inputs.values():
            if isinstance(made, QLineEdit | QPlainTextEdit):
                made.setReadOnly(read_only)
            elif not isinstance(made, QLabel):
                made.setEnabled(not read_only)


def fields_of(cls: type) -> tuple[Field, ...]:
    """Form fields of a dataclass: kind from the type, words from the field's metadata (label, tip, choices, section)."""
    if not is_dataclass(cls):
        raise TypeError(f"{cls} is not a dataclass")
    hints = get_type_hints(cls)
    found = []
    for one in fields(cls):
        if one.metadata.get("hidden"):
            continue
        kind, choices = _kind(hints[one.name], one.metadata.get("choices"))
        if kind == "text" and (one.metadata.get("secret") or one.name == "password"):
            kind = "secret"
        default = one.default_factory() if one.default_factory is not MISSING else one.default
        words = str(one.metadata.get("label") or one.name.replace("_", " ").capitalize())
        tip = str(one.metadata.get("tip") or one.metadata.get("help") or "")
        found.append(Field(one.name, words, kind, choices, tip, str(one.metadata.get("section", "")), default))
    return tuple(found)


def _words(value: Any) -> str:
    text = str(value).replace("_", " ")
    return text[:1].upper() + text[1:] if text else "As usual"


def _kind(hint: Any, choices: Any) -> tuple[str, Choices]:
    if choices:
        pairs = choices.items() if isinstance(choices, Mapping) else choices
        listed: Choices = tuple(p if isinstance(p, tuple) else (p, _words(p)) for p in pairs)
        return ("checks" if get_origin(hint) in (tuple, list, frozenset) else "choice"), listed
    if get_origin(hint) is Literal:
        return "choice", tuple((v, str(v).replace("_", " ").capitalize() or "None") for v in get_args(hint))
    if hint is bool:
        return "bool", ()
    if hint is int:
        return "int", ()
    return ("list", ()) if get_origin(hint) in (tuple, list, frozenset) else ("text", ())
