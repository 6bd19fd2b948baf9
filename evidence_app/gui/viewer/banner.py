"""The line above the pages that says what a reader must know: withheld, not searchable, cannot be drawn."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from evidence_app.gui import theme
from evidence_app.gui.drawing.rendering import Failure
from evidence_app.gui.viewer.reading import DRAWN_KINDS, Opened, PageFacts


@dataclass(frozen=True)
class Notice:
    """One sentence with its icon. ``password`` asks for the file's password beside it."""

    text: str
    icon: str = "warning"
    password: bool = False


def notice_for(opened: Opened | None, number: int, failure: Failure | None) -> Notice | None:
    """The most important thing to know about the exhibit and the page being read; None when there is nothing."""
    if opened is None:
        return None
    exhibit = opened.exhibit
    if exhibit.sequestered:
        return Notice(
            "SEQUESTERED (clawed back): do not read on, quote or use. It is hidden from every list and search.",
            "locked",
        )
    if exhibit.privilege:
        return Notice(f"PRIVILEGED ({exhibit.privilege}): withheld from everything that leaves the office.", "locked")
    if failure is not None and failure.password:
        return Notice(failure.message, "locked", password=True)
    facts = opened.facts(number)
    return _page_notice(facts) or _file_notice(opened, facts) if facts else _no_pages(opened)


def _no_pages(opened: Opened) -> Notice:
    why = opened.exhibit.read_reason or "The file could not be read."
    return Notice(f"This exhibit has no pages to show. {why}", "no-text")


def _page_notice(facts: PageFacts) -> Notice | None:
    if facts.source == "none":
        return Notice(f"{_silence(facts)} Search cannot see it; link the page or draw a box on it.", "no-text")
    if facts.ocr_state == "wanted":
        return Notice("The text of this page is poor and waits for OCR; search may miss words here.", "scan")
    return None


def _file_notice(opened: Opened, facts: PageFacts) -> Notice | None:
    """What was not read of the file; for a file shown as text also what its pages would show besides."""
    exhibit = opened.exhibit
    in_part = exhibit.read_reason if exhibit.read_status == "partial" else ""
    unseen = "" if exhibit.kind in DRAWN_KINDS else facts.note
    words = " ".join(filter(None, (in_part, unseen)))
    return Notice(words) if words else None


def _silence(facts: PageFacts) -> str:
    if facts.ocr_state == "wanted":
        return "This page has no text: waiting for OCR."
    if facts.ocr_state == "failed":
        return f"This page has no text: OCR failed{': ' + facts.ocr_reason.rstrip('.') if facts.ocr_reason else ''}."
    return "This page has no readable text."


class Banner(QFrame):
    """Shows a :class:`Notice`, or nothing. ``password_given`` carries what was typed."""

    password_given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("viewer_banner")
        self.setProperty("role", "banner")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(10), theme.px(5), theme.px(8), theme.px(5))
        row.setSpacing(theme.px(8))
        self._icon = QLabel()
        self.label = theme.label("", wrap=True, name="viewer_banner_text")
        self._password = QLineEdit()
        self._password.setObjectName("viewer_password")
        self._password.setAccessibleName("Password of the file")
        self._password.setPlaceholderText("Password")
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._password.setMaximumWidth(theme.px(180))
        self._open = QPushButton("Show")
        self._open.setObjectName("viewer_password_show")
        self._open.setAccessibleName("Show the pages with this password")
        row.addWidget(self._icon)
        row.addWidget(self.label, 1)
        row.addWidget(self._password)
        row.addWidget(self._open)
        self._password.returnPressed.connect(self._give)
        self._open.clicked.connect(self._give)
        self.show_notice(None)

    def show_notice(self, notice: Notice | None) -> None:
        """Show it, or hide the banner."""
        self.setVisible(notice is not None)
        if notice is None:
            self.label.clear()
            return
        side = theme.px(16)
        self._icon.setPixmap(theme.icon(notice.icon, "warning").pixmap(side, side))
        self.label.setText(notice.text)
        self.setAccessibleName(notice.text)
        self._password.setVisible(notice.password)
        self._open.setVisible(notice.password)

    def _give(self) -> None:
        if self._password.text():
            self.password_given.emit(self._password.text())
            self._password.clear()
