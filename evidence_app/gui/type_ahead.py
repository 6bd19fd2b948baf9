"""A small list that narrows while typing: choose a tag, a person, a command, with the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from evidence_app.gui import theme
from evidence_app.gui.dialog import Dialog

SHOWN = 200


@dataclass(frozen=True)
class Choice:
    """One line: the value it stands for, its words, and quiet words at its right end (a count, a shortcut)."""

    value: str
    words: str
    note: str = ""
    icon: str = ""


def matching(choices: Iterable[Choice], typed: str) -> list[Choice]:
    """The choices that contain every typed word; those that begin with what was typed come first."""
    words = typed.casefold().split()
    found = [c for c in choices if all(word in c.words.casefold() for word in words)]
    start = typed.casefold().strip()
    return sorted(found, key=lambda c: not c.words.casefold().startswith(start)) if start else found


class TypeAhead(Dialog):
    """A title, a field and the matching choices. Enter takes the first or the marked one, Esc nothing.

    With ``new`` (a sentence with "{}") text that is no choice can be taken as it stands.
    """

    def __init__(self, parent: QWidget, title: str, choices: Sequence[Choice], new: str = "", hint: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setObjectName("type_ahead")
        self._choices, self._new = choices, new
        self.field = QLineEdit()
        self.field.setObjectName("type_ahead_field")
        self.field.setAccessibleName(title)
        self.field.setPlaceholderText(hint or "Type a few letters")
        self.list = QListWidget()
        self.list.setObjectName("type_ahead_list")
        self.list.setAccessibleName("Matches")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(14)] * 4)
        column.setSpacing(theme.px(8))
        column.addWidget(theme.label(title, "heading", wrap=True))
        column.addWidget(self.field)
        column.addWidget(self.list)
        self.resize(theme.px(460), theme.px(380))
        self.field.textChanged.connect(self._narrow)
        self.field.installEventFilter(self)
        self.list.itemActivated.connect(lambda _item: self.accept())
        self.list.itemClicked.connect(lambda _item: self.accept())
        self._narrow("")

    def _narrow(self, typed: str) -> None:
        self.list.clear()
        found = matching(self._choices, typed)[:SHOWN]
        plain = " ".join(typed.split())
        for choice in found:
            self._add(choice.value, f"{choice.words}   {choice.note}".rstrip(), choice.icon)
        if self._new and plain and all(c.words.casefold() != plain.casefold() for c in found):
            self._add(plain, self._new.format(plain), "add")
        self.list.setCurrentRow(0)

    def _add(self, value: str, words: str, icon: str) -> None:
        item = QListWidgetItem(theme.icon(icon, "muted") if icon else QIcon(), words)
        item.setData(Qt.ItemDataRole.UserRole, value)
        self.list.addItem(item)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}.get(
                Qt.Key(event.key())
            )
            if step:
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.accept()
                return True
        return False

    @property
    def chosen(self) -> str | None:
        """The value of the marked line, None when there is none."""
        item = self.list.currentItem()
        return None if item is None else str(item.data(Qt.ItemDataRole.UserRole))

    @classmethod
    def ask(
        cls, parent: QWidget, title: str, choices: Sequence[Choice], *, new: str = "", hint: str = ""
    ) -> str | None:
        """Let the user choose; None when they left without."""
        dialog = cls(parent, title, choices, new, hint)
        return dialog.chosen if dialog.exec() else None
