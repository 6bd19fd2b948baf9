"""The status line: what can be searched, how the originals stand, that there is no network, and running jobs."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QToolButton, QWidget

from evidence_app.gui import theme
from evidence_app.gui.elided import ElidedLabel
from evidence_app.gui.item_history import local_time
from evidence_app.gui.runner import AnyRunner, Job
from evidence_app.jobs import Progress
from evidence_app.model.changes import Changes
from evidence_app.model.search_results import Completeness
from evidence_app.services import link_review, search
from evidence_app.services.matter import Matter


def completeness_words(found: Completeness) -> str:
    """What a search goes through, and what it cannot see."""
    if not found.total_pages and not found.unread_exhibits:
        return "Nothing to search yet"
    words = [f"{found.searched_pages:,} of {found.total_pages:,} pages searchable"]
    if found.silent_pages:
        words.append(f"{found.silent_pages:,} without text")
    if found.waiting_ocr or found.silent_waiting:
        words.append(f"{found.waiting_ocr + found.silent_waiting:,} waiting for OCR")
    if found.unread_exhibits:
        words.append(f"{found.unread_exhibits:,} exhibit{'s' * (found.unread_exhibits != 1)} not readable")
    if found.sequestered_exhibits:
        words.append(f"{found.sequestered_exhibits:,} sequestered")
    return "; ".join(words)


def progress_words(progress: Progress) -> str:
    """How far, how fast, how long still."""
    if not progress.total:
        return progress.text
    words = [f"{progress.done:,} of {progress.total:,}"]
    if progress.rate >= 0.05:
        words.append(f"{progress.rate:,.1f} a second" if progress.rate < 10 else f"{progress.rate:,.0f} a second")
    if progress.remaining_s is not None and progress.done < progress.total:
        words.append(f"about {duration(progress.remaining_s)} left")
    return ", ".join(words)


def duration(seconds: float) -> str:
    """A length of time in words that do not promise more than they know."""
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


State = tuple[Completeness, str, str, int]
"""What can be searched, when and how the originals were verified, how many links need a look."""


def _state(matter: Matter) -> State:
    sql = "SELECT at, detail FROM audit_entry WHERE action LIKE 'Verify the matter%' ORDER BY id DESC LIMIT 1"
    rows = matter.read.tuples(sql)
    return search.completeness(matter), *(rows[0] if rows else ("", "")), link_review.waiting(matter)


class StatusLine(QStatusBar):
    """``unsearchable_asked`` when the user wants to see the pages that cannot be searched; ``verify_asked``.

    ``look_asked`` wants the links that need a look; their number is shown only when there are some.
    """

    unsearchable_asked = Signal()
    look_asked = Signal()
    verify_asked = Signal()

    def __init__(self, matter: Matter, runner: AnyRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status_line")
        self.setSizeGripEnabled(False)
        self._matter, self._runner = matter, runner
        self._job: Job | None = None
        self.words = ""
        self.complete = self._button("status_complete", "What can be searched", self.unsearchable_asked)
        self.originals = self._button("status_originals", "How the originals stand", self.verify_asked)
        self.originals.setIcon(theme.icon("verify", "muted"))
        self.look = self._button("status_look", "Links that need a look", self.look_asked)
        self.look.setIcon(theme.icon("warning", "warning"))
        self.look.setToolTip("Links whose words are no longer where they were: keep, move or withdraw them")
        self.network = QLabel("No network")
        self.network.setObjectName("status_network")
        self.network.setToolTip("This program opens no network connection, ever. Everything stays on this computer.")
        self.job_text = ElidedLabel()
        self.job_text.setObjectName("job_text")
        self.bar = QProgressBar()
        self.bar.setObjectName("job_bar")
        self.bar.setAccessibleName("Progress")
        self.bar.setFixedWidth(theme.px(140))
        self.bar.setTextVisible(False)
        self.stop = QToolButton()
        self.stop.setText("Cancel")
        self.stop.setObjectName("job_cancel")
        self.stop.setAccessibleName("Cancel the running job")
        self.stop.setToolTip("Stop; what is finished is kept")
        self.stop.clicked.connect(self._cancel)
        for shown in (self.complete, self.originals, self.look, self.network):
            self.addWidget(shown)
        self.look.hide()
        self._job_widgets: tuple[QWidget, ...] = (self.job_text, self.bar, self.stop)
        for widget in self._job_widgets:
            self.addPermanentWidget(widget, 1 if widget is self.job_text else 0)
            widget.hide()
        runner.job_started.connect(self._started)
        runner.job_progress.connect(self._progressed)
        runner.job_finished.connect(self._finished)
        runner.changed.connect(self.refresh)
        self.reload()

    def _button(self, name: str, accessible: str, signal: SignalInstance) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setAccessibleName(accessible)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.clicked.connect(lambda: signal.emit())
        return button

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(320), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """While a job runs in a narrow window the lasting facts make room: first the network, then words beside icons."""
        facts = (self.originals, self.look, self.network, *self._job_widgets)
        others = [w for w in facts if not w.isHidden() or w is self.network]
        self.originals.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        room = self.width() - theme.px(40) - sum(max(w.minimumWidth(), w.minimumSizeHint().width()) for w in others)
        words = theme.text_width(self.complete, self.words) + theme.px(40)
        self.network.setVisible(words <= room)
        room += 0 if words <= room else self.network.sizeHint().width()
        if words > room:
            room += theme.text_width(self.originals, self.originals.text())
            self.originals.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        shown = self.complete.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideRight, room - theme.px(40))
        self.complete.setText(shown)

    def reload(self) -> None:
        """Count again what can be searched."""
        self._runner.query("status", _state, done=self._show)

    def refresh(self, changes: Changes) -> None:
        """Count again when pages or exhibits changed, or something was verified."""
        if changes.touches("page", "exhibit", "evidence_link") or changes.label.startswith(
            ("Verify", "Import", "Read", "Write")
        ):
            self.reload()

    def _show(self, state: State) -> None:
        found, verified, detail, doubtful = state
        words = link_review.waiting_words(doubtful)
        large = theme.px(100) >= 150  # the whole sentence would make the window wider than a small screen
        self.look.setText(f"{doubtful:,}" if large else words)
        self.look.setAccessibleName(words)
        self.look.setVisible(doubtful > 0)
        self.words = completeness_words(found)
        self.complete.setIcon(theme.icon("ok", "ok") if found.whole else theme.icon("no-text", "warning"))
        more = "" if found.whole else "\nShow the exhibits with pages that cannot be searched"
        self.complete.setToolTip(self.words + more)
        clean = '"problems": 0' in detail or '"problems":0' in detail
        if not verified:
            words = "Originals not verified yet"
        else:
            words = f"Originals verified {local_time(verified)}" if clean else f"Problems found {local_time(verified)}"
        self.originals.setText(words)
        self.originals.setToolTip(f"{words}\nRe-hash every original and check the audit log")
        self._fit()

    # -- jobs ------------------------------------------------------------------------------------------------------

    def _started(self, job: Job) -> None:
        if not job.quiet:
            self._job = job
            self._progressed(job, job.progress)
            for widget in self._job_widgets:
                widget.show()
            self.stop.setEnabled(True)
            self._fit()

    def _progressed(self, job: Job, progress: Progress) -> None:
        if job is not self._job:
            return
        words = progress_words(progress)
        self.job_text.setText(f"{job.title}: {words}" if words else f"{job.title} …")
        self.job_text.setToolTip(progress.text or self.job_text.text())
        self.bar.setRange(0, progress.total)
        self.bar.setValue(progress.done)

    def _finished(self, job: Job) -> None:
        if job is self._job:
            others = [one for one in self._runner.jobs if not one.quiet]
            self._job = None
            if others:
                self._started(others[-1])
                return
            for widget in self._job_widgets:
                widget.hide()
            self._fit()

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self.stop.setEnabled(False)
            self.job_text.setText(f"{self._job.title}: stopping after what is being done now …")
