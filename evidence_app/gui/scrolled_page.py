"""A page that scrolls when large text leaves too little height for its parts."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from evidence_app.gui import theme


def scrolled_column(page: QWidget, name: str) -> QVBoxLayout:
    """Give a page a scroll area and return the column its parts are put into."""
    inner = QWidget()
    inner.setProperty("role", "page")
    inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    area = QScrollArea()
    area.setObjectName(name)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    outer = QVBoxLayout(page)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.addWidget(area)
    column = QVBoxLayout(inner)
    column.setContentsMargins(theme.px(20), theme.px(14), theme.px(20), theme.px(12))
    column.setSpacing(theme.px(12))
    return column
