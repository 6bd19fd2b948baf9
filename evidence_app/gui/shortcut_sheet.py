"""Every key at a glance."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.actions import ACTIONS, MENUS, keys_of
from evidence_app.gui.dialog import Dialog, screen_room
from evidence_app.settings import Settings

ELSEWHERE = (
    ("PgUp, PgDn", "Pages of the exhibit on show"),
    ("/", "Find in the exhibit on show"),
    ("Ctrl+Shift+C", "Copy the passage with its citation"),
    ("+  −  0", "Stance of a new link: supports, undermines, neutral"),
    ("Space", "Open or close a branch of the element tree"),
    ("O B R A L", "Hearing: offered, objection, ruling, admitted, limited"),
    ("M I P X W", "Hearing: marked, identified, response, refused, withdrawn"),
)
COLUMNS = 3
WIDTH = 1080
"""Width of the sheet at 100 % text, in pixels; on a narrower screen there are fewer columns."""
DAILY = ("Exhibit", "Evidence", "Edit")
"""Menus whose keys are pressed all day stand first, where no small screen cuts them off."""


class ShortcutSheet(Dialog):
    """The keys by menu, in columns."""

    def __init__(self, parent: QWidget, settings: Settings) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        self.setObjectName("shortcut_sheet")
        inner = QWidget()
        inner.setProperty("role", "page")
        inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        across = QHBoxLayout(inner)
        across.setSpacing(theme.px(20))
        across.setContentsMargins(0, 0, 0, 0)
        groups = [
            (
                g,
                [
                    (", ".join(keys_of(s, settings)), s.text.rstrip("…"))
                    for s in ACTIONS
                    if s.group == g and keys_of(s, settings)
                ],
            )
            for g in (*DAILY, *(one for one in MENUS if one not in DAILY))
        ]
        groups.append(("In the page view, the element tree and the hearing", list(ELSEWHERE)))
        count = max(1, min(COLUMNS, COLUMNS * screen_room(parent).width() // theme.px(WIDTH)))
        for some in _spread([g for g in groups if g[1]], count):
            column = QVBoxLayout()
            column.setSpacing(theme.px(12))
            for title, keys in some:
                column.addWidget(self._group(title, keys))
            column.addStretch(1)
            across.addLayout(column, 1)
        area = QScrollArea()
        area.setProperty("role", "reader")
        area.setAccessibleName("Keys by menu")
        area.setWidgetResizable(True)
        area.setWidget(inner)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*[theme.px(20)] * 4)
        outer.setSpacing(theme.px(12))
        outer.addWidget(theme.label("Keyboard shortcuts", "title"))
        outer.addWidget(
            theme.label(
                "Single letters are off while a text field has the focus. All keys can be changed in Settings.",
                "muted",
                wrap=True,
            )
        )
        outer.addWidget(area, 1)
        outer.addWidget(buttons)
        self.resize(theme.px(WIDTH), theme.px(640))

    @staticmethod
    def _group(title: str, keys: list[tuple[str, str]]) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(10))
        column.addWidget(theme.label(title, "heading"))
        grid = QGridLayout()
        grid.setVerticalSpacing(theme.px(4))
        grid.setHorizontalSpacing(theme.px(14))
        grid.setColumnStretch(1, 1)
        for row, (key, words) in enumerate(keys):
            grid.addWidget(theme.label(key, "key"), row, 0)
            grid.addWidget(theme.label(words, wrap=True), row, 1)
        column.addLayout(grid)
        return card


def _spread(
    groups: list[tuple[str, list[tuple[str, str]]]], count: int
) -> list[list[tuple[str, list[tuple[str, str]]]]]:
    """Groups over columns of about the same length, in order."""
    per_column = sum(len(keys) + 2 for _title, keys in groups) / count
    columns: list[list[tuple[str, list[tuple[str, str]]]]] = [[] for _ in range(count)]
    filled = 0.0
    for group in groups:
        columns[min(count - 1, int((filled + len(group[1]) / 2) / per_column))].append(group)
        filled += len(group[1]) + 2
    return columns
