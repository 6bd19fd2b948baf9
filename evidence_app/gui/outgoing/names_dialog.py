"""Protected names: people who may leave the office as initials only; added and released here, looked for by the check."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.dialog import Dialog
from evidence_app.gui.field_rows import add_field, field_rows
from evidence_app.gui.runner import AnyRunner
from evidence_app.model.changes import Changes
from evidence_app.model.errors import EvidenceError
from evidence_app.model.identifiers import initials
from evidence_app.services import protected_names
from evidence_app.services.matter import Matter
from evidence_app.services.protected_names import ProtectedName

WORDS = (
    "People who may leave the office as initials only, such as minors (FRCP 5.2(a)(3)): the check before anything "
    "leaves looks for their names and warns; it replaces nothing by itself."
)
NONE = "No name is protected yet."
_ROLE = Qt.ItemDataRole.UserRole


class NamesDialog(Dialog):
    """The list with one line to add a name. Adding and releasing are undo steps; the history shows initials only."""

    def __init__(self, parent: QWidget | None, matter: Matter, runner: AnyRunner) -> None:
        super().__init__(parent)
        self.setWindowTitle("Protected names")
        self.setObjectName("names_dialog")
        self._matter, self._runner = matter, runner
        self.name = self._line("name_field", "Name", "First and last name")
        self.shown = self._line("name_shown", "Leaves as", "The initials")
        self.reason = self._line("name_reason", "Reason", "minor")
        self.list = QTreeWidget()
        self.told = theme.label("", wrap=True, name="names_told")
        self._make_list()
        self._build()
        self.name.textChanged.connect(lambda text: self.shown.setPlaceholderText(initials(text) or "The initials"))
        for line in (self.name, self.shown, self.reason):
            line.textChanged.connect(lambda _text: self._allow())
            line.setReadOnly(matter.read_only)
        runner.changed.connect(self.refresh)
        self.reload()
        theme.fit(self, 560, 520)

    @staticmethod
    def _line(name: str, words: str, hint: str) -> QLineEdit:
        made = QLineEdit()
        made.setObjectName(name)
        made.setAccessibleName(words)
        made.setPlaceholderText(hint)
        return made

    def _make_list(self) -> None:
        self.list.setObjectName("names_list")
        self.list.setAccessibleName("Protected names")
        self.list.setHeaderLabels(["Name", "Leaves as", "Reason"])
        self.list.setRootIsDecorated(False)
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.setColumnWidth(2, theme.px(150))
        self.list.currentItemChanged.connect(lambda _new, _old: self._allow())
        remove = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.list, self.release_current)
        remove.setContext(Qt.ShortcutContext.WidgetShortcut)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(16)] * 4)
        column.setSpacing(theme.px(10))
        column.addWidget(theme.label("Protected names", "heading"))
        column.addWidget(theme.label(WORDS, "muted", wrap=True))
        rows = field_rows()
        for words, line in (("Name", self.name), ("Leaves as", self.shown), ("Reason", self.reason)):
            add_field(rows, words, line)
        column.addLayout(rows)
        self.add = self._button("Add to the list", "name_add", self.add_name)
        self.release = self._button("Release", "name_release", self.release_current)
        self.release.setToolTip("Take the name off the list (Del); Undo brings it back")
        first, last = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.add)
        first.addStretch(1)
        last.addWidget(self.release)
        last.addStretch(1)
        last.addWidget(self._button("Close", "names_close", self.close))
        column.addLayout(first)
        column.addWidget(self.list, 1)
        column.addWidget(self.told)
        column.addLayout(last)
        theme.default_button(self, self.add)

    @staticmethod
    def _button(words: str, name: str, pressed: object) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.clicked.connect(lambda _checked=False: pressed())  # type: ignore[operator]
        return button

    def refresh(self, changes: Changes) -> None:
        """Read again when the list changed."""
        if changes.touches("protected_name"):
            self.reload()

    def reload(self) -> None:
        """Read the list again."""
        self._runner.query("protected names", protected_names.protected_names, done=self._show)

    def _show(self, names: list[ProtectedName]) -> None:
        self.list.clear()
        for one in names:
            item = QTreeWidgetItem([one.name, one.initials, one.reason])
            item.setData(0, _ROLE, one)
            self.list.addTopLevelItem(item)
        self.list.setCurrentItem(self.list.topLevelItem(0))  # type: ignore[arg-type]
        if not names or self.told.text() == NONE:
            self.told.setText("" if names else NONE)
        self._allow()

    @property
    def current(self) -> ProtectedName | None:
        """The name the user stands on."""
        item = self.list.currentItem()
        return item.data(0, _ROLE) if item is not None else None

    def _allow(self) -> None:
        writable = not self._matter.read_only
        self.add.setEnabled(writable and bool(self.name.text().strip()))
        self.release.setEnabled(writable and self.current is not None)

    def add_name(self) -> None:
        """Put the typed name on the list."""
        name, reason = self.name.text(), self.reason.text().strip() or "minor"
        self._change(
            f"{' '.join(name.split())} is on the list.", protected_names.protect_name, name, reason,
            self.shown.text().strip(),
        )  # fmt: skip

    def release_current(self) -> None:
        """Take the current name off the list."""
        one = self.current
        if one is not None and self.release.isEnabled():
            told = f"{one.name} may leave in full now. Undo brings the protection back."
            self._change(told, protected_names.release_name, one.id)

    def _change(self, told: str, fn: object, *args: object) -> None:
        def done(_result: object) -> None:
            self.told.setText(told)
            if fn is protected_names.protect_name:
                for line in (self.name, self.shown, self.reason):
                    line.clear()
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)

        self._runner.change(fn, *args, done=done, on_error=self._refused)  # type: ignore[arg-type]

    def _refused(self, error: Exception) -> None:
        if isinstance(error, EvidenceError):
            self.told.setText(f"{error.message} {error.hint}".strip())
        else:
            self._runner.failed.emit(error)
