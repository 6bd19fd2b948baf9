"""The list of an exhibit's redaction marks beside its pages, and what can be done with them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.viewer.page_box import tool_button
from evidence_app.model.redaction import ListedMark, RedactionReason

HOW = "Drag a box over a page.\nOr select words with Ctrl and drag, or Shift and arrows, and press R.\nInsert makes a box for the arrow keys; Shift and arrows resize it."  # fmt: skip
HOW_TEXT = "This exhibit is text: select words and press R."


class RedactionPanel(QFrame):
    """Marks with their reason codes. Says by signals what is wanted; changes nothing itself."""

    reason_chosen = Signal(str)
    marks_chosen = Signal(object)
    remove_wanted = Signal()
    confirm_wanted = Signal()
    selection_wanted = Signal()
    hits_wanted = Signal()
    export_wanted = Signal()
    reasons_wanted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("redaction_panel")
        self.setProperty("role", "panel")
        self.setAccessibleName("Redaction marks of this exhibit")
        self.setFixedWidth(theme.px(252))
        self.list = _MarkList()
        self.list.setObjectName("redaction_marks")
        self.list.setAccessibleName("Redaction marks, Delete removes the chosen ones")
        self.list.selectionModel().selectionChanged.connect(self._tell_chosen)
        self.list.remove_wanted.connect(self.remove_wanted)
        self._loading = False
        self._build()
        self.hide()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(8)] * 4)
        column.setSpacing(theme.px(6))
        top = QHBoxLayout()
        self.count = theme.label("", "muted", name="redaction_count")
        top.addWidget(theme.label("Redaction", "heading", name="redaction_title"))
        top.addWidget(self.count, 1)
        close = tool_button("close", "End redaction mode (R)", "redaction_close")
        close.clicked.connect(self.closed.emit)
        top.addWidget(close)
        column.addLayout(top)
        told = theme.label(
            "Applied to copies only. The original stays as it is.", "notice", wrap=True, name="redaction_told"
        )
        told.setContentsMargins(theme.px(6), theme.px(3), theme.px(6), theme.px(3))
        column.addWidget(told)
        column.addLayout(self._reason_row())
        column.addLayout(self._making_row())
        self.how = theme.label(HOW, "muted", wrap=True, name="redaction_how")
        self.how.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.how, 1)
        column.addWidget(self.list, 1)
        self.look = theme.label("", "warning", wrap=True, name="redaction_look")
        column.addWidget(self.look)
        column.addLayout(self._bottom_row())

    def _reason_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(4))
        self.reason = QComboBox()
        self.reason.setObjectName("redaction_reason")
        self.reason.setAccessibleName("Reason code of new marks and of the chosen ones")
        self.reason.setToolTip("The reason printed in the black box: of new marks, and of the chosen ones")
        self.reason.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.reason.activated.connect(lambda _i: self.reason_chosen.emit(self.code))
        name = theme.label("Reason", "muted")
        name.setBuddy(self.reason)
        edit = tool_button("edit", "Edit the reason codes of this matter…", "redaction_reasons")
        edit.clicked.connect(self.reasons_wanted.emit)
        row.addWidget(name)
        row.addWidget(self.reason, 1)
        row.addWidget(edit)
        return row

    def _making_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(4))
        self.selection = _button("Mark selection", "redaction_selection", "Mark the selected words or box (R)")
        self.selection.clicked.connect(self.selection_wanted.emit)
        self.hits = _button("Mark all hits", "redaction_hits", "Mark every place that was found in this exhibit")
        self.hits.clicked.connect(self.hits_wanted.emit)
        row.addWidget(self.selection)
        row.addWidget(self.hits)
        return row

    def _bottom_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(4))
        self.confirm = _button("It fits", "redaction_confirm", "The chosen marks hold for the present file")
        self.confirm.clicked.connect(self.confirm_wanted.emit)
        self.remove = _button("Remove", "redaction_remove", "Remove the chosen marks (Delete)")
        self.remove.clicked.connect(self.remove_wanted.emit)
        self.export = _button("Redacted copy…", "redaction_export", "Export a redacted copy of this exhibit")
        self.export.clicked.connect(self.export_wanted.emit)
        for button in (self.confirm, self.remove, self.export):
            row.addWidget(button)
        return row

    # -- content -------------------------------------------------------------------------------------------------------

    @property
    def code(self) -> str:
        """The reason code in the box."""
        return str(self.reason.currentData() or "")

    @property
    def chosen(self) -> list[int]:
        """Ids of the marks chosen in the list."""
        return self.list.chosen()

    def show_reasons(self, reasons: Sequence[RedactionReason]) -> None:
        """Offer these codes; the one in use stays while it is among them."""
        now = self.code
        self.reason.clear()
        for one in reasons:
            self.reason.addItem(one.code, one.code)
            self.reason.setItemData(self.reason.count() - 1, one.meaning, Qt.ItemDataRole.ToolTipRole)
        self.reason.setCurrentIndex(max(0, self.reason.findData(now)))

    def show_marks(self, marks: Sequence[ListedMark], chosen: Collection[int], text: bool) -> None:
        """List the marks; ``text`` = the exhibit's pages are set from its text."""
        self._loading = True
        looks = ("\nNeeds a look: made on another file", "")
        self.list.show_lines(
            [mark.id for mark in marks], [f"p. {mark.page} · {mark.words()}{looks[mark.ready]}" for mark in marks]
        )
        self._loading = False
        self.how.setText(HOW_TEXT if text else HOW)
        self.how.setVisible(not marks)
        self.list.setVisible(bool(marks))
        pages = len({mark.page for mark in marks})
        self.count.setText(f"{len(marks):,} on {pages:,} page{'s' * (pages != 1)}" if marks else "no marks yet")
        waiting = sum(not mark.ready for mark in marks)
        self.look.setText(
            f"{waiting} need{'s' * (waiting == 1)} a look: made on another file, not applied. Look at each; then “It fits”, or remove it."
        )
        self.look.setVisible(bool(waiting))
        self.confirm.setVisible(bool(waiting))
        self.choose(chosen)

    def choose(self, ids: Collection[int]) -> None:
        """Show these marks as chosen."""
        self._loading = True
        self.list.choose(ids)
        self._loading = False
        self._offer()

    def offer(self, *, selection: bool, hits: int, write: bool) -> None:
        """What can be marked now."""
        self.selection.setEnabled(selection and write)
        self.hits.setEnabled(hits > 0 and write)
        self.hits.setText(f"Mark all {hits:,} hits" if hits else "Mark all hits")

    def _offer(self) -> None:
        self.remove.setEnabled(bool(self.chosen))
        self.confirm.setEnabled(bool(self.chosen))
        self.export.setEnabled(self.list.count() > 0)

    def _tell_chosen(self, *_what: object) -> None:
        if not self._loading:
            self._offer()
            self.marks_chosen.emit(self.chosen)


