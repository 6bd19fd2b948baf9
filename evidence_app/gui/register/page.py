"""The register: lists as they were served, what has changed since, and where every exhibit stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.messages import Messages
from evidence_app.gui.register.columns import (
    CHANGE_COLUMNS,
    REGISTER_COLUMNS,
    SERVED_COLUMNS,
    dress_change,
    dress_line,
    dress_state,
)
from evidence_app.gui.register.reading import Read, ReadList, read_changes, read_lines, read_register
from evidence_app.gui.register.serve_dialog import ServeDialog, fill_parties
from evidence_app.gui.register.status_move import ask_status
from evidence_app.gui.row_table import RowTable, selected_rows, table_of
from evidence_app.gui.runner import AnyRunner
from evidence_app.gui.scrolled_page import scrolled_column
from evidence_app.model.changes import Changes
from evidence_app.model.chronology import show_date
from evidence_app.model.exhibits import STATUSES, Exhibit
from evidence_app.model.register import ListChange, ServedList, ServedRow
from evidence_app.services import exhibits, register
from evidence_app.services.matter import Matter

IdRole = Qt.ItemDataRole.UserRole


class RegisterPage(QWidget):
    """``export_asked(name, list id)`` opens the export dialog; ``exhibit_asked(id)`` shows an exhibit."""

    export_asked = Signal(str, int)
    exhibit_asked = Signal(int)

    def __init__(self, matter: Matter, runner: AnyRunner, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("register_page")
        self._matter, self._runner, self._messages = matter, runner, messages
        self._lists: dict[int, ReadList] = {}
        self._lines: list[ServedRow] = []
        self._differences: list[ListChange] = []
        self._stale = True
        column = scrolled_column(self, "register_scroll")
        column.addLayout(self._top())
        column.addWidget(self.counts)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self._served())
        split.addWidget(self._tabs(matter))
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 2)
        column.addWidget(split, 1)
        runner.changed.connect(self.refresh)

    # -- parts -----------------------------------------------------------------------------------------------------

    def _top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        row.addWidget(theme.label("Served lists", "title"))
        self.counts = theme.label("", "muted", wrap=True, name="register_counts")
        row.addStretch(1)
        self.export = self._button("Export this list…", "register_export", self._export, "export")
        self.serve = self._button("Serve the present list…", "register_serve", self.ask_serve, "register")
        self.serve.setProperty("role", "primary")
        self.serve.setIcon(theme.icon("register", "accent_text"))
        self.serve.setEnabled(not self._matter.read_only)
        row.addWidget(self.export)
        row.addWidget(self.serve)
        return row

    def _button(self, words: str, name: str, run: Callable[[], object], icon: str) -> QPushButton:
        button = QPushButton(theme.icon(icon), words)
        button.setObjectName(name)
        button.setAccessibleName(words.rstrip("…"))
        button.clicked.connect(lambda: run())
        return button

    def _served(self) -> QStackedWidget:
        self.lists = self._tree(
            "served_lists",
            "Served lists, newest first",
            ["No.", "Title", "Whose", "Served on", "Exhibits", "Amends", "SHA-256 of the rows"],
        )
        for i, width in enumerate((56, 240, 190, 110, 80, 80)):
            self.lists.setColumnWidth(i, theme.px(width))
        self.lists.currentItemChanged.connect(lambda item, _old: self._show_list(item))
        self.stack = QStackedWidget()
        self.stack.setMinimumHeight(theme.px(110))
        self.stack.addWidget(self.lists)
        self.stack.addWidget(
            theme.empty_state(
                "register", "No list has been served yet",
                "When an exhibit list goes out, press Serve the present list: its rows are kept with their hash, and "
                "from then on no number on it changes.",
            )
        )  # fmt: skip
        return self.stack

    @staticmethod
    def _tree(name: str, words: str, headings: Sequence[str]) -> QTreeWidget:
        made = QTreeWidget()
        made.setObjectName(name)
        made.setAccessibleName(words)
        made.setHeaderLabels(list(headings))
        made.setRootIsDecorated(False)
        made.setAlternatingRowColors(True)
        made.setUniformRowHeights(True)
        return made

    def _tabs(self, matter: Matter) -> QTabWidget:
        self.tabs = QTabWidget()
        self.tabs.tabBar().setAccessibleName("Changes, list and states")
        self.tabs.setObjectName("register_tabs")
        self.tabs.setDocumentMode(True)
        self.tabs.setMinimumHeight(theme.px(230))
        self.tabs.addTab(self._changes_tab(), "Changes since service")
        self.tabs.addTab(self._as_served_tab(), "The list as served")
        self.tabs.addTab(self._register_tab(matter), "Every exhibit's state")
        return self.tabs

    def _changes_tab(self) -> QWidget:
        page, column = _page()
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(theme.label("The present list of", "muted"))
        self.party = QComboBox()
        self.party.setObjectName("register_party")
        self.party.setAccessibleName("Whose list is compared")
        self.party.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.party.setMinimumContentsLength(14)
        fill_parties(self.party, self._matter)
        self.party.activated.connect(lambda _i: self._read_changes())
        row.addWidget(self.party)
        self.compared = theme.label("", "muted", wrap=True, name="register_compared")
        row.addStretch(1)
        row.addWidget(self._button("Change report…", "register_change_report", self._export_changes, "export"))
        column.addLayout(row)
        column.addWidget(self.compared)
        self._change_model: RowTable[ListChange] = RowTable(
            CHANGE_COLUMNS,
            lambda ids: {i: self._differences[i] for i in ids},
            self,
            decorate=dress_change,
            editable=False,
        )
        self.changes = table_of("list_changes", "Changes since the list was served", self._change_model)
        self.changes_empty = theme.empty_state("ok", "", "")
        self.changes_stack = QStackedWidget()
        self.changes_stack.addWidget(self.changes)
        self.changes_stack.addWidget(self.changes_empty)
        column.addWidget(self.changes_stack, 1)
        return page

    def _as_served_tab(self) -> QWidget:
        page, column = _page()
        row = QHBoxLayout()
        self.list_facts = theme.label("", "muted", wrap=True, name="register_list_facts")
        row.addWidget(self.list_facts, 1)
        row.addWidget(self._button("Copy the hash", "register_copy_hash", self._copy_hash, "number"))
        column.addLayout(row)
        self._served_model: RowTable[ServedRow] = RowTable(
            SERVED_COLUMNS, lambda ids: {i: self._lines[i] for i in ids}, self, decorate=dress_line, editable=False
        )
        self.rows = table_of("served_rows", "The list exactly as served", self._served_model)
        self.rows.activated.connect(lambda index: self.exhibit_asked.emit(self._lines[index.row()].exhibit_id))
        column.addWidget(self.rows, 1)
        return page

    def _register_tab(self, matter: Matter) -> QWidget:
        page, column = _page()
        row = QHBoxLayout()
        words = "Draft, numbered, served, marked, offered, then admitted, limited, refused or withdrawn. Only steps the register allows are offered."
        row.addWidget(theme.label(words, "muted", wrap=True), 1)
        self.move_button = self._button("Set the state…", "register_move", self._ask_status, "next")
        row.addWidget(self.move_button)
        column.addLayout(row)
        self._model: RowTable[Exhibit] = RowTable(
            REGISTER_COLUMNS, lambda ids: exhibits.records(matter, ids), self, decorate=dress_state, editable=False
        )
        self.table = table_of("register_table", "Numbered exhibits with their state", self._model)
        self.table.activated.connect(lambda index: self.exhibit_asked.emit(self._model.id_at(index.row())))
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._selection_changed())
        column.addWidget(self.table, 1)
        self._selection_changed()
        return page

    def showEvent(self, event: QShowEvent) -> None:
        if self._stale:
            self.reload()
        QTimer.singleShot(0, self, self.lists.setFocus)
        super().showEvent(event)

    # -- content ---------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read lists, exhibits and changes again; a page that is not on show waits until it is."""
        self._stale = False
        self._runner.query("register", read_register, done=self._show)
        self._read_changes()

    def refresh(self, changes: Changes) -> None:
        """Follow every change of exhibits, lists and parties."""
        if changes.touches("party"):
            chosen = self.party.currentData()
            fill_parties(self.party, self._matter)
            self.party.setCurrentIndex(max(0, self.party.findData(chosen)))
        if changes.touches("exhibit", "served_list", "party", "hearing_event"):
            self._stale = True
            if self.isVisible():
                self.reload()

    def _show(self, found: Read) -> None:
        kept = self._current()
        self._lists = {one.served.id: one for one in found.lists}
        self.lists.clear()
        for one in found.lists:
            self.lists.addTopLevelItem(_list_item(one, found.parties))
        self.stack.setCurrentIndex(0 if found.lists else 1)
        rows = [self.lists.topLevelItem(i) for i in range(self.lists.topLevelItemCount())]
        places = {row.data(0, IdRole): row for row in rows if row is not None}
        chosen = places.get(kept) or next(iter(places.values()), None)
        if chosen is not None:
            self.lists.setCurrentItem(chosen)
        else:
            self._show_list(None)
        words = "  ·  ".join(f"{STATUSES[s]} {found.states[s]:,}" for s in STATUSES if s in found.states)
        self.counts.setText(words or "No exhibit has a number yet.")
        if found.exhibits == self._model.ids:
            self._model.refresh()
        else:
            self._model.set_ids(found.exhibits)

    def _current(self) -> int:
        item = self.lists.currentItem()
        return int(item.data(0, IdRole)) if item is not None else 0

    def _show_list(self, item: QTreeWidgetItem | None) -> None:
        one = self._lists.get(int(item.data(0, IdRole))) if item is not None else None
        self.export.setEnabled(one is not None)
        if one is None:
            self._show_lines([])
            self.list_facts.setText("No list is chosen.")
            return
        served = one.served
        self.list_facts.setText(
            f"{served.title}, served {show_date(served.served_on)}: {one.count:,} exhibits; {one.hash_words}.\n"
            f"SHA-256 {served.rows_sha256}"
        )
        self._runner.query(
            "register.lines", read_lines, served.id,
            done=lambda lines: self._show_lines(lines) if self._current() == served.id else None,
        )  # fmt: skip

    def _show_lines(self, lines: list[ServedRow]) -> None:
        self._lines = lines
        self._served_model.set_ids(range(len(lines)))

    def _read_changes(self) -> None:
        party = self.party.currentData()
        self._runner.query("register.changes", read_changes, party, done=self._show_changes)

    def _show_changes(self, found: tuple[ServedList | None, list[ListChange]]) -> None:
        earlier, changes = found
        self._differences = changes if earlier else []
        self._change_model.set_ids(range(len(self._differences)))
        if earlier is None:
            self.compared.hide()
            title, text = (
                "Nothing served to compare with",
                "Once this list has been served, every later difference is shown here.",
            )
        else:
            self.compared.show()
            self.compared.setText(
                f"Against “{earlier.title}”, served {show_date(earlier.served_on)}: {len(changes):,} change{'s' * (len(changes) != 1)}"
            )
            title, text = "No change since service", "The present list is the one that was served."
        self.changes_empty.title.setText(title)
        self.changes_empty.text.setText(text)
        self.changes_stack.setCurrentIndex(0 if earlier and changes else 1)

    # -- what can be done ------------------------------------------------------------------------------------------

    def ask_serve(self) -> None:
        """Serve the present list after the user has seen what that freezes."""
        if self._matter.read_only:
            self._messages.toast("This matter is open for reading only.")
            return
        chosen = ServeDialog.ask(self, self._matter, self.party.currentData())
        if chosen is not None:
            self._runner.change(register.serve, chosen.title, chosen.party_id, chosen.served_on, done=self._was_served)

    def _was_served(self, made: ServedList) -> None:
        self._messages.toast(
            f"“{made.title}” is kept as served: {len(made.lines()):,} exhibits, SHA-256 {made.rows_sha256[:12]}….",
            undo=True,
        )

    def selected(self) -> list[int]:
        """The exhibits selected in the table of states."""
        return [self._model.id_at(row) for row in selected_rows(self.table)]

    def _selection_changed(self) -> None:
        count = len(self.selected())
        self.move_button.setEnabled(count > 0 and not self._matter.read_only)
        self.move_button.setToolTip("" if count else "Select exhibits in the table first")

    def _ask_status(self) -> None:
        ask_status(self, self._matter, self._runner, self._messages, self.selected())

    def _export(self) -> None:
        self.export_asked.emit("served-list", self._current())

    def _export_changes(self) -> None:
        self.export_asked.emit("list-changes", 0)

    def _copy_hash(self) -> None:
        one = self._lists.get(self._current())
        if one is not None:
            QGuiApplication.clipboard().setText(one.served.rows_sha256)
            self._messages.toast("Copied the SHA-256 of the list's rows.")


def _list_item(read: ReadList, names: dict[int, str]) -> QTreeWidgetItem:
    one = read.served
    whose = "All parties" if one.party_id is None else names.get(one.party_id, "A party since removed")
    amends = f"list {one.amends}" if one.amends else "–"
    item = QTreeWidgetItem([str(one.id), one.title, whose, one.served_on, f"{read.count:,}", amends, one.rows_sha256])
    item.setData(0, IdRole, one.id)
    item.setTextAlignment(4, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    item.setToolTip(6, f"{one.rows_sha256}: {read.hash_words}")
    return item


def _page() -> tuple[QWidget, QVBoxLayout]:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, theme.px(10), 0, 0)
    column.setSpacing(theme.px(8))
    return page, column
