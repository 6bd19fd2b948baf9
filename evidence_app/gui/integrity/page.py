"""Verify: run the checks, see each result in words, go to what was found, draft the certificate, back up and restore."""

from __future__ import annotations

import json
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.integrity.checks import CheckList, in_order
from evidence_app.gui.item_history import local_time
from evidence_app.gui.messages import Messages
from evidence_app.gui.runner import AnyRunner, Job
from evidence_app.gui.scrolled_page import scrolled_column
from evidence_app.gui.status import progress_words
from evidence_app.jobs import Progress
from evidence_app.model.changes import Changes
from evidence_app.model.errors import Cancelled
from evidence_app.services import integrity
from evidence_app.services.integrity import IntegrityReport
from evidence_app.services.matter import Matter

Last = tuple[str, int, int, tuple[str, ...]]
"""When, how many problems, how many originals, the problems in words; "" = never."""
IdRole = Qt.ItemDataRole.UserRole


def last_times(matter: Matter) -> tuple[Last, str]:
    """The last verification in the log, and when the matter was last backed up."""
    sql = "SELECT at, detail FROM audit_entry WHERE action LIKE ? ORDER BY id DESC LIMIT 1"
    verified = matter.read.tuples(sql, ("Verify the matter%",))
    backed = matter.read.tuples(sql, ("Back up the matter%",))
    last: Last = ("", 0, 0, ())
    if verified:
        detail = json.loads(verified[0][1])
        found = tuple(map(str, detail.get("findings", ())))
        last = (verified[0][0], int(detail.get("problems", 0)), int(detail.get("originals", 0)), found)
    return last, backed[0][0] if backed else ""


