"""Takes widgets away that are shown no more; they may be the ones whose signal is being handled."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def discard(widget: QWidget) -> None:
    """Hide a widget and delete it later. Its names go at once, so that nobody finds it in place of its successor."""
    widget.hide()
    for one in (widget, *widget.findChildren(QWidget)):
        one.setObjectName("")
    widget.deleteLater()
