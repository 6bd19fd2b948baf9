"""Tick the claim elements an event bears on."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from evidence_app.gui import theme
from evidence_app.gui.dialog import Dialog


class ElementsDialog(Dialog):
    """Elements with check boxes, narrowed by typing. ``chosen`` are the ticked ones, also those narrowed away."""

    def __init__(self, parent: QWidget, elements: Sequence[tuple[int, str]], chosen: Collection[int]) -> None:
        super().__init__(parent)
        self.setObjectName("elements_dialog")
        self.setWindowTitle("Elements of this event")
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(16)] * 4)
        column.setSpacing(theme.px(10))
        column.addWidget(theme.label("Which elements does this event bear on?", "heading", wrap=True))
        self.narrow = QLineEdit()
        self.narrow.setObjectName("elements_narrow")
        self.narrow.setAccessibleName("Narrow the elements")
        self.narrow.setPlaceholderText("Number or words")
        self.list = QListWidget()
        self.list.setObjectName("elements_list")
        self.list.setAccessibleName("Elements")
        self.list.setWordWrap(True)
        for element_id, words in elements:
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, element_id)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if element_id in chosen else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        if not elements:
            column.addWidget(theme.label("This matter has no elements yet; add a claim first.", "muted", wrap=True))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        for widget in (self.narrow, self.list, buttons):
            column.addWidget(widget)
        self.narrow.textChanged.connect(self._narrow)
        self.resize(theme.px(560), theme.px(460))

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(i) for i in range(self.list.count())]

    def _narrow(self, typed: str) -> None:
        words = typed.casefold().split()
        for item in self._items():
            item.setHidden(not all(word in item.text().casefold() for word in words))

    @property
    def chosen(self) -> list[int]:
        """The ticked elements."""
        ticked = [item for item in self._items() if item.checkState() == Qt.CheckState.Checked]
        return [int(item.data(Qt.ItemDataRole.UserRole)) for item in ticked]

    @classmethod
    def ask(cls, parent: QWidget, elements: Sequence[tuple[int, str]], chosen: Collection[int]) -> list[int] | None:
        """The elements ticked, None when the user left without saving."""
        dialog = cls(parent, elements, chosen)
        return dialog.chosen if dialog.exec() else None
