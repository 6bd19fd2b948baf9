"""The exhibit list with its filter bar, and what can be done with the selected exhibits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from evidence_app.gui import theme
from evidence_app.gui.exhibits.filter_bar import FilterBar
from evidence_app.gui.exhibits.grid import ExhibitGrid
from evidence_app.gui.exhibits.paste_dialog import PasteDialog
from evidence_app.gui.exhibits.views import KeptViews, ListView
from evidence_app.gui.messages import Messages
from evidence_app.gui.runner import AnyRunner
from evidence_app.gui.type_ahead import Choice, TypeAhead
from evidence_app.gui.window_state import WindowState
from evidence_app.model.changes import Changes
from evidence_app.model.columns import EXHIBIT_COLUMNS
from evidence_app.model.exhibits import DESIGNATIONS
from evidence_app.services import exhibits, numbering, parties, pasting, tags
from evidence_app.services.exhibits import ExhibitFilter, SortOrder
from evidence_app.services.matter import Matter

TABLES = ("exhibit", "exhibit_tag", "tag", "custodian", "evidence_link", "page", "party")
PRIVILEGES = {
    "": "Not privileged",
    "attorney-client": "Attorney-client privilege",
    "work product": "Attorney work product",
    "common interest": "Common interest",
    "other": "Other privilege (see note)",
}


class ExhibitsPage(QWidget):
    """``current_changed(id)`` = the exhibit to show (0 = none), ``selection_changed(ids)``, ``import_asked()``.

    ``meant()`` gives the exhibits that commands work on: the selected ones, unless the window knows better.
    """

    current_changed = Signal(int)
    selection_changed = Signal(object)
    import_asked = Signal(bool)

    def __init__(self, matter: Matter, runner: AnyRunner, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("exhibits_page")
        self._matter, self._runner, self._messages = matter, runner, messages
        self._total = 0
        self._wanted: list[int] = []
        self._following = self._edited = self._unlisted = False
        self.meant: Callable[[], list[int]] = lambda: self.selected
        self.actions_menu = QMenu(self)
        self.filter_bar = FilterBar()
        self.grid = ExhibitGrid(matter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.filter_bar)
        column.addWidget(theme.line())
        self._stack = QStackedLayout()
        self._stack.addWidget(self.grid)
        self._stack.addWidget(self._empty_state())
        self._stack.addWidget(self._no_match_state())
        column.addLayout(self._stack, 1)
        self._connect()
        self.reload()

    def _connect(self) -> None:
        self.filter_bar.changed.connect(lambda _filter: self.reload())
        self.grid.sort_asked.connect(lambda _order: self.reload())
        self.grid.chosen.connect(self._chosen)
        self.grid.doubleClicked.connect(lambda _index: self._chosen(self.grid.selected_ids()))
        self.grid.rows.edited.connect(self._cell_edited)
        self.grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.grid.customContextMenuRequested.connect(self._context_menu)
        self.grid.frozen.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.grid.frozen.customContextMenuRequested.connect(self._context_menu)
        self._runner.changed.connect(self.refresh)

    def _empty_state(self) -> QWidget:
        page = theme.empty_state(
            "import", "No exhibits yet",
            "Drop files or a folder anywhere on this window. PDF, pictures, e-mail, Office files, web captures and text "
            "are read on this computer only; the originals are copied and never changed.",
        )  # fmt: skip
        row = QHBoxLayout()
        for text, name, folder in (
            ("Import files…", "empty_import", False),
            ("Import a folder…", "empty_folder", True),
        ):
            button = QPushButton(text)
            button.setObjectName(name)
            button.setAccessibleName(text)
            button.setEnabled(not self._matter.read_only)
            button.clicked.connect(lambda _checked=False, f=folder: self.import_asked.emit(f))
            if not folder:
                button.setProperty("role", "primary")
            row.addWidget(button)
        page.add_row(row)
        return page

    def _no_match_state(self) -> QWidget:
        page = theme.empty_state("filter", "No exhibit matches the filter", "Take a filter off, or all of them.")
        row = QHBoxLayout()
        clear = QPushButton("Clear the filter")
        clear.setObjectName("no_match_clear")
        clear.setAccessibleName("Clear the filter")
        clear.clicked.connect(self.filter_bar.clear)
        row.addWidget(clear)
        page.add_row(row)
        return page

    # -- content ---------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the list of ids again, and the filter counts."""
        self._runner.query("exhibits.list", _read_list, self.filter_bar.filter, self.grid.order, done=self._show_list)
        self._runner.query("exhibits.facets", exhibits.facets, done=self.filter_bar.show_facets)

    def _show_list(self, found: tuple[list[int], int]) -> None:
        ids, self._total = found
        wanted = self._wanted or self.grid.selected_ids()
        row = max(0, self.grid.rows.row_of(wanted[0])) if wanted and self._edited else 0
        self._wanted, self._edited = [], False
        scroll = self.grid.verticalScrollBar().value()
        same = ids == self.grid.rows.ids
        if same:
            self.grid.rows.refresh()
        else:
            self.grid.rows.set_ids(ids)
            self.grid.verticalScrollBar().setValue(scroll)
        self.filter_bar.show_count(len(ids), self._total)
        self._stack.setCurrentIndex(0 if ids else 1 if not self._total else 2)
        listed = any(self.grid.rows.row_of(i) >= 0 for i in wanted)
        if (not same or wanted != self.grid.selected_ids()) and (listed or not self._unlisted):
            self.grid.select_ids(wanted if listed else ids[min(row, len(ids) - 1) :][:1])

    def refresh(self, changes: Changes) -> None:
        """Show what an operation changed; only rows on show are read again."""
        if not changes.touches(*TABLES):
            return
        if changes.touches("exhibit", "tag", "custodian", "exhibit_tag", "party"):
            self._edited = True  # what leaves the filtered list by it gives way to the one that takes its place
            self.reload()
        links = changes.keys.get("evidence_link")
        if links is not None:
            self.grid.rows.refresh()

    def set_filter(self, chosen: ExhibitFilter) -> None:
        """Show only these exhibits."""
        self.filter_bar.set_filter(chosen)

    def focus_list(self) -> None:
        """Put the keyboard into the list."""
        self.grid.setFocus()

    def select(self, exhibit_id: int) -> None:
        """Select one exhibit; filters that hide it are taken off."""
        if self.grid.rows.row_of(exhibit_id) >= 0:
            if self.grid.selected_ids() != [exhibit_id]:
                self.grid.select_ids([exhibit_id])
        else:
            self._wanted = [exhibit_id]
            self.filter_bar.clear()

    def begin_at(self, exhibit_id: int) -> None:
        """The exhibit that is selected once the list has arrived, when it is in it."""
        self._wanted = [exhibit_id]
        if self.grid.rows.ids:
            self.reload()

    def follow(self, exhibit_id: int) -> None:
        """The exhibit being read is the selected one, unless several are; while the filter hides it none is selected."""
        if len(self.selected) > 1 or self.selected == [exhibit_id]:
            return
        if self.grid.rows.row_of(exhibit_id) >= 0:
            self.grid.select_ids([exhibit_id])
        elif not self._wanted:
            self._following = True
            self.grid.clearSelection()
            self._following, self._unlisted = False, True

    def _chosen(self, ids: list[int]) -> None:
        if self._following:
            return
        self._unlisted = False
        self.selection_changed.emit(ids)
        self.current_changed.emit(self.grid.current_id() or 0 if ids else 0)

    @property
    def selected(self) -> list[int]:
        """The selected exhibits."""
        return self.grid.selected_ids()

    # -- views -----------------------------------------------------------------------------------------------------

    def use_state(self, state: WindowState) -> None:
        """Keep named views in the window's state."""
        self.kept_views = KeptViews(state, self._matter.uid)
        self._fill_views()

    def present_view(self) -> ListView:
        """The list as it stands, without a name."""
        columns = tuple(self.grid.layout_of_columns())
        return ListView("", columns, self.grid.frozen.count, self.grid.order, self.filter_bar.filter)

    def show_view(self, view: ListView) -> None:
        """Columns, order and filters of a view."""
        self.grid.set_layout_of_columns(view.columns)
        self.grid.frozen.freeze(view.frozen)
        self.grid.set_order(view.order)
        self.filter_bar.set_filter(view.chosen)
        self._messages.toast(f"View “{view.name}”." if view.name else "The list as it is at first.")

    def plain_view(self) -> ListView:
        """The list as it is in a new matter."""
        return ListView("", tuple((c.key, c.width) for c in EXHIBIT_COLUMNS if c.shown))

    def ask_view(self) -> None:
        """Choose one of the kept views."""
        known = [
            Choice(f"={name}", name, self._view_note(view), "filter") for name, view in self.kept_views.views.items()
        ]
        chosen = TypeAhead.ask(self, "Views of the list", [*known, Choice("", "As it is at first", "", "undo")])
        if chosen is not None:
            self.show_view(self.kept_views.views[chosen[1:]] if chosen else self.plain_view())

    @staticmethod
    def _view_note(view: ListView) -> str:
        return f"{len(view.columns)} columns" + (", filtered" if view.chosen != ExhibitFilter() else "")

    def ask_save_view(self) -> None:
        """Keep columns, order and filters under a name; an existing one is replaced when it is chosen."""
        known = [Choice(name, name, "replace", "filter") for name in self.kept_views.views]
        name = TypeAhead.ask(self, "Save this view as", known, new="New view “{}”", hint="For example: To be numbered")
        if name:
            self.kept_views.save(name, self.present_view())
            self._fill_views()
            self._messages.toast(f"Kept the view “{name}”.")

    def remove_view(self, name: str) -> None:
        """Forget a view; the list stays as it is."""
        self.kept_views.remove(name)
        self._fill_views()
        self._messages.toast(f"Removed the view “{name}”.")

    def _fill_views(self) -> None:
        menu = self.filter_bar.views_menu
        menu.clear()
        for name, view in self.kept_views.views.items():
            menu.addAction(name.replace("&", "&&"), lambda v=view: self.show_view(v))
        menu.addAction("As it is at first", lambda: self.show_view(self.plain_view()))
        menu.addSeparator()
        menu.addAction(theme.icon("save"), "Save this view as…", self.ask_save_view)
        if self.kept_views.views:
            remove = menu.addMenu("Remove a view")
            for name in self.kept_views.views:
                remove.addAction(name.replace("&", "&&"), lambda n=name: self.remove_view(n))

    # -- what can be done ------------------------------------------------------------------------------------------

    def _context_menu(self, place: QPoint) -> None:
        self.actions_menu.exec(self.grid.viewport().mapToGlobal(place))

    def _change(self, words: str, fn: Any, *args: Any, **kw: Any) -> None:
        self._runner.change(fn, *args, done=lambda _result: self._messages.toast(words, undo=True), **kw)

    def _cell_edited(self, exhibit_id: int, key: str, value: Any) -> None:
        self.set_value([exhibit_id], key, value)

    def set_value(self, ids: Sequence[int], key: str, value: Any) -> None:
        """Set one field of exhibits; what is refused is told and nothing changes."""
        if key == "number":
            self._runner.change(numbering.set_number, ids[0], str(value), done=self._tell_followed)
        elif key == "custodian":
            self._runner.change(exhibits.set_custodian, list(ids), str(value))
        else:
            self._runner.change(exhibits.describe, list(ids), **{key: value})

    def _tell_followed(self, changes: Changes) -> None:
        """Say when texts that mention the old number followed; one Undo takes both back."""
        told = numbering.followed(self._matter, changes).words()
        if told:
            self._messages.toast(f"{changes.label}. {told}", undo=True)

    def ask_tag(self) -> None:
        """T: choose or type a tag for every selected exhibit."""
        ids = self.meant()
        if not ids:
            return
        known = [Choice(t.name, t.name, f"on {t.exhibits}", "tag") for t in tags.tags(self._matter)]
        title = "Tag this exhibit" if len(ids) == 1 else f"Tag {len(ids):,} exhibits"
        name = TypeAhead.ask(self, title, known, new="New tag “{}”")
        if name:
            self._change(f"Tagged {_count(ids)} as “{name}”.", tags.add_tag, ids, name)

    def ask_remove_tag(self, ids: Sequence[int] | None = None) -> None:
        """Choose a tag to take off every selected exhibit."""
        ids = list(ids or self.meant())
        if not ids:
            return
        rows = exhibits.read_rows(self._matter, ids[:200]).values()
        names = sorted({name for row in rows for name in row.tags.split(", ") if name})
        if not names:
            self._messages.toast("The selected exhibits have no tag.")
            return
        name = TypeAhead.ask(self, f"Take a tag off {_count(ids)}", [Choice(n, n, "", "tag") for n in names])
        if name:
            self._change(f"Took “{name}” off {_count(ids)}.", tags.remove_tag, ids, name)

    def give_numbers(self) -> None:
        """N: the next numbers of a party's series, in the order shown."""
        ids = self.meant()
        if not ids:
            return
        known = parties.parties(self._matter)
        party = known[0].id if len(known) == 1 else self._ask_party(known, ids)
        if party is None:
            return
        self._runner.change(numbering.number_next, ids, party or None, done=self._numbered)

    def _ask_party(self, known: Sequence[Any], ids: Sequence[int]) -> int | None:
        if not known:
            return 0
        rows = exhibits.read_rows(self._matter, ids[:1])
        own = next((row.party for row in rows.values()), "")
        match = [p.id for p in known if p.name == own and own]
        if match:
            return int(match[0])
        choices = [
            Choice(str(p.id), p.name, f"next: {numbering.next_number(self._matter, p.id)}", "number") for p in known
        ]
        chosen = TypeAhead.ask(self, "Number in the series of", choices)
        return int(chosen) if chosen else None

    def _numbered(self, changes: Changes) -> None:
        count = len(changes.keys.get("exhibit", ()))
        self._messages.toast(
            f"Numbered {count:,} exhibit{'s' * (count != 1)}." if count else "These exhibits have numbers already.",
            count > 0,
        )

    def ask_custodian(self) -> None:
        """Set the custodian of every selected exhibit."""
        known = [Choice(c.name, c.name, f"on {c.exhibits}", "person") for c in exhibits.custodians(self._matter)]
        self._ask_person("Custodian", known, "custodian")

    def ask_sponsor(self) -> None:
        """Set the sponsoring witness of every selected exhibit."""
        sql = "SELECT sponsor, count(*) FROM exhibit WHERE sponsor != '' GROUP BY 1 ORDER BY 1"
        known = [Choice(name, name, f"on {n}", "person") for name, n in self._matter.read.tuples(sql)]
        self._ask_person("Sponsoring witness", known, "sponsor")

    def _ask_person(self, what: str, known: list[Choice], key: str) -> None:
        ids = self.meant()
        name = TypeAhead.ask(self, f"{what} of {_count(ids)}", known, new="“{}”") if ids else None
        if name:
            fn, kw = (
                (exhibits.set_custodian, {"name": name}) if key == "custodian" else (exhibits.describe, {key: name})
            )
            self._change(f"Set the {what.lower()} of {_count(ids)}.", fn, ids, **kw)

    def ask_designation(self) -> None:
        """Set the confidentiality designation of every selected exhibit."""
        self._ask_choice("Designation", DESIGNATIONS, "designation")

    def ask_privilege(self) -> None:
        """Mark every selected exhibit as privileged, or not."""
        self._ask_choice("Privilege", PRIVILEGES, "privilege")

    def _ask_choice(self, what: str, choices: dict[str, str], key: str) -> None:
        ids = self.meant()
        known = [Choice(f"={value}", words, "", "locked" if value else "") for value, words in choices.items()]
        chosen = TypeAhead.ask(self, f"{what} of {_count(ids)}", known) if ids else None
        if chosen:
            self._change(f"Set the {what.lower()} of {_count(ids)}.", exhibits.describe, ids, **{key: chosen[1:]})

    def copy_rows(self) -> None:
        """Put the selected rows on the clipboard as shown, with headings; thousands are read in the background."""
        ids = self.grid.selected_ids()
        self._runner.query(
            "copy rows", pasting.copied, ids, self.grid.shown_columns(), done=partial(self._copied, len(ids))
        )

    def _copied(self, count: int, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._messages.toast(f"Copied {count:,} row{'s' * (count != 1)} as a table.")

    def paste_column(self) -> None:
        """Values copied in a spreadsheet, beside the selected exhibits or, with one selected, from it downwards."""
        text = QGuiApplication.clipboard().text()
        if not text.strip():
            self._messages.toast("Copy a column in a spreadsheet first.")
            return
        ids = self.selected if len(self.selected) > 1 else self.grid.rows.ids[max(0, self.grid.currentIndex().row()) :]
        section = self.grid.currentIndex().column()
        key = self.grid.rows.columns[section].key if section >= 0 else "title"
        answer = PasteDialog(self, self._runner, ids, key, text).answer()
        if answer is not None:
            self._runner.change(pasting.apply, *answer, done=self._pasted)

    def _pasted(self, changes: Changes) -> None:
        told = numbering.followed(self._matter, changes).words()
        self._messages.toast(f"Pasted the column. {told}".rstrip(), undo=True)

    def withdraw(self) -> None:
        """Withdraw every selected exhibit."""
        ids = self.meant()
        if ids:
            self._change(f"Withdrew {_count(ids)}; nothing was deleted.", exhibits.withdraw, ids)


def _read_list(matter: Matter, chosen: ExhibitFilter, order: SortOrder) -> tuple[list[int], int]:
    ids = exhibits.list_ids(matter, chosen, order)
    return list(ids), int(matter.read.value("SELECT count(*) FROM exhibit"))


def _count(ids: Sequence[int]) -> str:
    return "this exhibit" if len(ids) == 1 else f"{len(ids):,} exhibits"
