"""The e-mail an attachment came with, and the attachments of an e-mail, as links."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget

from evidence_app.gui import theme
from evidence_app.gui.emptying import empty
from evidence_app.model.exhibits import ExhibitRow

SHOWN = 3
LONGEST = 34


class FamilyStrip(QFrame):
    """One line of links; further members are in a menu. ``exhibit_requested`` gives the exhibit clicked."""

    exhibit_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("family_strip")
        self.setAccessibleName("Family: e-mail and attachments")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.px(10), 0, theme.px(8), theme.px(2))
        self._row.setSpacing(theme.px(2))

    def show_family(self, family: Sequence[ExhibitRow], exhibit_id: int) -> None:
        """Show the other members of an exhibit's family; hidden when it has none."""
        empty(self._row)
        others = [member for member in family if member.id != exhibit_id]
        self.setVisible(bool(others))
        if not others:
            return
        parents = [member for member in others if member.parent_id is None]
        children = [member for member in others if member.parent_id is not None]
        self._add("Came with" if parents else f"Attachments ({len(children)})", parents or children)
        if parents and children:
            self._add("and", children)
        self._row.addStretch(1)

    def _add(self, words: str, members: Sequence[ExhibitRow]) -> None:
        self._row.addWidget(theme.label(words, "muted"))
        for member in members[:SHOWN]:
            self._row.addWidget(self._link(member))
        if len(members) > SHOWN:
            self._row.addWidget(self._more(members[SHOWN:]))

    def _link(self, member: ExhibitRow) -> QPushButton:
        button = QPushButton(theme.icon("email" if member.kind == "email" else "page", "link"), _shown(member))
        button.setObjectName(f"family_{member.id}")
        button.setProperty("role", "flat")
        button.setAccessibleName(f"Open {member.title}")
        button.setToolTip(member.title)
        button.clicked.connect(lambda _checked=False, i=member.id: self.exhibit_requested.emit(i))
        return button

    def _more(self, members: Sequence[ExhibitRow]) -> QToolButton:
        button = QToolButton()
        button.setText(f"{len(members)} more")
        button.setAccessibleName(f"{len(members)} more members of the family")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        for member in members:
            menu.addAction(member.title, lambda i=member.id: self.exhibit_requested.emit(i))
        button.setMenu(menu)
        return button


def _shown(member: ExhibitRow) -> str:
    name = f"Ex. {member.number} " if member.number else ""
    text = name + (member.file_name if member.parent_id else member.title)
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