class _MarkList(QListView):
    """Lines with the ids they stand for; thousands are shown at once. Delete removes what is chosen."""

    remove_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._ids: list[int] = []
        self._lines = QStringListModel(self)
        self.setModel(self._lines)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLayoutMode(QListView.LayoutMode.Batched)

    def show_lines(self, ids: Sequence[int], lines: Sequence[str]) -> None:
        """Show these lines."""
        self._ids = list(ids)
        self._lines.setStringList(list(lines))

    def count(self) -> int:
        """How many lines there are."""
        return len(self._ids)

    def line(self, row: int) -> str:
        """The text of a line."""
        return str(self._lines.index(row).data())

    def chosen(self) -> list[int]:
        """Ids of the chosen lines."""
        return sorted(self._ids[index.row()] for index in self.selectionModel().selectedRows())

    def choose(self, ids: Collection[int]) -> None:
        """Choose the lines of these ids, and bring the first into view."""
        rows = [row for row, one in enumerate(self._ids) if one in ids]
        wanted = QItemSelection()
        for row in rows:
            wanted.select(self._lines.index(row), self._lines.index(row))
        self.selectionModel().select(wanted, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if rows:
            self.scrollTo(self._lines.index(rows[0]))

    def go_to(self, row: int) -> None:
        """Choose one line, as a click does."""
        self.setCurrentIndex(self._lines.index(row))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.chosen():
            self.remove_wanted.emit()
        else:
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(120), theme.px(54))


def _button(words: str, name: str, tip: str) -> QPushButton:
    made = QPushButton(words)
    made.setObjectName(name)
    made.setAccessibleName(tip)
    made.setToolTip(tip)
    return made
