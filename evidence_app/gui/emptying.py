"""Takes widgets away that are shown no more; they may be the ones whose signal is being handled."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout, QWidget


def discard(widget: QWidget) -> None:
    """Hide a widget and delete it later. Its names go at once, so that nobody finds it in place of its successor."""
    widget.hide()
    for one in (widget, *widget.findChildren(QWidget)):
        one.setObjectName("")
    widget.deleteLater()


def empty(row: QLayout, first: int = 0, behind: int = 0) -> None:
    """Take away what stands in a row from place ``first`` on, all but the last ``behind`` of it, to fill it anew."""
    while row.count() > first + behind:
        item = row.takeAt(first)
        widget = item.widget() if item is not None else None
        if widget is not None:
            discard(widget)