class IntegrityPage(QWidget):
    """``verified(report)`` when a run ended; ``exhibit_asked(id)``, ``export_asked(name)``, ``backup_asked``, ``restore_asked``."""

    verified = Signal(object)
    exhibit_asked = Signal(int)
    export_asked = Signal(str)
    backup_asked = Signal()
    restore_asked = Signal()

    def __init__(self, matter: Matter, runner: AnyRunner, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("integrity_page")
        self._matter, self._runner, self._messages = matter, runner, messages
        self._job: Job | None = None
        self.report: IntegrityReport | None = None
        column = scrolled_column(self, "integrity_scroll")
        column.addLayout(self._top())
        column.addWidget(self._run_card())
        column.addLayout(self._findings_bar())
        column.addWidget(self._found(), 1)
        column.addWidget(self._keep_card())
        runner.job_progress.connect(self._progressed)
        runner.job_finished.connect(self._finished)
        runner.changed.connect(self.refresh)
        self.reload()

    def _top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(theme.label("Verify", "title"))
        row.addSpacing(theme.px(12))
        self.last = theme.label("", "muted", wrap=True, name="integrity_last")
        row.addWidget(self.last, 1)
        self.run = self._button("Verify now", "integrity_run", self.start, "verify")
        self.run.setProperty("role", "primary")
        self.run.setIcon(theme.icon("verify", "accent_text"))
        row.addWidget(self.run)
        return row

    def _button(self, words: str, name: str, run: Callable[[], object], icon: str = "") -> QPushButton:
        button = QPushButton(words)
        if icon:
            button.setIcon(theme.icon(icon))
        button.setObjectName(name)
        button.setAccessibleName(words.rstrip("…"))
        button.clicked.connect(lambda: run())
        return button

    def _run_card(self) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(*[theme.px(16)] * 4)
        column.setSpacing(theme.px(10))
        row = QHBoxLayout()
        self.verdict_icon = QLabel()
        self.verdict = theme.label("", "heading", wrap=True, name="integrity_verdict")
        row.addWidget(self.verdict_icon)
        row.addWidget(self.verdict, 1)
        column.addLayout(row)
        self.progress = self._progress_row()
        column.addWidget(self.progress)
        self.checks = CheckList()
        column.addWidget(self.checks)
        words = "Nothing is repaired silently. A match shows that a stored file is unchanged since import; not who made it, nor what happened to it before."
        column.addWidget(theme.label(words, "muted", wrap=True))
        return card

    def _progress_row(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(12))
        self.bar = QProgressBar()
        self.bar.setObjectName("integrity_bar")
        self.bar.setAccessibleName("Progress of the verification")
        self.bar.setTextVisible(False)
        self.bar.setMaximumWidth(theme.px(260))
        self.words = theme.label("", "muted", name="integrity_words")
        self.stop = self._button("Cancel", "integrity_cancel", self._cancel)
        self.stop.setAccessibleName("Cancel the verification")
        row.addWidget(self.bar)
        row.addWidget(self.words, 1)
        row.addWidget(self.stop)
        holder.hide()
        return holder

    def _found(self) -> QStackedWidget:
        self.findings = QTreeWidget()
        self.findings.setObjectName("integrity_findings")
        self.findings.setAccessibleName("Findings; Enter goes to the exhibit")
        self.findings.setHeaderLabels(["Severity", "Area", "Finding", ""])
        self.findings.setRootIsDecorated(False)
        self.findings.setAlternatingRowColors(True)
        for i, width in enumerate((120, 170, 560)):
            self.findings.setColumnWidth(i, theme.px(width))
        self.findings.itemActivated.connect(self._opened)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.findings)
        self.empty = theme.empty_state("verify", "", "")
        self.stack.addWidget(self.empty)
        self.stack.setMinimumHeight(theme.px(150))
        return self.stack

    def _keep_card(self) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        row = QHBoxLayout(card)
        row.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(10))
        row.setSpacing(theme.px(10))
        self.backed = theme.label("", wrap=True, name="integrity_backup")
        row.addWidget(self.backed, 1)
        for words, name, run, icon in (
            ("Back up…", "integrity_back_up", self.backup_asked.emit, "save"),
            ("Restore…", "integrity_restore", self.restore_asked.emit, "open-folder"),
        ):
            row.addWidget(self._button(words, name, run, icon))
        return card

    def _findings_bar(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        row.addWidget(theme.label("Findings", "heading"))
        row.addStretch(1)
        self.certificate = self._button(
            "Certificate draft…", "integrity_902", lambda: self.export_asked.emit("certificate-902-14"), "print"
        )
        self.certificate.setToolTip("FRE 902(14): hash values at import and now, for a qualified person to sign")
        self.outcome = self._button(
            "Outcome as a document…",
            "integrity_outcome",
            lambda: self.export_asked.emit("integrity-certificate"),
            "export",
        )
        self.outcome.setToolTip("What this verification found, with the head of the audit log")
        row.addWidget(self.certificate)
        row.addWidget(self.outcome)
        return row

    # -- content ---------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read when the matter was last verified and backed up."""
        self._runner.query("integrity.last", last_times, done=self._show_last)

    def refresh(self, changes: Changes) -> None:
        """A verification or backup was recorded."""
        if changes.label.startswith(("Verify", "Back up", "Restore")):
            self.reload()

    def _show_last(self, found: tuple[Last, str]) -> None:
        (at, problems, originals, named), backed = found
        self.backed.setText(
            f"Last backup: {local_time(backed)}"
            if backed
            else "Not backed up yet. A backup is one verified file; put it on another disk."
        )
        self.last.setText(f"Last verified: {local_time(at)}" if at else "Never verified")
        if self.report is None and self._job is None:
            self._show_earlier(at, problems, originals, named)

    def _show_earlier(self, at: str, problems: int, originals: int, named: tuple[str, ...]) -> None:
        """What the log says of the last run, until there is one in this session."""
        if not at:
            self._say("neutral", "muted", "This matter has not been verified yet.")
            self._say_empty(
                "Not verified yet", "Press Verify now: every original is hashed again and compared with its import."
            )
            return
        if problems:
            self._say("warning", "danger", f"The last verification found {problems:,} problem{'s' * (problems != 1)}.")
        else:
            self._say("ok", "ok", f"The last verification found no problem; {originals:,} originals were hashed again.")
        self.findings.clear()
        for words in named:
            self.findings.addTopLevelItem(_line("problem", "", words))
        self._say_empty("No problem at the last verification", "Notices are shown after the next run.")
        self.stack.setCurrentIndex(0 if named else 1)

    def _say(self, icon: str, tint: str, words: str) -> None:
        self.verdict_icon.setPixmap(theme.icon(icon, tint).pixmap(theme.px(20), theme.px(20)))
        self.verdict.setText(words)

    def _say_empty(self, title: str, text: str) -> None:
        self.empty.title.setText(title)
        self.empty.text.setText(text)
        self.stack.setCurrentIndex(1)

    # -- running ---------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Verify now, unless a run is under way."""
        if self._job is not None:
            return
        self.report = None
        self.run.setEnabled(False)
        self.findings.clear()
        self._say("verify", "accent", "Verifying …")
        self._say_empty("Verifying …", "Findings are named here when the run ends.")
        self.checks.show_running("database")
        self.words.setText("Looking at the database …")
        self.bar.setRange(0, 0)
        self.stop.setEnabled(True)
        self.progress.show()
        job = self._runner.job("Verifying", integrity.verify, done=self._done, on_error=self._failed)
        if job.running:
            self._job = job

    def _progressed(self, job: Job, progress: Progress) -> None:
        if job is not self._job:
            return
        self.bar.setRange(0, progress.total)
        self.bar.setValue(progress.done)
        text = f"{progress_words(progress)}  {progress.text}"
        self.words.setText(self.words.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, theme.px(560)))
        last = progress.total and progress.done >= progress.total - 1
        self.checks.show_running("audit log" if last else "originals")

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self.stop.setEnabled(False)
            self.words.setText("Stopping after the file being hashed now …")

    def _finished(self, job: Job) -> None:
        if job is self._job:
            self._job = None

    def _end(self) -> None:
        self._job = None
        self.progress.hide()
        self.run.setEnabled(True)
        if self.isVisible():
            self.run.setFocus()

    def _done(self, report: IntegrityReport) -> None:
        self._end()
        self.show_report(report)
        self.verified.emit(report)

    def _failed(self, error: Exception) -> None:
        self._end()
        self.checks.show_waiting("Not finished")
        stopped = isinstance(error, Cancelled)
        self._say(
            "warning",
            "warning",
            "The verification was stopped; it says nothing." if stopped else "The verification could not be finished.",
        )
        self._say_empty("Not finished", "Press Verify now to begin again.")
        self._messages.error(error)

    def show_report(self, report: IntegrityReport) -> None:
        """Show how a verification ended."""
        self.report = report
        self.checks.show_report(report)
        problems = len(report.problems)
        if problems:
            self._say(
                "warning",
                "danger",
                f"{problems:,} problem{'s were' if problems != 1 else ' was'} found. Nothing was repaired.",
            )
        else:
            self._say(
                "ok",
                "ok",
                f"Everything is as recorded: {report.originals:,} originals hashed again, the audit log is whole.",
            )
        self.findings.clear()
        for one in in_order(report.findings):
            self.findings.addTopLevelItem(_line(one.severity, one.area, one.words, one.exhibit_id))
        self._say_empty("No findings", "Every check came out as recorded.")
        self.stack.setCurrentIndex(0 if report.findings else 1)
        self.certificate.setToolTip(
            "Refused while an original, the database or the log differs"
            if problems
            else "FRE 902(14): hash values at import and now, for a qualified person to sign"
        )

    def _opened(self, item: QTreeWidgetItem) -> None:
        exhibit_id = item.data(0, IdRole)
        if exhibit_id:
            self.exhibit_asked.emit(exhibit_id)


def _line(severity: str, area: str, words: str, exhibit_id: int | None = None) -> QTreeWidgetItem:
    item = QTreeWidgetItem(
        [severity.capitalize(), area.capitalize(), words, "Enter: go to the exhibit" if exhibit_id else ""]
    )
    problem = severity == "problem"
    item.setIcon(0, theme.icon("warning" if problem else "neutral", "danger" if problem else "muted"))
    item.setData(0, IdRole, exhibit_id)
    item.setToolTip(2, words)
    return item
