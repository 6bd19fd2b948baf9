"""A labelled field in a form of a dialog: the label stands level with its field and leads to it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QWidget

from evidence_app.gui import theme


def field_rows() -> QFormLayout:
    """An empty form whose fields use the whole width."""
    rows = QFormLayout()
    rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    rows.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    rows.setHorizontalSpacing(theme.px(12))
    rows.setVerticalSpacing(theme.px(8))
    return rows


def add_field(rows: QFormLayout, words: str, field: QWidget) -> None:
    """Add a field with its label."""
    label = theme.label(words, "muted")
    label.setBuddy(field)
    label.setMinimumHeight(field.sizeHint().height())
    rows.addRow(label, field)
