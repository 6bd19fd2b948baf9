"""The chronology: drawn timeline above, events as a list below, and the chosen event with all its sources beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStackedLayout,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.chronology import events_model as columns
from evidence_app.gui.chronology.detail_panel import DetailPanel
from evidence_app.gui.chronology.elements_dialog import ElementsDialog
from evidence_app.gui.chronology.event_dialog import EventDialog
from evidence_app.gui.chronology.events_model import EventsModel
from evidence_app.gui.chronology.filters import ChronologyFilters
from evidence_app.gui.chronology.import_report import ImportReport, import_words
from evidence_app.gui.chronology.source_dialog import SourceDialog, source_words, stated_words
from evidence_app.gui.chronology.timeline import STEP, TimelineView
from evidence_app.gui.chronology.timeline_layout import spans
from evidence_app.gui.context_menu import offer
from evidence_app.gui.elided import ElidedLabel
from evidence_app.gui.kept_focus import kept_focus
from evidence_app.gui.messages import Messages
from evidence_app.gui.row_table import plain_table
from evidence_app.gui.runner import AnyRunner
from evidence_app.gui.when_shown import WhenShown
from evidence_app.model.changes import Changes
from evidence_app.model.chronology import EventRow, EventSource
from evidence_app.model.proof import walk
from evidence_app.services import chronology, proof
from evidence_app.services.chronology import CsvImport
from evidence_app.services.matter import Matter

DRAWN_AT_ONCE = 500
"""Events the timeline gets in the same turn of the event loop as the list."""
DRAWN_AFTER_MS = 30
"""More than these it gets so much later, when the list has been painted."""
DRAWING_SHARE = {"timeline": 0.66, "list": 0.3}
"""How much of the height the drawing gets when the user comes for the timeline, and when for the list."""
WIDTHS = (134, 320, 84, 156, 70, 118, 136)
"""First widths of the columns, in pixels at 100 % text size."""
TABLES = ("event", "event_source", "event_element", "exhibit", "element", "claim")
Loaded = tuple[list[EventRow], dict[int, str], list[tuple[int, str]]]


def load(matter: Matter) -> Loaded:
    """Everything the screen shows, from one state of the matter: events, how their places are cited, the elements."""
    with matter.snapshot():
        tree = proof.tree(matter)
        elements = [
            (int(n.element.id), f"{n.number}  {n.element.text}") for claim in tree for n in walk(claim.elements)
        ]
        events = chronology.list_events(matter)
        spans(events)  # reads the dates here, so that the window finds them read
        return events, chronology.cites(matter), elements


class ChronologyPage(QWidget):
    """The chronology of a matter. ``source_opened(exhibit id, page)`` asks the window to show a cited page."""

    source_opened = Signal(int, int)

    def __init__(self, matter: Matter, runner: AnyRunner, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chronology_page")
        self.setProperty("role", "page")
        self._matter, self._runner, self._messages = matter, runner, messages
        self._rows: list[EventRow] = []
        self._cites: dict[int, str] = {}
        self._elements: list[tuple[int, str]] = []
        self._by_id: dict[int, EventRow] = {}
        self._chosen: int | None = None
        self._undrawn: list[EventRow] | None = None
        self._after: int | None = None
        self._mode = ""
        self._drawing = dict(DRAWING_SHARE)
        self.filters = ChronologyFilters()
        self.timeline = TimelineView()
        self.timeline.describe_sources = self._sources_in_words
        self.model = EventsModel(self)
        self.table = self._make_table()
        self.details = DetailPanel()
        self.details.set_writable(not matter.read_only)
        self._build()
        self._when_shown = WhenShown(self, self._read, self._loaded)
        self._connect()
        self.reload()

    # -- making --------------------------------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard belongs to the list; a focus proxy would make Tab skip the controls above it."""
        self.table.setFocus(event.reason())

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = QWidget()
        bar.setProperty("role", "panel")
        lines = QVBoxLayout(bar)
        lines.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(10))
        lines.setSpacing(theme.px(8))
        lines.addLayout(self._head())
        lines.addWidget(self.filters)
        column.addWidget(bar)
        column.addWidget(theme.line())
        below = QSplitter(Qt.Orientation.Horizontal)
        below.addWidget(self.table)
        below.addWidget(self.details)
        below.setStretchFactor(0, 1)
        below.setSizes([theme.px(760), theme.px(330)])
        below.setChildrenCollapsible(False)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setObjectName("chronology_splitter")
        self.splitter.addWidget(self.timeline)
        self.splitter.addWidget(below)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 4)
        self.splitter.setChildrenCollapsible(False)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.splitter)
        self._stack.addWidget(
            theme.empty_state(
                "timeline",
                "No events yet",
                "Add what happened, one sentence each, with its sources. Dates may be as unsure as the sources are: "
                "“Aug 2024”, “before 2020”, “06/??/2004”. A chronology kept in a spreadsheet can be imported from CSV.",
            )
        )
        column.addWidget(holder, 1)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(6))
        self.heading = theme.label("Chronology", "heading")
        row.addWidget(self.heading)
        self.count = ElidedLabel()
        self.count.setObjectName("chronology_count")
        self.count.setProperty("role", "muted")
        self.count.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row.addWidget(self.count)
        row.addStretch()
        for name, icon, words, run in (
            ("timeline_out", "zoom-out", "Zoom out (-)", lambda: self.timeline.zoom(1 / STEP)),
            ("timeline_fit", "", "Show everything (F)", self.timeline.fit),
            ("timeline_in", "zoom-in", "Zoom in (+)", lambda: self.timeline.zoom(STEP)),
        ):
            button = QToolButton()
            button.setObjectName(name)
            button.setAccessibleName(words)
            button.setToolTip(words)
            button.setIcon(theme.icon(icon))
            button.setText("Fit" if not icon else words[:8])
            button.clicked.connect(run)
            row.addWidget(button)
        row.addSpacing(theme.px(10))
        self.import_button = self._button("chronology_import", "Import CSV…", self.ask_import)
        self.add_button = self._button("chronology_add", "Add event…", self.add_event)
        theme.set_role(self.add_button, "primary")
        for push in (self.import_button, self.add_button):
            push.setEnabled(not self._matter.read_only)
            row.addWidget(push)
        return row

    def _button(self, name: str, words: str, run: Any) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        button.setAccessibleName(words.rstrip("…"))
        button.clicked.connect(lambda: run())
        return button

    def _make_table(self) -> QTableView:
        table = plain_table("chronology_table", "Events", self.model)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for section, width in enumerate(WIDTHS):
            table.setColumnWidth(section, theme.px(width))
        header.setSectionResizeMode(columns.TEXT, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(theme.px(60))
        return table

    def _connect(self) -> None:
        self.table.installEventFilter(self)
        self.filters.changed.connect(lambda _filter: self._show())
        self.table.selectionModel().selectionChanged.connect(self._row_selected)
        self.table.doubleClicked.connect(self._double_clicked)
        self.timeline.event_chosen.connect(self.choose)
        self.timeline.event_opened.connect(self._open_first_source)
        self.details.source_opened.connect(self.source_opened)
        self.details.asked.connect(self._asked)
        offer(self.table, lambda: (*self.details.buttons(), None, self.add_button, self.import_button))
        self._runner.changed.connect(self._changed)
        for keys, run in (
            (QKeySequence.StandardKey.Delete, self.remove_event),
            (Qt.Key.Key_Return, self._edit_chosen),
            (Qt.Key.Key_Enter, self._edit_chosen),
        ):
            shortcut = QShortcut(QKeySequence(keys), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(run)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit_columns()
        return False

    def _fit_columns(self) -> None:
        """In a narrow window the event's words come first; what is left out stands in the details."""
        fixed = {c: theme.px(width) for c, width in enumerate(WIDTHS) if c != columns.TEXT}
        room = self.table.width() - theme.px(330)
        needed = sum(fixed.values())
        for section in (columns.STATED, columns.STATUS, columns.SOURCES):
            self.table.setColumnHidden(section, needed > room)
            needed -= fixed[section] if needed > room else 0

    # -- content -------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the chronology again; behind another page, once it is shown."""
        self._when_shown.read()

    def _read(self) -> None:
        self._runner.query("chronology", load, done=self._when_shown.show)

    def _changed(self, changes: Changes) -> None:
        if changes.touches(*TABLES):
            self.reload()

    def _loaded(self, found: Loaded) -> None:
        self._rows, self._cites, self._elements = found
        self._by_id = {row.event.id: row for row in self._rows}
        self.filters.set_elements(self._elements)
        self._stack.setCurrentIndex(0 if self._rows else 1)
        wanted, self._after = self._after, None
        self._show(wanted)

    def _show(self, wanted: int | None = None) -> None:
        chosen = wanted if wanted is not None else self._chosen
        only = self.filters.value()
        rows = [row for row in self._rows if only.lets_through(row, self._cites)]
        self._chosen = None
        self.table.clearSpans()
        self.model.set_rows(rows)
        if self.model.heading_row >= 0:
            self.table.setSpan(self.model.heading_row, 0, 1, len(columns.COLUMNS))
        self._draw(rows)
        self.count.setText(self._count_words(rows))
        if chosen is not None and self.model.place_of(chosen) >= 0:
            self.choose(chosen)
        else:
            self._show_details(None)

    def _draw(self, rows: list[EventRow]) -> None:
        """Give the timeline its events: thousands once the list has been painted, so that neither waits for the other."""
        self._undrawn = rows if len(rows) > DRAWN_AT_ONCE else None
        if self._undrawn is None:
            self.timeline.set_events(rows)
        else:
            QTimer.singleShot(DRAWN_AFTER_MS, self, self._draw_later)

    def _draw_later(self) -> None:
        if self._undrawn is not None:
            self.timeline.set_events(self._undrawn)
            self.timeline.choose(self._chosen)
            self._undrawn = None

    def _count_words(self, rows: list[EventRow]) -> str:
        of = f" of {len(self._rows):,}" if len(rows) != len(self._rows) else ""
        differ = sum(bool(row.conflict) for row in rows)
        words = [f"{len(rows):,}{of} event{'s' * (len(self._rows) != 1)}"]
        words += [f"{self.model.undated:,} undated"] if self.model.undated else []
        words += [f"{differ:,} with differing dates"] if differ else []
        return "  ·  ".join(words)

    def choose(self, event_id: int) -> None:
        """Choose an event in the list, on the timeline and in the details."""
        place = self.model.place_of(event_id)
        if place < 0 or event_id == self._chosen:
            return
        self._chosen = event_id
        self.table.selectRow(place)
        self.table.scrollTo(self.model.index(place, 0))
        self.timeline.choose(event_id)
        self._show_details(self._by_id[event_id])

    @property
    def chosen(self) -> EventRow | None:
        """The chosen event."""
        return self._by_id.get(self._chosen) if self._chosen is not None else None

    def _row_selected(self, selected: QItemSelection, _deselected: QItemSelection) -> None:
        indexes = selected.indexes()
        row = self.model.row_at(indexes[0].row()) if indexes else None
        if row is not None:
            self.choose(row.event.id)

    def _show_details(self, row: EventRow | None) -> None:
        words = dict(self._elements)
        shown = [words.get(e, f"#{e}") for e in row.elements] if row else []
        with kept_focus(self.details, self.table):
            self.details.show_event(row, self._cites, shown)

    def _sources_in_words(self, row: EventRow) -> str:
        return "\n".join(f"{source_words(s, self._cites)} – {stated_words(s)}" for s in row.sources) or "No source"

    # -- what the user asks for ----------------------------------------------------------------------------------

    def _asked(self, what: str, source_id: int) -> None:
        if what in ("edit source", "remove source"):
            source = next((s for s in self.chosen.sources if s.id == source_id), None) if self.chosen else None
            if source is not None:
                (self._edit_source if what == "edit source" else self._remove_source)(source)
            return
        {"edit": self._edit_chosen, "remove": self.remove_event, "cite": self.add_source, "elements": self._tick}[
            what
        ]()

    def add_event(self) -> None:
        """Ask for a new event and keep it."""
        values = EventDialog.ask(self)
        if values:
            self._runner.change(
                chronology.add_event, values.pop("text"), values.pop("date"), done=self._added, **values
            )

    def _added(self, event_id: int) -> None:
        self._messages.toast("Event added", undo=True)
        if self.model.place_of(event_id) >= 0:
            self.choose(event_id)
        else:
            self._after = event_id
            self.reload()

    def _edit_chosen(self) -> None:
        row = self.chosen
        if row is None or self._matter.read_only:
            return
        values = EventDialog.ask(self, row)
        if values:
            self._runner.change(chronology.edit_event, row.event.id, **values)

    def remove_event(self) -> None:
        """Take the chosen event off; the toast offers to take that back."""
        row = self.chosen
        if row is not None and not self._matter.read_only:
            said = lambda _c: self._messages.toast("Event removed", undo=True)  # noqa: E731
            self._runner.change(chronology.remove_event, row.event.id, done=said)

    def add_source(self) -> None:
        """Ask for a source of the chosen event."""
        row = self.chosen
        if row is None:
            return
        source = SourceDialog.ask(self, chronology.exhibit_choices(self._matter))
        if source:
            self._runner.change(chronology.cite_source, row.event.id, source)

    def _edit_source(self, known: EventSource) -> None:
        source = SourceDialog.ask(self, chronology.exhibit_choices(self._matter), known)
        if source:
            self._runner.change(chronology.edit_source, known.id, source)

    def _remove_source(self, source: EventSource) -> None:
        said = lambda _c: self._messages.toast("Source removed", undo=True)  # noqa: E731
        self._runner.change(chronology.remove_source, source.id, done=said)

    def _tick(self) -> None:
        row = self.chosen
        ticked = ElementsDialog.ask(self, self._elements, row.elements) if row else None
        if row is not None and ticked is not None:
            self._runner.change(chronology.set_elements, row.event.id, ticked)

    def _double_clicked(self, index: QModelIndex) -> None:
        if self.model.row_at(index.row()) is not None:
            self._edit_chosen()

    def _open_first_source(self, event_id: int) -> None:
        self.choose(event_id)
        row = self._by_id.get(event_id)
        source = next((s for s in row.sources if s.exhibit_id is not None), None) if row else None
        if source is not None:
            self.source_opened.emit(source.exhibit_id, source.page or 1)

    # -- import --------------------------------------------------------------------------------------------------

    def ask_import(self) -> None:
        """Let the user pick a CSV and bring it in."""
        path, _kind = QFileDialog.getOpenFileName(
            self, "Import a chronology", "", "Spreadsheets as text (*.csv *.tsv *.txt);;All files (*)"
        )
        if path:
            self.import_csv(Path(path))

    def import_csv(self, path: Path) -> None:
        """Bring in a CSV; lines that were left out are shown with their numbers."""
        self._runner.change(chronology.import_csv, path, done=lambda found: self._imported(path.name, found))

    def _imported(self, name: str, found: CsvImport) -> None:
        self._messages.toast(import_words(found), undo=bool(found.events))
        if found.problems or found.unsure:
            ImportReport.show_for(self, name, found)

    # -- for the window ------------------------------------------------------------------------------------------

    def show_timeline(self) -> None:
        """Give the drawn timeline the room and the keyboard."""
        self._share("timeline", "Timeline")
        self.timeline.setFocus()

    def show_list(self) -> None:
        """Give the list of events the room and the keyboard."""
        self._share("list", "Chronology")
        self.table.setFocus()

    def _share(self, mode: str, words: str) -> None:
        """Divide the height for one of the two ways to look; what the user dragged there is kept."""
        sizes = self.splitter.sizes()
        if self._mode and sum(sizes):
            self._drawing[self._mode] = sizes[0] / sum(sizes)
        self._mode = mode
        self.heading.setText(words)
        drawing = round(self._drawing[mode] * 1000)
        self.splitter.setSizes([drawing, 1000 - drawing])

    def show_element(self, element_id: int | None) -> None:
        """Show only the events of one element; None shows all."""
        self.filters.element.setCurrentIndex(max(0, self.filters.element.findData(element_id)))
        self._show()
