"""Imports: what is running, what came in, what went wrong with which file, and trying again."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.context_menu import Entry, offer
from evidence_app.gui.item_history import local_time
from evidence_app.gui.messages import Messages
from evidence_app.gui.row_table import RowTable, selected_rows, table_of
from evidence_app.gui.runner import AnyRunner, Job
from evidence_app.gui.status import progress_words
from evidence_app.gui.when_shown import WhenShown
from evidence_app.jobs import CancelToken, Progress
from evidence_app.model.changes import Changes
from evidence_app.model.columns import Column
from evidence_app.model.load_fields import DateOrder
from evidence_app.services import importing, received, scans, search_index
from evidence_app.services.import_writing import ImportItem
from evidence_app.services.importing import ImportBatch, ImportOptions, ImportSummary
from evidence_app.services.matter import Matter

STATUS_WORDS = {
    "queued": ("Waiting", "neutral", "muted"),
    "stored": ("Waiting", "neutral", "muted"),
    "imported": ("Imported", "ok", "ok"),
    "partial": ("Imported in part", "warning", "warning"),
    "unsearchable": ("Kept, not searchable", "no-text", "warning"),
    "duplicate": ("Duplicate, not imported", "neutral", "muted"),
    "failed": ("Failed", "warning", "danger"),
}
RETRY = ("failed", "unsearchable", "partial")
COLUMNS = (
    Column("shown_name", "File", lambda i: i.shown_name, width=280, tip="The file as it was named"),
    Column("status", "Result", lambda i: STATUS_WORDS[i.status][0], width=175),
    Column("reason", "Reason", lambda i: i.reason, width=280, tip="Why a file is not fully searchable"),
    Column("bytes", "Size", lambda i: f"{i.bytes:,}" if i.bytes else "–", align="right", width=90, tip="Bytes"),
    Column("attempts", "Tries", lambda i: str(i.attempts), align="right", width=60),
)


def _decorate(item: ImportItem, column: Column, role: int) -> Any:
    if role == Qt.ItemDataRole.DecorationRole and column.key == "status":
        _words, icon, tint = STATUS_WORDS[item.status]
        return theme.icon(icon, tint)
    return column.value(item) if role == Qt.ItemDataRole.ToolTipRole else None


class ProgressPanel(QFrame):
    """The running import: how far, how fast, which file, and Cancel."""

    def __init__(self, runner: AnyRunner) -> None:
        super().__init__()
        self.setObjectName("import_progress")
        self.setProperty("role", "card")
        self._job: Job | None = None
        self.title = theme.label("", "heading", name="import_title")
        self.words = theme.label("", "muted", name="import_words")
        self.file = theme.label("", "muted", name="import_file")
        self.bar = QProgressBar()
        self.bar.setObjectName("import_bar")
        self.bar.setAccessibleName("Progress of the import")
        self.bar.setTextVisible(False)
        self.stop = QPushButton("Cancel")
        self.stop.setObjectName("import_cancel")
        self.stop.setAccessibleName("Cancel the import; what came in is kept")
        self.stop.clicked.connect(self._cancel)
        words = QVBoxLayout()
        words.setSpacing(theme.px(5))
        for widget in (self.title, self.bar, self.words, self.file):
            words.addWidget(widget)
        row = QHBoxLayout(self)
        row.setContentsMargins(*[theme.px(14)] * 4)
        row.setSpacing(theme.px(16))
        row.addLayout(words, 1)
        row.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()
        runner.job_progress.connect(self._progressed)
        runner.job_finished.connect(self._finished)

    def watch(self, job: Job) -> None:
        """Show this job until it ends."""
        if job.running:
            self._job = job
            self.title.setText(job.title)
            self.stop.setEnabled(True)
            self._progressed(job, job.progress)
            self.show()

    def _progressed(self, job: Job, progress: Progress) -> None:
        if job is self._job:
            self.bar.setRange(0, progress.total)
            self.bar.setValue(progress.done)
            self.words.setText(progress_words(progress) if progress.total else "Looking at the files …")
            self.file.setText(
                self.file.fontMetrics().elidedText(progress.text, Qt.TextElideMode.ElideMiddle, theme.px(700))
            )

    def _finished(self, job: Job) -> None:
        if job is self._job:
            self._job = None
            self.hide()

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self.stop.setEnabled(False)
            self.words.setText("Stopping after the files being read now …")


class ImportsPage(QWidget):
    """``import_asked(folder)`` asks for files or a folder; ``exhibit_asked(id)`` opens the exhibit a file became."""

    import_asked = Signal(bool)
    exhibit_asked = Signal(int)

    def __init__(self, matter: Matter, runner: AnyRunner, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("imports_page")
        self._matter, self._runner, self._messages = matter, runner, messages
        self._items: dict[int, ImportItem] = {}
        self.progress = ProgressPanel(runner)
        self.batches = self._batch_list()
        self.items = self._item_table()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(12))
        column.setSpacing(theme.px(12))
        column.addLayout(self._top())
        column.addWidget(self.progress)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.batches)
        split.addWidget(self._right())
        split.setStretchFactor(1, 1)
        split.setSizes([theme.px(230), theme.px(780)])
        column.addWidget(split, 1)
        self._when_shown = WhenShown(self, self._read, self._show_batches)
        self.open_action = QAction("Open the exhibit", self)
        self.open_action.triggered.connect(lambda: self._open(self._rows.id_at(self.items.currentIndex().row())))
        offer(self.items, self._offered)
        runner.changed.connect(self.refresh)
        runner.job_finished.connect(lambda _job: self.reload())
        self.reload()

    def _top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(theme.label("Imports", "title"))
        row.addStretch(1)
        for words, name, folder in (
            ("Import files…", "import_files", False),
            ("Import a folder…", "import_a_folder", True),
        ):
            button = QPushButton(words)
            button.setObjectName(name)
            button.setAccessibleName(words.rstrip("…"))
            button.setEnabled(not self._matter.read_only)
            button.clicked.connect(lambda _checked=False, f=folder: self.import_asked.emit(f))
            row.addWidget(button)
        return row

    def _batch_list(self) -> QListWidget:
        made = QListWidget()
        made.setObjectName("import_batches")
        made.setAccessibleName("Imports, newest first")
        made.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.currentItemChanged.connect(lambda *_: self._show_items())
        return made

    def _item_table(self) -> QTableView:
        self._rows: RowTable[ImportItem] = RowTable(
            COLUMNS, lambda ids: {i: self._items[i] for i in ids}, self, decorate=_decorate, editable=False
        )
        table = table_of("import_items", "Files of this import", self._rows)
        table.selectionModel().selectionChanged.connect(lambda *_: self._update_buttons())
        table.activated.connect(lambda index: self._open(self._rows.id_at(index.row())))
        return table

    def _right(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(theme.px(12), 0, 0, 0)
        column.setSpacing(theme.px(8))
        row = QHBoxLayout()
        self.summary = theme.label("", "muted", wrap=True, name="import_summary")
        self.only_problems = QCheckBox("Only what needs a look")
        self.only_problems.setObjectName("only_problems")
        self.only_problems.toggled.connect(lambda _on: self._show_items())
        row.addWidget(self.summary, 1)
        row.addWidget(self.only_problems)
        column.addLayout(row)
        column.addWidget(self.items, 1)
        column.addLayout(self._bottom())
        return holder

    def _bottom(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.password = QLineEdit()
        self.password.setObjectName("retry_password")
        self.password.setAccessibleName("Password for encrypted files")
        self.password.setPlaceholderText("Password for encrypted files")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setMaximumWidth(theme.px(260))
        self.password.returnPressed.connect(self.retry)
        self.retry_button = QPushButton("Retry")
        self.retry_button.setObjectName("retry")
        self.retry_button.setAccessibleName("Read the chosen files again")
        self.retry_button.clicked.connect(self.retry)
        self.resume_button = QPushButton("Resume")
        self.resume_button.setObjectName("resume")
        self.resume_button.setAccessibleName("Go on with the interrupted import")
        self.resume_button.clicked.connect(self.resume)
        self.reason = theme.label("", wrap=True, name="import_reason")
        row.addWidget(self.resume_button)
        row.addWidget(self.reason, 1)
        row.addWidget(self.password)
        row.addWidget(self.retry_button)
        return row

    # -- content ---------------------------------------------------------------------------------------------------

    def refresh(self, changes: Changes) -> None:
        """Read again while files arrive."""
        if changes.touches("exhibit", "page") and any(not job.quiet for job in self._runner.jobs):
            self.reload()

    def reload(self) -> None:
        """Read the list of imports again, now or when the page is shown."""
        self._when_shown.read()

    def _read(self) -> None:
        self._runner.query("imports", importing.batches, done=self._when_shown.show)

    def _show_batches(self, found: Sequence[ImportBatch]) -> None:
        chosen = self._chosen_batch()
        newest = found[0].id if found else 0
        known = self.batches.item(0).data(Qt.ItemDataRole.UserRole).id if self.batches.count() else 0
        self.batches.blockSignals(True)
        self.batches.clear()
        for batch in found:
            item = QListWidgetItem(_batch_words(batch))
            item.setData(Qt.ItemDataRole.UserRole, batch)
            item.setIcon(theme.icon("warning", "warning") if batch.problems or batch.open else theme.icon("ok", "ok"))
            self.batches.addItem(item)
            if batch.id == (newest if newest != known else chosen.id if chosen else newest):
                self.batches.setCurrentItem(item)
        self.batches.blockSignals(False)
        self._show_items()

    def _chosen_batch(self) -> ImportBatch | None:
        item = self.batches.currentItem()
        return item.data(Qt.ItemDataRole.UserRole) if item else None

    def _show_items(self) -> None:
        batch = self._chosen_batch()
        if batch is None:
            self._show_found([])
            self.summary.setText("Nothing was imported yet. Drop files or a folder anywhere on this window.")
            return
        self._runner.query(
            "import.items",
            importing.items,
            batch.id,
            only_problems=self.only_problems.isChecked(),
            done=self._show_found,
        )

    def _show_found(self, found: Sequence[ImportItem]) -> None:
        self._items = {item.id: item for item in found}
        if [i.id for i in found] != self._rows.ids:
            self._rows.set_ids([item.id for item in found])
        else:
            self._rows.refresh()
        batch = self._chosen_batch()
        if batch is not None:
            parts = [f"{batch.total:,} files"]
            if batch.open:
                parts.append(f"{batch.open:,} waiting")
            parts.append(f"{batch.problems:,} need a look" if batch.problems else "nothing needs a look")
            self.summary.setText(
                ", ".join(parts) + ". Every file is kept; one that could not be read can be tried again."
            )
        self._update_buttons()

    def _selected(self) -> list[ImportItem]:
        return [self._items[self._rows.id_at(row)] for row in selected_rows(self.items)]

    def _to_retry(self, selected: Sequence[ImportItem] = ()) -> list[ImportItem]:
        return [item for item in (selected or self._selected() or self._items.values()) if item.status in RETRY]

    def _update_buttons(self) -> None:
        selected = self._selected()
        self.reason.setText(selected[0].reason if len(selected) == 1 else "")
        chosen = self._to_retry(selected)
        able = bool(chosen) and not self._matter.read_only
        self.retry_button.setEnabled(able)
        self.retry_button.setText(f"Retry {len(chosen)} file{'s' * (len(chosen) != 1)}" if chosen else "Retry")
        self.password.setVisible(any("password" in i.reason.lower() or "encrypt" in i.reason.lower() for i in chosen))
        batch = self._chosen_batch()
        running = any(not job.quiet for job in self._runner.jobs)
        self.resume_button.setVisible(bool(batch and batch.open) and not self._matter.read_only and not running)

    def _offered(self) -> Sequence[Entry]:
        """What can be done with the file the user stands on."""
        at = self.items.currentIndex()
        exhibit = self._items[self._rows.id_at(at.row())].exhibit_id if at.isValid() else None
        self.open_action.setEnabled(bool(exhibit))
        return (self.open_action, self.retry_button, self.resume_button)

    def _open(self, item_id: int) -> None:
        exhibit = self._items[item_id].exhibit_id
        if exhibit:
            self.exhibit_asked.emit(exhibit)

    # -- work ------------------------------------------------------------------------------------------------------

    def start(self, paths: Sequence[Path], options: ImportOptions) -> Job:
        """Import files and folders now."""
        title = f"Importing {paths[0].name}" if len(paths) == 1 else f"Importing {len(paths):,} files"
        return self._run(title, importing.import_paths, list(paths), options)

    def start_production(self, got: received.Received, options: ImportOptions, order: DateOrder) -> Job:
        """Import a received production by its load files now."""
        return self._run(f"Importing {got.loaded.root.name}", received.import_received, got, options, order)

    def retry(self) -> None:
        """Read the chosen files again, with the password when one was typed."""
        ids = [item.id for item in self._to_retry()]
        if ids:
            password = self.password.text()
            self.password.clear()
            self._run(f"Reading {len(ids)} files again", importing.retry, ids, password=password)

    def resume(self) -> None:
        """Go on with what was interrupted."""
        self._run("Resuming the import", importing.resume)

    def read_scans(self) -> None:
        """Read the scanned pages that wait."""
        self._run("Reading scanned pages", scans.read_scans)

    def _run(self, title: str, fn: Any, *args: Any, **kw: Any) -> Job:
        job = self._runner.job(title, fn, *args, done=self._done, **kw)
        self.progress.watch(job)
        return job

    def _done(self, result: Any) -> None:
        words = (
            result.words()
            if isinstance(result, ImportSummary)
            else f"{result:,} scanned page{'s' * (result != 1)} read."
        )
        self._messages.toast(words)
        self.reload()
        if not self._matter.read_only:
            self._runner.job("Updating the index", keep_index, quiet=True)


def keep_index(
    matter: Matter, progress: Callable[[Progress], None] | None = None, cancel: CancelToken | None = None
) -> None:
    """Bring the index up to date and get it ready to answer; a quiet job at opening and after pages changed."""
    tell = (lambda done, total: progress(Progress(done, total, "Updating the index"))) if progress else None
    search_index.catch_up(matter, tell, lambda: bool(cancel and cancel.cancelled))
    matter.page_index.warm_up()


def _batch_words(batch: ImportBatch) -> str:
    names = [Path(source).name for source in json.loads(batch.sources)]
    what = names[0] + (f" and {len(names) - 1} more" if len(names) > 1 else "")
    state = f"{batch.open} waiting" if batch.open else f"{batch.problems} need a look" if batch.problems else "complete"
    return f"{what}\n{local_time(batch.started_at)} · {batch.total} files\n{state}"
