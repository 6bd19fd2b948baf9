"""A filter in force as a pill under the filters, to be taken off with one press: in the list of exhibits and in search."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton

from evidence_app.gui import theme


class FilterPill(QFrame):
    """One filter in force, with a button that takes it off."""

    def __init__(self, words: str, remove: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("role", "pill")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(10), theme.px(1), theme.px(3), theme.px(1))
        row.setSpacing(theme.px(2))
        row.addWidget(theme.label(words))
        button = QToolButton()
        button.setObjectName("filter_take_off")
        button.setText("×")
        button.setAccessibleName(f"Take off the filter {words}")
        button.setToolTip("Take this filter off")
        button.clicked.connect(lambda: remove())
        row.addWidget(button)
