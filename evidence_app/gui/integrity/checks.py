"""The checks of a verification one by one: waiting, running, and how each ended."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from evidence_app.gui import theme
from evidence_app.services.integrity import Finding, IntegrityReport

CHECKS = (
    ("database", "Database", "SQLite's own check, and no row points nowhere"),
    ("originals", "Originals", "Every stored file is hashed again with SHA-256"),
    ("audit log", "Audit log", "The chain of hashes from the first entry on"),
    ("rows against the log", "Rows against the log", "No row was changed outside the program"),
    ("quotes", "Quotes", "Every linked quote still stands on its page"),
    ("search index", "Search", "Every page with text can be searched"),
)
"""Area of a finding, heading, what is checked; in the order they run."""


def result_words(area: str, report: IntegrityReport) -> tuple[str, str, str]:
    """(icon, colour, words) of one check after a verification; the words alone tell the result."""
    own = [f for f in report.findings if f.area == area]
    problems = sum(f.severity == "problem" for f in own)
    counted = _counted(area, report)
    if problems:
        return "warning", "danger", f"{problems:,} problem{'s' * (problems != 1)}{counted}"
    if own:
        return "ok", "ok", f"No problem, {len(own):,} notice{'s' * (len(own) != 1)}{counted}"
    return "ok", "ok", f"As recorded{counted}"


def _counted(area: str, report: IntegrityReport) -> str:
    counts = {
        "originals": f"{report.originals:,} files, {report.bytes_hashed / 1_000_000:,.1f} MB",
        "audit log": f"{report.entries:,} entries",
        "quotes": f"{report.links:,} links",
    }
    return f" ({counts[area]})" if area in counts else ""


class CheckList(QWidget):
    """One line for each check: icon, name, what it does, result in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("check_list")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(14))
        grid.setVerticalSpacing(theme.px(7))
        grid.setColumnStretch(3, 1)
        self._icons: dict[str, QLabel] = {}
        self.results: dict[str, QLabel] = {}
        for row, (area, name, what) in enumerate(CHECKS):
            picture = QLabel()
            picture.setFixedWidth(theme.px(18))
            result = theme.label("", name=f"check_{area.replace(' ', '_')}")
            heading = theme.label(name)
            heading.setToolTip(what)
            self._icons[area], self.results[area] = picture, result
            grid.addWidget(picture, row, 0)
            grid.addWidget(heading, row, 1)
            grid.addWidget(result, row, 2)
            quiet = theme.label(what, "muted", wrap=True)
            grid.addWidget(quiet, row, 3)
        self.show_waiting("Not checked yet in this session")

    def _set(self, area: str, icon: str, tint: str, words: str) -> None:
        self._icons[area].setPixmap(theme.icon(icon, tint).pixmap(theme.px(16), theme.px(16)))
        self.results[area].setText(words)
        name = next(name for key, name, _what in CHECKS if key == area)
        self.results[area].setAccessibleName(f"{name}: {words}")

    def show_waiting(self, words: str = "Waiting") -> None:
        """Nothing is known yet."""
        for area, *_rest in CHECKS:
            self._set(area, "neutral", "muted", words)

    def show_running(self, area: str) -> None:
        """Mark one check as running; those before it have been done, their results follow at the end."""
        order = [key for key, *_rest in CHECKS]
        for key in order:
            place = order.index(key) - order.index(area)
            words = "Running …" if place == 0 else "Checked" if place < 0 else "Waiting"
            self._set(key, "next" if place == 0 else "neutral", "accent" if place == 0 else "muted", words)

    def show_report(self, report: IntegrityReport) -> None:
        """How each check ended."""
        for area, *_rest in CHECKS:
            self._set(area, *result_words(area, report))


def in_order(findings: Sequence[Finding]) -> list[Finding]:
    """Problems before notices, otherwise as found."""
    return sorted(findings, key=lambda f: f.severity != "problem")
