"""The chain of custody of one or several exhibits: import, stated events, captures and replaced files, in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
    QVBoxLayout,
    QWidget,
)

from evidence_app import reports
from evidence_app.gui import theme
from evidence_app.gui.custody.capture_dialog import CaptureDialog
from evidence_app.gui.custody.event_dialog import CustodyEventDialog
from evidence_app.gui.dialog import Dialog
from evidence_app.gui.export_place import plain_name, start_folder
from evidence_app.gui.runner import AnyRunner
from evidence_app.gui.window_state import WindowState
from evidence_app.model.custody import CaptureRecord
from evidence_app.model.errors import EvidenceError
from evidence_app.model.exhibits import Exhibit
from evidence_app.reports.contract import ReportResult
from evidence_app.reports.custody import CustodyOptions
from evidence_app.services import custody, exhibits, web_capture
from evidence_app.services.custody import CustodyStep
from evidence_app.services.matter import Matter

KINDS = {"import": "Import", "stated": "As stated", "capture": "Web capture", "replaced": "Replaced"}
SHOWN = 500
"""Exhibits whose chains are drawn at once; events go to every chosen one."""
WORDS = (
    "What the program did, and what people stated, in the order it happened. Entries are corrected, never changed. "
    "Equal hash values show equal files, and nothing about who held them."
)
FORMATS = "PDF (*.pdf);;Word (*.docx);;Excel (*.xlsx);;CSV (*.csv)"
_ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class ItemRecord:
    """An exhibit with its chain."""

    exhibit: Exhibit
    steps: list[CustodyStep]


def read_records(matter: Matter, ids: Sequence[int]) -> list[ItemRecord]:
    """The chains of these exhibits; for a query thread."""
    chains = custody.chains(matter, ids[:SHOWN])
    return [ItemRecord(exhibits.get(matter, one), steps) for one, steps in chains.items()]


def kind_words(step: CustodyStep) -> str:
    """What an entry is; a corrected one and a correction name each other."""
    if step.corrected_by:
        return f"Corrected by {step.corrected_by}"
    return f"Correction of {step.corrects}" if step.corrects else KINDS[step.kind]


class CustodyDialog(Dialog):
    """Adds, corrects and exports through the runner; the tree is read again after each change."""

    def __init__(
        self, parent: QWidget | None, matter: Matter, runner: AnyRunner, state: WindowState, ids: Sequence[int]
    ) -> None:
        super().__init__(parent)
        self.setObjectName("custody_dialog")
        self._matter, self._runner, self._state, self._ids = matter, runner, state, list(ids)
        self._items: list[ItemRecord] = []
        self._begin_capture = False
        self._title = theme.label("Chain of custody", "heading", wrap=True, name="custody_title")
        self.tree = QTreeWidget()
        self.told = theme.label("", wrap=True, name="custody_told")
        self.words = QPlainTextEdit()
        self._make_tree()
        self._build()
        theme.fit(self, 980, 600)
        self.setWindowTitle("Chain of custody")
        self.tree.currentItemChanged.connect(lambda _new, _old: self._show_step())
        self.reload()
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_tree(self) -> None:
        self.tree.setObjectName("custody_chain")
        self.tree.setAccessibleName("Chain of custody, in the order things happened")
        self.tree.setHeaderLabels(["When", "Kind", "What happened", "Entered by", "Entry"])
        self.tree.setUniformRowHeights(True)
        self.tree.setRootIsDecorated(len(self._ids) > 1)
        header = self.tree.header()
        for column, width in enumerate((214, 126, 400, 120, 56)):
            self.tree.setColumnWidth(column, theme.px(width + (26 if len(self._ids) > 1 and not column else 0)))
        header.setStretchLastSection(False)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.words.setObjectName("custody_words")
        self.words.setAccessibleName("The whole entry")
        self.words.setReadOnly(True)
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(theme.px(118))

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(16)] * 4)
        column.setSpacing(theme.px(8))
        column.addWidget(self._title)
        column.addWidget(theme.label(WORDS, "muted", wrap=True))
        column.addWidget(self.tree, 1)
        column.addWidget(self.words)
        column.addWidget(self.told)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        self.add = self._button("&Add an event…", "custody_add", self.add_event)
        self.fix = self._button("&Correct…", "custody_correct", self.correct)
        self.capture = self._button("&Web capture…", "custody_capture", self.add_capture)
        self.export = self._button("&Export the record…", "custody_export", self.export_record)
        for button in (self.add, self.fix, self.capture, self.export):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self._button("Close", "custody_close", self.close))
        column.addLayout(row)
        theme.default_button(self, self.add)

    @staticmethod
    def _button(words: str, name: str, pressed: Callable[[], object]) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        button.setAccessibleName(words.replace("&", "").rstrip("…"))
        button.clicked.connect(lambda _checked=False: pressed())
        return button

    # -- showing ---------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the chains again."""
        self._runner.query("custody record", read_records, self._ids, done=self._show)

    def _show(self, items: list[ItemRecord]) -> None:
        self._items = items
        at = self.step.entry if self.step else 0
        self._title.setText(
            f"Chain of custody of {items[0].exhibit.label}" if len(self._ids) == 1
            else f"Chain of custody of {len(self._ids):,} exhibits"
        )  # fmt: skip
        self.tree.clear()
        for item in items:
            self._fill(item)
        self._mark(at)
        self._allow()
        if len(self._ids) > len(items) and not self.told.text():
            self.told.setText(f"The first {len(items):,} are shown; events are entered for all.")
        if self._begin_capture:
            self._start_capture()

    def _fill(self, item: ItemRecord) -> None:
        root = self.tree.invisibleRootItem()
        if len(self._ids) > 1:
            count = f"{len(item.steps)} entr{'y' if len(item.steps) == 1 else 'ies'}"
            root = QTreeWidgetItem([item.exhibit.label, count, item.exhibit.title, "", ""])
            root.setData(0, _ROLE, (item.exhibit, None))
            self.tree.addTopLevelItem(root)
            root.setExpanded(len(self._ids) <= 5)
        for step in item.steps:
            line = QTreeWidgetItem([step.shown_at, kind_words(step), step.words, step.by, str(step.entry or "")])
            line.setData(0, _ROLE, (item.exhibit, step))
            line.setTextAlignment(4, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if step.corrected_by:
                font = line.font(2)
                font.setStrikeOut(True)
                line.setFont(2, font)
            root.addChild(line)

    def _mark(self, entry: int) -> None:
        """The entry that was current, else the last of the first exhibit."""
        lines: list[QTreeWidgetItem] = []
        at = QTreeWidgetItemIterator(self.tree)
        while at.value() is not None:
            lines.append(at.value())
            at += 1
        found = next((line for line in lines if entry and line.text(4) == str(entry)), None)
        self.tree.setCurrentItem(found or lines[-1 if len(self._ids) == 1 else 0])

    def _current(self) -> tuple[Exhibit | None, CustodyStep | None]:
        item = self.tree.currentItem()
        return item.data(0, _ROLE) if item is not None else (None, None)

    @property
    def step(self) -> CustodyStep | None:
        """The entry the user stands on; None on an exhibit's own line."""
        return self._current()[1]

    def _show_step(self) -> None:
        exhibit, step = self._current()
        told = [f"{step.shown_at}. {step.words}" if step else exhibit.title if exhibit else ""]
        told += [f"Entry {step.entry}, hash {step.entry_hash}"] if step and step.entry else []
        self.words.setPlainText("\n".join(told))
        self._allow()

    def _allow(self) -> None:
        step, writable = self.step, not self._matter.read_only
        self.add.setEnabled(writable)
        self.capture.setEnabled(writable and len(self._ids) == 1)
        fixable = step is not None and step.kind in ("stated", "capture") and not step.corrected_by
        self.fix.setEnabled(writable and fixable)
        self.fix.setToolTip("" if fixable else "Choose a stated entry that was not corrected yet")
        outward = [item for item in self._items if item.exhibit.outward]
        self.export.setEnabled(bool(outward))
        self.export.setToolTip("" if outward else "The record of a privileged or sequestered exhibit is not exported")

    # -- writing ---------------------------------------------------------------------------------------------------

    def add_event(self) -> None:
        """State what happened to the item, or to all chosen ones."""
        one = len(self._ids) == 1
        title = f"Custody event of {self._items[0].exhibit.label if one else f'{len(self._ids):,} exhibits'}"
        stored = custody.stored_hashes(self._matter, self._ids[0]) if one else None
        values = CustodyEventDialog.ask(self, self._matter, title, stored=stored)
        if values is None:
            return
        given = self._ids, values.pop("event"), values.pop("at")
        if one:
            self._change("Entered.", custody.add_event_to_all, *given, **values)
        else:
            done = self._tell(f"Entered for {len(self._ids):,} exhibits.")
            self._runner.job(title, custody.add_event_to_all, *given, done=done, on_error=self._refused, **values)

    def correct(self) -> None:
        """Enter a corrected version of the current entry; both stay."""
        exhibit, step = self._current()
        if exhibit is None or step is None or not self.fix.isEnabled():
            return
        if step.kind == "capture":
            known = next(c for c in web_capture.captures(self._matter, exhibit.id) if c.entry == step.entry)
            self._ask_capture(exhibit, known)
            return
        event = next(e for e in custody.events(self._matter, exhibit.id) if e.entry == step.entry)
        stored = custody.stored_hashes(self._matter, exhibit.id)
        values = CustodyEventDialog.ask(self, self._matter, f"Correct entry {step.entry}", stored=stored, known=event)
        if values is not None:
            self._change("The correction is entered; both stay.", custody.correct_event, step.entry, **values)

    def add_capture(self) -> None:
        """Record how the page on the exhibit was captured."""
        self._ask_capture(self._items[0].exhibit, None)

    def begin_capture(self) -> None:
        """Open the form for a capture as soon as the chain is read."""
        self._begin_capture = True
        if self._items:
            self._start_capture()

    def _start_capture(self) -> None:
        self._begin_capture = False
        QTimer.singleShot(0, self, self.add_capture)

    def _ask_capture(self, exhibit: Exhibit, known: CaptureRecord | None) -> None:
        offered = web_capture.offered(self._matter, exhibit.id)
        answer = CaptureDialog.ask(self, self._matter, exhibit, offered, known)
        if answer is not None:
            capture, files = answer
            told = "The correction is entered; both stay." if known else "The capture is recorded."
            corrects = known.entry if known else 0
            self._change(told, web_capture.add_capture, exhibit.id, capture, files, corrects=corrects)

    def _change(self, told: str, fn: Callable[..., object], *args: object, **kw: object) -> None:
        self._runner.change(fn, *args, done=self._tell(told), on_error=self._refused, **kw)

    def _tell(self, told: str) -> Callable[[object], None]:
        def done(_result: object) -> None:
            self.told.setText(told)
            self.reload()

        return done

    def _refused(self, error: Exception) -> None:
        if isinstance(error, EvidenceError):
            self.told.setText(f"{error.message} {error.hint}".strip())
            self.reload()
        else:
            self._runner.failed.emit(error)

    # -- export ----------------------------------------------------------------------------------------------------

    def export_record(self) -> None:
        """Write the custody record of the exhibits here; privileged and sequestered ones are left out."""
        ids = [one.id for one in self._outward()]
        name = self._outward()[0].label if len(ids) == 1 else f"{len(ids)} exhibits"
        start = start_folder(self._state, self._matter)
        title = plain_name(f"{self._matter.record.name} custody record {name}")
        chosen, _kind = QFileDialog.getSaveFileName(
            self, "Write the custody record to", str(start / f"{title}.pdf"), FORMATS
        )
        if chosen:
            path = Path(chosen) if Path(chosen).suffix else Path(f"{chosen}.pdf")
            self._state.keep("report/folder", str(path.parent))
            options = CustodyOptions(exhibits=tuple(f"#{one}" for one in ids))
            self._runner.job(
                "Exporting the custody record", reports.write, "custody-record", options, path, done=self._written,
                on_error=self._refused,
            )  # fmt: skip

    def _outward(self) -> list[Exhibit]:
        """The chosen exhibits that may be named outside."""
        if len(self._ids) <= SHOWN:
            return [item.exhibit for item in self._items if item.exhibit.outward]
        return [one for one in (exhibits.get(self._matter, i) for i in self._ids) if one.outward]

    def _written(self, result: ReportResult) -> None:
        left = len(self._ids) - len(self._outward())
        told = f" {left} privileged or sequestered left out." if left else ""
        self.told.setText(f"Wrote {result.path.name}: {result.rows} rows.{told}")
