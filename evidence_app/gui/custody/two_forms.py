"""Two forms beside each other that are one set of fields: above each other at large text, scrolled where room is short."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QVBoxLayout, QWidget

from evidence_app.gui import theme
from evidence_app.gui.form import Field, Form


class TwoForms(QScrollArea):
    """``above`` stands over both. ``edited(key, value)`` when the user finished changing a field of either."""

    edited = Signal(str, object)

    def __init__(self, left: Sequence[Field], right: Sequence[Field], above: QWidget | None = None) -> None:
        super().__init__()
        self._forms = (Form(left), Form(right))
        large = theme.px(100) >= 150
        row = QBoxLayout(QBoxLayout.Direction.TopToBottom if large else QBoxLayout.Direction.LeftToRight)
        row.setSpacing(theme.px(24))
        for form in self._forms:
            row.addWidget(form, 1, Qt.AlignmentFlag.AlignTop)
            form.edited.connect(self.edited)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, theme.px(8), 0)
        column.setSpacing(theme.px(12))
        if above is not None:
            column.addWidget(above)
        column.addLayout(row)
        column.addStretch(1)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inner)

    @property
    def fields(self) -> list[Field]:
        """Every field, those of the left form first."""
        return [field for form in self._forms for field in form.fields]

    def input(self, key: str) -> QWidget:
        """The control of a field."""
        return next(form for form in self._forms if any(field.key == key for field in form.fields)).input(key)

    def values(self) -> dict[str, Any]:
        """What every field holds."""
        return {key: value for form in self._forms for key, value in form.values().items()}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show these values; a field that is not named keeps its own."""
        for form in self._forms:
            form.set_values(values)
