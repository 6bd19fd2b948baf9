"""Renumber a selection: put it in order, see old and new side by side, then one step that Undo takes back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDropEvent, QIcon
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QSpinBox,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.dialog import Dialog
from evidence_app.gui.field_rows import add_field, field_rows
from evidence_app.gui.in_pieces import InPieces
from evidence_app.gui.numbering.mention_list import MentionList
from evidence_app.gui.runner import AnyRunner
from evidence_app.model.errors import EvidenceError
from evidence_app.model.exhibits import FROZEN_STATUSES, STATUSES
from evidence_app.services import numbering, parties
from evidence_app.services.matter import Matter
from evidence_app.services.mentions import Mentions, TextPlace
from evidence_app.services.numbering import NewNumber

IdRole = Qt.ItemDataRole.UserRole


def frozen(matter: Matter, lines: Sequence[NewNumber]) -> dict[int, str]:
    """Exhibits whose number would change although it was served: id -> why it cannot."""
    states = dict(matter.read.tuples("SELECT id, status FROM exhibit"))
    return {
        one.exhibit_id: f"cannot change: {STATUSES[states[one.exhibit_id]].lower()}"
        for one in lines
        if one.old and one.old != one.new and states[one.exhibit_id] in FROZEN_STATUSES
    }


class OrderList(QTreeWidget):
    """``dropped(ids, anchor id, below)`` when lines were dragged; it does not move them itself, the dialog does."""

    dropped = Signal(object, int, bool)

    def dropEvent(self, event: QDropEvent) -> None:
        target = self.itemAt(event.position().toPoint())
        below = self.dropIndicatorPosition() == QAbstractItemView.DropIndicatorPosition.BelowItem
        moving = [item.data(0, IdRole) for item in self.selectedItems()]
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        self.dropped.emit(moving, target.data(0, IdRole) if target else 0, below)


@dataclass(frozen=True)
class RenumberAnswer:
    """What to do: the lines, whether typed texts follow, and the texts among them to leave alone."""

    lines: list[NewNumber]
    follow: bool = True
    leave: tuple[TextPlace, ...] = ()


class RenumberDialog(Dialog):
    """The exhibits in their new order with old and new numbers; Alt+Up and Alt+Down or dragging changes the order.

    Below, every typed text that mentions one of them, before and after; a mark taken away leaves a text alone.
    """

    def __init__(self, parent: QWidget | None, matter: Matter, runner: AnyRunner, ids: Sequence[int]) -> None:
        super().__init__(parent)
        self.setWindowTitle("Renumber exhibits")
        self.setObjectName("renumber_dialog")
        self._matter, self._runner, self._ids = matter, runner, list(ids)
        self.lines: list[NewNumber] = []
        self._numbers_told = ""
        self._shown: list[tuple[int, str, str, str, str]] = []
        self._filling = InPieces(self)
        self.texts = MentionList()
        self.party = QComboBox()
        self.party.setObjectName("renumber_party")
        self.party.setAccessibleName("Series")
        for one in parties.parties(matter):
            self.party.addItem(f"{one.name} ({one.prefix or 'no prefix'})", one.id)
        self.party.addItem("Plain numbers 1, 2, 3", None)
        self.party.setCurrentIndex(max(0, self.party.findData(self._own_party())))
        self.start = QSpinBox()
        self.start.setObjectName("renumber_start")
        self.start.setAccessibleName("Place in the series to begin at; 0 is its first")
        self.start.setRange(0, 1_000_000)
        self.start.setSpecialValueText("First of the series")
        self.start.lineEdit().setTextMargins(theme.px(6), 0, 0, 0)
        self.list = OrderList()
        self.told = theme.label("", wrap=True, name="renumber_told")
        self._dress_list()
        self._build()
        self.party.currentIndexChanged.connect(lambda _i: self._preview())
        self.start.valueChanged.connect(lambda _value: self._preview())
        self.texts.changed.connect(self._tell_texts)
        self._preview()

    def _own_party(self) -> int | None:
        first = self._ids[0] if self._ids else 0
        return self._matter.read.value("SELECT party_id FROM exhibit WHERE id = ?", (first,))  # type: ignore[no-any-return]

    def _dress_list(self) -> None:
        self.list.setObjectName("renumber_list")
        self.list.setAccessibleName("Exhibits in their new order, with old and new number")
        self.list.setHeaderLabels(["Old", "New", "What happens", "Title"])
        self.list.setRootIsDecorated(False)
        self.list.setAlternatingRowColors(True)
        self.list.setUniformRowHeights(True)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        for i, width in enumerate((100, 100, 190)):
            self.list.setColumnWidth(i, theme.px(width))
        self.list.dropped.connect(self._dropped)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(18)] * 4)
        column.setSpacing(theme.px(12))
        column.addWidget(theme.label(f"Renumber {len(self._ids):,} exhibit{'s' * (len(self._ids) != 1)}", "heading"))
        words = "Links, lists and stamps follow the exhibit, and so do texts that mention it by number. Numbers of other exhibits are skipped; a served number never changes."
        column.addWidget(theme.label(words, "muted", wrap=True))
        rows = field_rows()
        add_field(rows, "Series", self.party)
        add_field(rows, "Begin at", self.start)
        column.addLayout(rows)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self._order())
        split.addWidget(self.texts)
        column.addWidget(split, 1)
        column.addWidget(self.told)
        buttons, self.go = self.end_buttons("Renumber", "renumber_go")
        column.addWidget(buttons)
        theme.default_button(self, self.go)
        self.resize(theme.px(900), theme.px(620))

    def _order(self) -> QWidget:
        """The list with its buttons to move."""
        upper = QWidget()
        middle = QHBoxLayout(upper)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(theme.px(10))
        middle.addWidget(self.list, 1)
        side = QVBoxLayout()
        side.setSpacing(theme.px(6))
        for text, name, key, step in (
            ("Move up", "renumber_up", "Alt+Up", -1),
            ("Move down", "renumber_down", "Alt+Down", 1),
        ):
            button = QPushButton(text)
            button.setObjectName(name)
            button.setAccessibleName(f"{text} ({key})")
            button.setToolTip(key)
            button.setShortcut(key)
            button.clicked.connect(lambda _checked=False, by=step: self.move_current(by))
            side.addWidget(button)
        side.addStretch(1)
        middle.addLayout(side)
        return upper

    # -- order -----------------------------------------------------------------------------------------------------

    def move_current(self, by: int) -> None:
        """Move the marked exhibit up or down."""
        current = self.list.currentItem()
        if current is None:
            return
        row = self._ids.index(current.data(0, IdRole))  # the list may still show the order before
        then = row + by
        if 0 <= then < len(self._ids):
            self._ids.insert(then, self._ids.pop(row))
            self._preview(then)

    def _dropped(self, moving: list[int], anchor: int, below: bool) -> None:
        """Take the order the user dragged; the numbers follow."""
        rest = [one for one in self._ids if one not in moving]
        place = rest.index(anchor) + below if anchor in rest else len(rest)
        self._ids = rest[:place] + moving + rest[place:]
        self._preview()

    # -- preview ---------------------------------------------------------------------------------------------------

    def _preview(self, marked: int = -1) -> None:
        """Number them in this order, in the background; then the line at ``marked`` is the current one."""
        self.go.setEnabled(False)
        self._numbers_told = ""  # texts that were looked for are those of the order before
        self._runner.query(
            "renumber.lines", _numbered, list(self._ids), self.party.currentData(), self.start.value(),
            done=lambda found: self._show(found[0], found[1], marked), on_error=self._show_problem,
        )  # fmt: skip

    def _show_problem(self, error: Exception) -> None:
        if not isinstance(error, EvidenceError):
            self._runner.failed.emit(error)
        self.lines = []
        self._fill({}, -1)
        self._tell(str(error), problem=True)
        self.texts.show_mentions(Mentions())

    def _show(self, lines: list[NewNumber], refused: dict[int, str], marked: int) -> None:
        self.lines = lines
        self._fill(refused, marked)
        changing = sum(one.old != one.new for one in self.lines)
        if refused:
            self._tell(
                f"{len(refused):,} of these numbers have been served and cannot change. Take those exhibits out of the selection.",
                problem=True,
            )
        elif changing:
            self._numbers_told = f"{changing:,} of {len(self.lines):,} numbers change."
            self._tell(f"{self._numbers_told} Looking for texts that mention them …", possible=False)
            self._runner.query(
                "renumber.texts", numbering.texts_to_follow, list(self.lines), done=self._show_texts,
                on_error=lambda error: self._tell(str(error), problem=True),
            )  # fmt: skip
            return
        else:
            self._tell("Nothing would change.", possible=False)
        self._numbers_told = ""
        self.texts.show_mentions(Mentions())

    def _show_texts(self, found: Mentions) -> None:
        if self._numbers_told:
            self.texts.show_mentions(found)
            self._tell_texts()

    def _tell_texts(self) -> None:
        self._tell(f"{self._numbers_told} {self.texts.words()} One step; Undo takes it back.")

    def _fill(self, refused: dict[int, str], marked: int) -> None:
        """Show the lines, thousands bit by bit; those that stand as before are left alone."""
        if len(self.lines) != self.list.topLevelItemCount():
            self._shown = []
            self.list.clear()
        self._filling.start(self._filled(refused))
        if marked >= 0:
            self._filling.finish()
            item = self.list.topLevelItem(marked)
            if item is not None:
                self.list.setCurrentItem(item)

    def _filled(self, refused: dict[int, str]) -> Iterator[None]:
        for i, one in enumerate(self.lines):
            cells = (one.exhibit_id, one.old or "–", one.new, _note(one, refused), one.title)
            if i == len(self._shown):
                self._shown.append(cells)
                self.list.addTopLevelItem(_dressed(QTreeWidgetItem(), cells, cells[0] in refused))
            elif self._shown[i] != cells and (item := self.list.topLevelItem(i)) is not None:
                self._shown[i] = cells
                _dressed(item, cells, cells[0] in refused)
            yield

    def _tell(self, words: str, problem: bool = False, possible: bool = True) -> None:
        self.told.setText(words)
        theme.set_role(self.told, "problem" if problem else "")
        self.go.setEnabled(possible and not problem)

    @classmethod
    def ask(cls, parent: QWidget, matter: Matter, runner: AnyRunner, ids: Sequence[int]) -> RenumberAnswer | None:
        """The renumbering to apply; None when the user left."""
        dialog = cls(parent, matter, runner, ids)
        if not dialog.exec():
            return None
        return RenumberAnswer(dialog.lines, dialog.texts.follow.isChecked(), tuple(dialog.texts.leave))


def _numbered(
    matter: Matter, ids: Sequence[int], party_id: int | None, start: int
) -> tuple[list[NewNumber], dict[int, str]]:
    lines = numbering.renumbering(matter, ids, party_id, start)
    return lines, frozen(matter, lines)


def _note(one: NewNumber, refused: dict[int, str]) -> str:
    return refused.get(one.exhibit_id) or ("stays" if one.old == one.new else "changes" if one.old else "new")


def _dressed(item: QTreeWidgetItem, cells: tuple[int, str, str, str, str], refused: bool) -> QTreeWidgetItem:
    for column, text in enumerate(cells[1:]):
        item.setText(column, text)
    item.setIcon(2, theme.icon("warning", "danger") if refused else QIcon())
    item.setData(0, IdRole, cells[0])
    item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled)
    return item
