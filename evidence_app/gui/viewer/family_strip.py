"""The e-mail an attachment came with, and the attachments of an e-mail, as links."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
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
        self._others: list[ExhibitRow] = []
        self._shown = -1
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.px(10), 0, theme.px(8), theme.px(2))
        self._row.setSpacing(theme.px(2))

    def show_family(self, family: Sequence[ExhibitRow], exhibit_id: int) -> None:
        """Show the other members of an exhibit's family; hidden when it has none."""
        self._others = [member for member in family if member.id != exhibit_id]
        self.setVisible(bool(self._others))
        self._shown = -1
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Names that do not fit are in the menu, so they ask for no width."""
        return QSize(0, super().minimumSizeHint().height())

    def _fit(self) -> None:
        """As many names beside one another as have room; a name cut in two would tell nothing."""
        around = self._row.contentsMargins()
        room = self.width() - around.left() - around.right()
        for shown in range(SHOWN, -1, -1):
            parts = self._parts(shown)
            if sum(part.sizeHint().width() + self._row.spacing() for part in parts) <= room:
                break
        if shown != self._shown:
            self._shown = shown
            empty(self._row)
            for part in parts:
                self._row.addWidget(part)
            self._row.addStretch(1)

    def _parts(self, shown: int) -> list[QWidget]:
        """The words and links of the row, with so many names of parents and of attachments."""
        parents = [member for member in self._others if member.parent_id is None]
        children = [member for member in self._others if member.parent_id is not None]
        parts = self._group("Came with", parents, shown)
        return parts + self._group("and" if parents else f"Attachments ({len(children)})", children, shown)

    def _group(self, words: str, members: Sequence[ExhibitRow], shown: int) -> list[QWidget]:
        if not members:
            return []
        parts: list[QWidget] = [theme.label(words, "muted"), *map(self._link, members[:shown])]
        if len(members) > shown:
            parts.append(self._more(members[shown:], "more" if shown else "to open"))
        return parts

    def _link(self, member: ExhibitRow) -> QPushButton:
        button = QPushButton(theme.icon("email" if member.kind == "email" else "page", "link"), _shown(member))
        button.setObjectName(f"family_{member.id}")
        button.setProperty("role", "flat")
        button.setAccessibleName(f"Open {member.title}")
        button.setToolTip(member.title)
        button.clicked.connect(lambda _checked=False, i=member.id: self.exhibit_requested.emit(i))
        return button

    def _more(self, members: Sequence[ExhibitRow], words: str) -> QToolButton:
        button = QToolButton()
        button.setText(f"{len(members)} {words}")
        button.setAccessibleName(f"{len(members)} {words}, members of the family")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        for member in members:
            menu.addAction(member.title, lambda i=member.id: self.exhibit_requested.emit(i))
        button.setMenu(menu)
        return button


def _shown(member: ExhibitRow) -> str:
    name = f"Ex. {member.number} " if member.number else ""
    text = name + (member.file_name if member.parent_id and member.kind != "email" else member.title)
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
