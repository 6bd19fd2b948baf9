"""The user's preferences: appearance, keys, import."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHBoxLayout,
    QKeySequenceEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.actions import ACTIONS, ActionSpec
from evidence_app.gui.dialog import Dialog
from evidence_app.gui.form import Field, Form
from evidence_app.settings import FONT_SCALES, Settings

SCHEME_WORDS = (("system", "As the system"), ("light", "Light"), ("dark", "Dark"))
FIELDS = (
    Field("scheme", "Colours", "choice", SCHEME_WORDS, section="Appearance"),
    Field("font_scale", "Text size", "choice", tuple((s, f"{s} %") for s in FONT_SCALES), section="Appearance"),
    Field("reopen_last", "Open the last matter at the start", "bool", section="Start"),
    Field("actor", "Your name in the history", section="History", tip="Empty: your user name"),
    Field("ocr", "Read scanned pages and pictures (OCR)", "bool", section="Import"),
    Field("custodian", "Usual custodian", section="Import"),
    Field("single_keys", "Single-letter keys (T, N, L, P, G); they are off while you type", "bool", section="Keys"),
)


class SettingsDialog(Dialog):
    """Preferences in two tabs; nothing changes before OK."""

    def __init__(self, parent: QWidget, settings: Settings) -> None:
        super().__init__(parent)
        self.setWindowTitle("Settings")
        self.setObjectName("settings_dialog")
        self._settings = settings
        self._own: dict[str, str] = dict(settings.shortcuts)
        self.form = Form(FIELDS)
        self.form.set_values(vars(settings))
        tabs = QTabWidget()
        tabs.tabBar().setAccessibleName("Parts of the settings")
        tabs.addTab(self._padded(self.form), "General")
        tabs.addTab(self._padded(self._keys()), "Keys")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(16)] * 4)
        column.addWidget(tabs, 1)
        column.addWidget(buttons)
        self.resize(theme.px(620), theme.px(560))

    @staticmethod
    def _padded(inner: QWidget) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(*[theme.px(14)] * 4)
        column.addWidget(inner)
        if not isinstance(inner, QTableWidget) and inner.layout() is not None and not inner.findChild(QTableWidget):
            column.addStretch(1)
        return holder

    def _keys(self) -> QWidget:
        self.table = QTableWidget(len(ACTIONS), 2)
        self.table.setObjectName("key_table")
        self.table.setTabKeyNavigation(False)
        self.table.setAccessibleName("Commands and their keys")
        self.table.setHorizontalHeaderLabels(["Command", "Keys"])
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setColumnWidth(0, theme.px(320))
        self.table.horizontalHeader().setStretchLastSection(True)
        self.edit = QKeySequenceEdit()
        self.edit.setObjectName("key_edit")
        self.edit.setAccessibleName("New key for the chosen command")
        self.edit.setMaximumSequenceLength(1)
        row = QHBoxLayout()
        row.addWidget(self.edit, 1)
        for words, name, run in (
            ("Set", "key_set", self._set),
            ("No key", "key_none", self._none),
            ("As usual", "key_reset", self._reset),
        ):
            button = QPushButton(words)
            button.setObjectName(name)
            button.setAccessibleName(f"{words}: key of the chosen command")
            button.setAutoDefault(False)
            button.clicked.connect(run)
            row.addWidget(button)
        self.clash = theme.label("", "problem", wrap=True, name="key_clash")
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)
        column.addLayout(row)
        column.addWidget(self.clash)
        self._fill()
        self.table.selectRow(0)
        return holder

    def _fill(self) -> None:
        for row, spec in enumerate(ACTIONS):
            for place, words in enumerate((f"{spec.group}: {spec.text.rstrip('…')}", self._shown_keys(spec))):
                item = QTableWidgetItem(words)
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                self.table.setItem(row, place, item)

    def _shown_keys(self, spec: ActionSpec) -> str:
        return self._own.get(spec.id, ", ".join(spec.keys)) or "–"

    def _chosen(self) -> ActionSpec:
        return ACTIONS[max(0, self.table.currentRow())]

    def _set(self) -> None:
        key = self.edit.keySequence().toString()
        taken = [
            s.text.rstrip("…")
            for s in ACTIONS
            if key and key in self._shown_keys(s).split(", ") and s is not self._chosen()
        ]
        if taken:
            self.clash.setText(f"{key} already belongs to “{taken[0]}”. Take it away there first.")
        elif key:
            self._change(key)

    def _none(self) -> None:
        self._change("")

    def _reset(self) -> None:
        self._own.pop(self._chosen().id, None)
        self._after()

    def _change(self, keys: str) -> None:
        self._own[self._chosen().id] = keys
        self._after()

    def _after(self) -> None:
        self.clash.setText("")
        self.edit.clear()
        self._fill()

    def result_settings(self) -> Settings:
        """The settings as edited."""
        return self._settings.with_values(**self.form.values(), shortcuts=dict(self._own))

    @classmethod
    def ask(cls, parent: QWidget, settings: Settings) -> Settings | None:
        """Let the user edit; None when they left without OK."""
        dialog = cls(parent, settings)
        return dialog.result_settings() if dialog.exec() else None
