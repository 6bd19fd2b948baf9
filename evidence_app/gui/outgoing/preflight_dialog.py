"""Check before it leaves: what for, which exhibits, what was found, and what somebody decides about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.dialog import Dialog
from evidence_app.gui.elided import ElidedCombo
from evidence_app.gui.flow import FlowLayout
from evidence_app.gui.outgoing.findings import FindingsTree, Looked, look, with_decisions
from evidence_app.gui.runner import AnyRunner, Job
from evidence_app.jobs import Progress
from evidence_app.model.preflight import PURPOSES, PreflightFinding, looked_for, outcome
from evidence_app.model.preflight_groups import grouped
from evidence_app.services import preflight
from evidence_app.services.matter import Matter

WORDS = (
    "A finding is a reason to look, and finding nothing clears nothing. "
    "Whether a rule or an order is met is for a person to decide."
)
NAMED = 8
"""Exhibits named below the list; it must not take the list's room."""


class OverrideDialog(Dialog):
    """Why something may go out in spite of findings; the reason goes into the history."""

    def __init__(self, parent: QWidget | None, findings: Sequence[PreflightFinding]) -> None:
        super().__init__(parent)
        self.setWindowTitle("Override findings")
        self.setObjectName("override_dialog")
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(16)] * 4)
        column.setSpacing(theme.px(10))
        codes = ", ".join(dict.fromkeys(one.code for one in findings))
        exhibits = len({one.exhibit_id for one in findings if one.exhibit_id is not None})
        about = f" in {exhibits} exhibit{'s' * (exhibits != 1)}" if exhibits else ""
        told = f"Go on in spite of: {codes}{about}. The findings stay on the list, with your decision beside them."
        column.addWidget(theme.label(told, wrap=True))
        self.reason = QLineEdit()
        self.reason.setObjectName("override_reason")
        self.reason.setAccessibleName("Reason for the override")
        self.reason.setPlaceholderText("Why it may go out as it is (kept in the history)")
        column.addWidget(self.reason)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = buttons.addButton("Override", QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setObjectName("override_go")
        self.go.setEnabled(False)
        self.reason.textChanged.connect(lambda text: self.go.setEnabled(len(text.strip()) >= 3))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        theme.default_button(self, self.go)
        self.resize(theme.px(520), self.sizeHint().height())

    @classmethod
    def ask(cls, parent: QWidget | None, findings: Sequence[PreflightFinding]) -> str | None:
        """The reason; None when the user left."""
        dialog = cls(parent, findings)
        return dialog.reason.text().strip() if dialog.exec() else None


class PreflightDialog(Dialog):
    """Stays open beside the window, so that pages can be looked at.

    ``page_asked(exhibit, page)`` (page 0 = the exhibit); ``report_asked(purpose, exhibit ids, limit)`` wants the report;
    ``export_asked(report)`` goes back to the export it was opened from.
    """

    page_asked = Signal(int, int)
    report_asked = Signal(str, object, int)
    export_asked = Signal(str)

    def __init__(
        self,
        parent: QWidget | None,
        matter: Matter,
        runner: AnyRunner,
        ids: Sequence[int] = (),
        purpose: str = "",
        back_to: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Check before it leaves")
        self.setObjectName("preflight_dialog")
        self._matter, self._runner, self._ids, self._back_to = matter, runner, list(ids), back_to
        self._job: Job | None = None
        self._looked: Looked | None = None
        self._settings: tuple[str, object, int] = ("", None, 0)
        self._make_choices(purpose)
        self._make_result()
        self._build()
        runner.job_progress.connect(self._progressed)
        self.resize(theme.px(1000), theme.px(620))
        self._show_state()

    # -- construction ----------------------------------------------------------------------------------------------

    def _make_choices(self, purpose: str) -> None:
        self.purpose = ElidedCombo(16)
        self.purpose.setObjectName("preflight_purpose")
        self.purpose.setAccessibleName("What leaves")
        for key, words in PURPOSES.items():
            self.purpose.addItem(words[0].upper() + words[1:], key)
        self.purpose.setCurrentIndex(max(0, self.purpose.findData(purpose)))
        self.scope = ElidedCombo(16)
        self.scope.setObjectName("preflight_scope")
        self.scope.setAccessibleName("Which exhibits")
        if self._ids:
            count = len(self._ids)
            self.scope.addItem(f"The {count:,} chosen exhibits" if count != 1 else "The chosen exhibit", True)
        self.scope.addItem("Every numbered exhibit", False)
        self.limit = QSpinBox()
        self.limit.setObjectName("preflight_limit")
        self.limit.setAccessibleName("Size limit of one file in megabytes")
        self.limit.setRange(0, 100_000)
        self.limit.setSpecialValueText("none")
        self.limit.setSuffix(" MB")
        self.run_button = QPushButton("Check")
        self.run_button.setObjectName("preflight_run")
        self.run_button.clicked.connect(self.start)

    def _make_result(self) -> None:
        self.bar = QProgressBar()
        self.bar.setObjectName("preflight_progress")
        self.bar.setAccessibleName("Progress of the check")
        self.stop = QPushButton("Stop")
        self.stop.setObjectName("preflight_stop")
        self.stop.clicked.connect(self.cancel)
        self.outcome = theme.label("", "heading", wrap=True, name="preflight_outcome")
        self.looked_for = theme.label("", "muted", wrap=True, name="preflight_looked_for")
        self.tree = FindingsTree()
        self.tree.itemSelectionChanged.connect(self._show_state)
        self.tree.currentItemChanged.connect(lambda _new, _old: self._show_state())
        self.tree.itemActivated.connect(self._activated)
        self.words = theme.label("", wrap=True, name="preflight_words")
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setMinimumHeight(theme.px(40))

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(16)] * 4)
        column.setSpacing(theme.px(10))
        column.addWidget(theme.label(WORDS, "muted", wrap=True))
        row = FlowLayout(gap=theme.px(8))
        for words, made in (("What leaves", self.purpose), ("Exhibits", self.scope), ("Size limit", self.limit)):
            row.addWidget(_named(words, made))
        row.addWidget(self.run_button)
        column.addLayout(row)
        working = QHBoxLayout()
        working.addWidget(self.bar, 1)
        working.addWidget(self.stop)
        column.addLayout(working)
        for part in (self.outcome, self.looked_for):
            column.addWidget(part)
        column.addWidget(self.tree, 1)
        column.addWidget(self.words)
        column.addLayout(self._buttons())
        theme.default_button(self, self.run_button)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        self.open_page = self._button("Open page", "preflight_open", self._open)
        self.override = self._button("Override…", "preflight_override", self._override)
        self.report = self._button(
            "Write a report…", "preflight_report", lambda: self.report_asked.emit(*self._settings)
        )
        self.go_on = self._button("On to the export…", "preflight_export", self._go_on)
        self.go_on.setVisible(bool(self._back_to))
        self.what = self._button("What was looked for", "preflight_what", self._show_state)
        self.what.setCheckable(True)
        work = FlowLayout(gap=theme.px(8))
        for button in (self.open_page, self.override, self.report, self.what):
            work.addWidget(button)
        row.addLayout(work, 1)
        row.addWidget(self.go_on)
        row.addWidget(self._button("Close", "preflight_close", self.close))
        return row

    @staticmethod
    def _button(words: str, name: str, pressed: object) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        button.setAccessibleName(words.rstrip("…"))
        button.clicked.connect(lambda _checked=False: pressed())  # type: ignore[operator]
        return button

    # -- the check -------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Check now, in the background."""
        if self._job is not None and self._job.running:
            return
        self._looked = None
        self.tree.clear()
        ids = self._ids if self.scope.currentData() else None
        self._settings = (str(self.purpose.currentData()), ids, self.limit.value())
        self.bar.setRange(0, 0)
        self._job = self._runner.job(
            "Checking before it leaves", look, ids, self._settings[0], self.limit.value() or None,
            done=self._show, on_error=self._failed,
        )  # fmt: skip
        self._show_state()

    def cancel(self) -> None:
        """Stop the check that is running."""
        if self._job is not None:
            self._job.cancel()

    def _progressed(self, job: Job, progress: Progress) -> None:
        if job is self._job:
            self.bar.setRange(0, progress.total)
            self.bar.setValue(progress.done)

    def _failed(self, error: Exception) -> None:
        self._job = None
        self._show_state()
        self._runner.failed.emit(error)

    def _show(self, looked: Looked) -> None:
        self._job = None
        self._looked = looked
        self.tree.show_findings(looked)
        purpose, _ids, limit = self._settings
        self.looked_for.setText(f"Looked for: {'; '.join(looked_for(purpose, limit or None))}.")  # type: ignore[arg-type]
        self._show_state()

    def _show_state(self) -> None:
        """Everything that depends on whether a check runs, what was found and what is selected."""
        running = self._job is not None and self._job.running
        for part in (self.bar, self.stop):
            part.setVisible(running)
        for choice in (self.purpose, self.scope, self.limit, self.run_button):
            choice.setEnabled(not running)
        self.outcome.setText("Checking …" if running else self._outcome())
        self.looked_for.setVisible(self._looked is not None and self.what.isChecked())
        self.what.setEnabled(self._looked is not None)
        chosen, current = self.tree.chosen(), self.tree.current()
        self.words.setText(self._told(current))
        self.open_page.setEnabled(len(current) == 1 and current[0].exhibit_id is not None)
        self.override.setEnabled(bool(chosen) and not self._matter.read_only)
        self.report.setEnabled(self._looked is not None)

    def _told(self, current: Sequence[PreflightFinding]) -> str:
        """The words below the list: one finding's own, or a kind's with its exhibits by name."""
        if len(current) < 2 or self._looked is None:
            return current[0].words if current else ""
        (group,) = grouped(current)
        named = group.named(self._looked.names, NAMED)
        return f"{group.words} {group.places_told}{' in: ' if named else ''}{named}."

    def _outcome(self) -> str:
        if self._looked is None:
            return "Not checked yet."
        decided = len(self._looked.found) - len(self._looked.standing)
        return outcome(self._looked.found) + (f" Overridden: {decided}." if decided else "")

    # -- what the user does about it -------------------------------------------------------------------------------

    def _activated(self, _item: QTreeWidgetItem, _column: int) -> None:
        self._open()

    def _open(self) -> None:
        current = self.tree.current()
        if len(current) == 1 and current[0].exhibit_id is not None:
            self.page_asked.emit(current[0].exhibit_id, current[0].page or 0)

    def _override(self) -> None:
        chosen = self.tree.chosen()
        reason = OverrideDialog.ask(self, chosen) if chosen else None
        if reason is not None:
            self.decide(chosen, reason)

    def decide(self, chosen: Sequence[PreflightFinding], reason: str) -> None:
        """Record a decision about findings and show it beside them."""
        self._runner.change(preflight.decide, chosen, reason, self._settings[0], done=lambda _c: self._read_again())

    def _read_again(self) -> None:
        if self._looked is not None:
            self._runner.query("preflight", with_decisions, self._looked.found, self._settings[0], done=self._show)

    def _go_on(self) -> None:
        self.close()
        self.export_asked.emit(self._back_to)

    def done(self, result: int) -> None:
        """Leaving the dialog stops a check that is running."""
        self.cancel()
        super().done(result)


def _named(words: str, made: QWidget) -> QWidget:
    """A field with its name before it, which stay together when the row wraps."""
    holder = QWidget()
    holder.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(8))
    label = QLabel(words)
    label.setBuddy(made)
    row.addWidget(label)
    row.addWidget(made, 1)
    return holder
