"""Dropping files anywhere on the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from evidence_app.gui import theme


def dropped_paths(data: QMimeData) -> list[Path]:
    """The files and folders of this computer in a drop; anything else (a web address) is left out."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


class DropOverlay(QFrame):
    """Covers the window while files are held over it, and says what dropping them does."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("drop_overlay")
        self.setProperty("role", "drop")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        column = QVBoxLayout(self)
        column.addStretch(1)
        self._title = theme.label("", "title")
        hint = theme.label("The originals are copied and never changed. Nothing leaves this computer.", "muted")
        for text in (self._title, hint):
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(text)
        column.addStretch(1)
        self.hide()

    def show_for(self, paths: list[Path]) -> None:
        """Appear over the whole window."""
        what = paths[0].name if len(paths) == 1 else f"{len(paths):,} files"
        self._title.setText(f"Drop to import {what}")
        self.setGeometry(self._window.rect().adjusted(16, 16, -16, -16))
        self.show()
        self.raise_()
