"""Lines across the top of the window that stay until they are dealt with: reading only, an interrupted import."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from evidence_app.gui import theme


class TopBanners(QWidget):
    """A stack of banners above the pages."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("top_banners")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._shown: dict[str, QFrame] = {}

    def show_banner(
        self, name: str, words: str, icon: str = "warning", *answers: tuple[str, Callable[[], object]]
    ) -> None:
        """Show a line with the answers it offers; each answer takes the banner away."""
        self.drop(name)
        frame = QFrame()
        frame.setObjectName(name)
        frame.setProperty("role", "strip")
        row = QHBoxLayout(frame)
        row.setContentsMargins(theme.px(14), theme.px(6), theme.px(10), theme.px(6))
        row.setSpacing(theme.px(10))
        picture = QLabel()
        picture.setPixmap(theme.icon(icon, "warning").pixmap(theme.px(18), theme.px(18)))
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(theme.label(words, wrap=True), 1)
        for i, (text, run) in enumerate(answers):
            button = QPushButton(text)
            button.setObjectName(f"{name}_{i}")
            button.setAccessibleName(text)
            button.clicked.connect(lambda _checked=False, r=run: self._answer(name, r))
            row.addWidget(button)
        self._shown[name] = frame
        self._column.addWidget(frame)

    def _answer(self, name: str, run: Callable[[], object]) -> None:
        self.drop(name)
        run()

    def drop(self, name: str) -> None:
        """Take a banner away."""
        frame = self._shown.pop(name, None)
        if frame is not None:
            frame.hide()
            frame.deleteLater()

    @property
    def names(self) -> tuple[str, ...]:
        """The banners on show."""
        return tuple(self._shown)
