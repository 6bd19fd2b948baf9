"""Which exhibit is open: its number and title, what restricts it, the hits in it, and the link button."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from evidence_app.gui import theme
from evidence_app.gui.elided import ElidedLabel
from evidence_app.gui.viewer.page_box import tool_button
from evidence_app.model.exhibits import DESIGNATIONS, Exhibit


def restrictions(exhibit: Exhibit) -> list[str]:
    """What everyone who reads it must know, in capitals as printed."""
    found = ["SEQUESTERED"] if exhibit.sequestered else []
    found += ["PRIVILEGED"] if exhibit.privilege else []
    if exhibit.designation:
        found.append({"AEO": "ATTORNEYS' EYES ONLY"}.get(exhibit.designation, exhibit.designation))
    found += ["WITHDRAWN"] if exhibit.status == "withdrawn" else []
    return found


class ViewerHeader(QFrame):
    """One row above the tools. ``back`` is shown where the page view has taken the place of the page."""

    link_wanted = Signal()
    next_wanted = Signal()
    previous_wanted = Signal()
    back_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("viewer_header")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.px(10), theme.px(4), theme.px(6), theme.px(2))
        self._row.setSpacing(theme.px(6))
        self.title = ElidedLabel("No exhibit chosen")
        self.title.setObjectName("viewer_title")
        self.title.setProperty("role", "heading")
        self._chips = QLabel()
        self._chips.setObjectName("viewer_restrictions")
        self._chips.setProperty("role", "warning")
        self.hits = theme.label("", "muted", name="hit_count")
        self._previous = tool_button("previous", "Previous hit (Shift+F3)", "viewer_previous_hit")
        self._next = tool_button("next", "Next hit (F3)", "viewer_next_hit")
        self.link = QPushButton(theme.icon("link"), "Link")
        self.link.setObjectName("viewer_link")
        self.link.setAccessibleName("Link the selected passage to an element")
        self.link.setToolTip("Link the selected passage, or the page, to an element (L; P for the page)")
        self.back = tool_button("previous", "Back to the page behind it (F8)", "viewer_back")
        self.back.hide()
        self.back.clicked.connect(self.back_wanted.emit)
        for widget, stretch in (
            (self.back, 0),
            (self.title, 1),
            (self._chips, 0),
            (self._previous, 0),
            (self.hits, 0),
            (self._next, 0),
            (self.link, 0),
        ):
            self._row.addWidget(widget, stretch)
        self.link.clicked.connect(self.link_wanted.emit)
        self._next.clicked.connect(self.next_wanted.emit)
        self._previous.clicked.connect(self.previous_wanted.emit)
        self.show_hits(0, 0)

    def show_exhibit(self, exhibit: Exhibit | None) -> None:
        """Show which exhibit is open, or that none is."""
        self.link.setEnabled(exhibit is not None and not exhibit.sequestered)
        if exhibit is None:
            self.title.setText("No exhibit chosen")
            self._chips.hide()
            return
        self.title.setText(f"Ex. {exhibit.number} · {exhibit.title}" if exhibit.number else exhibit.title)
        words = restrictions(exhibit)
        self._chips.setVisible(bool(words))
        self._chips.setText(" · ".join(words))
        self._chips.setToolTip(DESIGNATIONS.get(exhibit.designation, "") if exhibit.designation else "")

    def show_hits(self, current: int, count: int) -> None:
        """``Hit 3 of 17``; hidden without hits."""
        for widget in (self._previous, self._next, self.hits):
            widget.setVisible(count > 0)
        self.hits.setText(f"Hit {current} of {count}" if current else f"{count} hit{'s' * (count != 1)}")
