"""Takes the widgets of a row away before it is filled anew."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout, QWidget


def empty(row: QLayout, first: int = 0, behind: int = 0) -> None:
    """Take away what stands in a row from place ``first`` on, all but the last ``behind`` of it.

    The widgets are deleted later, for one may be that whose signal is being handled. They are hidden and lose their
    names at once, so that nobody finds them in place of their successors.
    """
    while row.count() > first + behind:
        item = row.takeAt(first)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            for one in (widget, *widget.findChildren(QWidget)):
                one.setObjectName("")
            widget.deleteLater()
