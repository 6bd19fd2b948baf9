"""Search terms: a list of terms is run, each on its own, and counted as opponents count: by document and family."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from evidence_app import reports
from evidence_app.gui import theme
from evidence_app.gui.dialog import Dialog
from evidence_app.gui.export_place import tell_written
from evidence_app.gui.messages import Messages
from evidence_app.gui.runner import AnyRunner
from evidence_app.gui.search.terms_table import WIDTHS, TermsTable
from evidence_app.model.proof import walk
from evidence_app.model.search_results import SearchFilters
from evidence_app.paths import documents_folder
from evidence_app.reports.contract import ReportResult
from evidence_app.services import proof, search_report, search_saved
from evidence_app.services.matter import Matter
from evidence_app.services.search_elements import terms_of
from evidence_app.services.search_report import SearchTermReport

SUFFIXES = {"PDF (*.pdf)": ".pdf", "Excel (*.xlsx)": ".xlsx", "CSV (*.csv)": ".csv"}
TermLists = list[tuple[str, tuple[str, ...]]]
"""(name, terms) of everything that terms can be taken from."""


def read_lists(matter: Matter) -> TermLists:
    """The elements that have search terms, then all saved searches as one list."""
    nodes = [node for claim in proof.tree(matter) for node in walk(claim.elements)]
    found = [(f"{n.number}  {n.element.text}", tuple(terms_of(n.element.search_terms))) for n in nodes]
    saved = tuple(one.query for one in search_saved.saved_searches(matter))
    return [(name, terms) for name, terms in [*found, ("Saved searches", saved)] if terms]


def run_terms(matter: Matter, terms: Sequence[str], filters: SearchFilters) -> SearchTermReport:
    """The report of these terms, or of the terms of all elements when there are none."""
    if terms:
        return search_report.term_report(matter, terms, filters)
    return search_report.element_report(matter, None, filters)


def export(matter: Matter, terms: Sequence[str], filters: SearchFilters, path: Path, **watch: Any) -> ReportResult:
    """Write the search-term report of these terms; the ending of the file decides its format."""
    report = reports.get("search-terms")
    options = report.Options(terms=tuple(terms), tags=filters.tags, custodians=filters.custodians)
    return reports.write(matter, report.name, options, path, **watch)


class TermsDialog(Dialog):
    """``term_opened(query)``: show what this term finds. Only tags and custodians of ``filters`` narrow the list's set."""

    term_opened = Signal(str)

    def __init__(
        self, parent: QWidget, matter: Matter, runner: AnyRunner, messages: Messages, filters: SearchFilters
    ) -> None:
        super().__init__(parent)
        self.setObjectName("search_terms")
        self.setWindowTitle("Search terms")
        self._matter, self._runner, self._messages = matter, runner, messages
        self.filters = SearchFilters(tags=filters.tags, custodians=filters.custodians)
        self._ran: tuple[str, ...] | None = None
        self.model = TermsTable()
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(14)] * 4)
        column.setSpacing(theme.px(10))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self._terms_side())
        split.addWidget(self._report_side())
        split.setStretchFactor(1, 1)
        split.setSizes([theme.px(230), theme.px(900)])
        split.setChildrenCollapsible(False)
        column.addWidget(split, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self.export_button = QPushButton(theme.icon("export"), "Export…")
        self.export_button.setObjectName("terms_export")
        self.export_button.setAccessibleName("Export the search-term report")
        self.export_button.clicked.connect(self.ask_export)
        buttons.addButton(self.export_button, QDialogButtonBox.ButtonRole.ActionRole)
        column.addWidget(buttons)
        theme.default_button(self, self.run_button)
        self.resize(theme.px(1180), theme.px(620))
        self._show(None)
        self._runner.query("search.term_lists", read_lists, done=self._offer)

    def _terms_side(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, theme.px(8), 0)
        column.setSpacing(theme.px(8))
        column.addWidget(theme.label("Terms, one a line", "heading"))
        self.take = QToolButton()
        self.take.setObjectName("terms_take")
        self.take.setText("Take terms from")
        self.take.setAccessibleName("Take terms from an element or the saved searches")
        self.take.setProperty("role", "filter")
        self.take.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.take.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu_ = QMenu(self.take)
        self.take.setMenu(self.menu_)
        self.terms = QPlainTextEdit()
        self.terms.setObjectName("terms_list")
        self.terms.setAccessibleName("Terms, one a line")
        self.terms.setPlaceholderText(
            "breach w/5 contract\n“privacy policy”\ntrain*\n\nEmpty: the terms of all elements"
        )
        self.terms.setTabChangesFocus(True)
        self.run_button = QPushButton("Run all terms")
        self.run_button.setObjectName("terms_run")
        self.run_button.setAccessibleName("Run all terms")
        theme.set_role(self.run_button, "primary")
        self.run_button.clicked.connect(self.run)
        for widget in (self.take, self.terms, self.run_button):
            column.addWidget(widget)
        return side

    def _report_side(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(theme.px(8), 0, 0, 0)
        column.setSpacing(theme.px(8))
        row = QHBoxLayout()
        self.summary = theme.label("", "heading", wrap=True, name="terms_summary")
        row.addWidget(self.summary, 1)
        self.open_button = QPushButton(theme.icon("search"), "Open this search")
        self.open_button.setObjectName("terms_open")
        self.open_button.setAccessibleName("Show what the chosen term finds")
        self.open_button.clicked.connect(self._open_current)
        row.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        self.table = QTableView()
        self.table.setObjectName("terms_table")
        self.table.setTabKeyNavigation(False)
        self.table.setAccessibleName("What each term finds")
        self.table.setModel(self.model)
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.verticalHeader().hide()
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(1, head.ResizeMode.Stretch)
        for section, width in enumerate(WIDTHS):
            if width:
                self.table.setColumnWidth(section, theme.px(width))
        self.table.activated.connect(lambda index: self._open(index.row()))
        self.table.selectionModel().currentRowChanged.connect(lambda now, _before: self._chosen(now.row()))
        column.addWidget(self.table, 1)
        self.chosen = theme.label("", "", wrap=True, name="terms_chosen")
        column.addWidget(self.chosen)
        self.facts = theme.label("", "muted", wrap=True, name="terms_facts")
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.facts)
        return side

    # -- terms ---------------------------------------------------------------------------------------------------

    def _offer(self, lists: TermLists) -> None:
        self.menu_.clear()
        self.menu_.addAction("All elements (leave the list empty)", lambda: self.set_terms(()))
        for name, terms in lists:
            words = name if len(name) <= 70 else name[:69] + "…"
            self.menu_.addAction(words.replace("&", "&&"), lambda t=terms: self.set_terms(t))

    def set_terms(self, terms: Sequence[str]) -> None:
        """Put these terms into the list and run them."""
        self.terms.setPlainText("\n".join(terms))
        self.run()

    def run(self) -> None:
        """Run what stands in the list."""
        terms = tuple(terms_of(self.terms.toPlainText()))
        self.summary.setText("Running the terms …")
        self.run_button.setEnabled(False)
        self._runner.query(
            "search.terms", run_terms, terms, self.filters,
            done=lambda found: self._ran_with(terms, found), on_error=self._failed,
        )  # fmt: skip

    def _ran_with(self, terms: tuple[str, ...], found: SearchTermReport) -> None:
        self._ran = terms
        self._show(found)

    def _failed(self, error: Exception) -> None:
        self._show(None)
        self._messages.error(error)

    def _show(self, found: SearchTermReport | None) -> None:
        self.run_button.setEnabled(True)
        self.model.show_report(found)
        self.table.setColumnHidden(len(WIDTHS) - 1, found is None or not any(row.group for row in found.rows))
        self.summary.setText(summary_words(found) if found else "Each term is a search of its own over whole exhibits.")
        self.facts.setText(facts_words(found) if found else "")
        self.export_button.setEnabled(found is not None and bool(found.rows))
        self._chosen(self.table.currentIndex().row())

    # -- rows ----------------------------------------------------------------------------------------------------

    def _chosen(self, row: int) -> None:
        self.open_button.setEnabled(bool(self.model.term(row)))
        words = self.model.read_as(row)
        self.chosen.setText(words)
        self.chosen.setVisible(bool(words))

    def _open_current(self) -> None:
        self._open(self.table.currentIndex().row())

    def _open(self, row: int) -> None:
        term = self.model.term(row)
        if term:
            self.term_opened.emit(term)
            self.accept()

    # -- export --------------------------------------------------------------------------------------------------

    def ask_export(self) -> None:
        """Ask where to write the report, and write it with the terms that were run."""
        start = str(documents_folder().parent / "Search terms.pdf")
        chosen, kind = QFileDialog.getSaveFileName(self, "Write the search-term report to", start, ";;".join(SUFFIXES))
        if chosen and self._ran is not None:
            suffix = SUFFIXES.get(kind, ".pdf")
            path = Path(chosen if Path(chosen).suffix.lower() in SUFFIXES.values() else chosen + suffix)
            self._runner.job(
                "Exporting the search-term report", export, self._ran, self.filters, path,
                done=lambda made: tell_written(self._messages, f"Wrote {made.path.name}: {made.rows} rows.", made.path, made.notes),
            )  # fmt: skip


def summary_words(found: SearchTermReport) -> str:
    """The totals in a sentence; unions, never sums."""
    count = len(found.rows)
    words = f"{count:,} term{'s' * (count != 1)}: {found.total_exhibits:,} of {found.set_exhibits:,} exhibits, "
    words += f"{found.total_with_family:,} with family."
    if found.without_hits:
        words += f" {len(found.without_hits):,} without hits."
    return words + (f" {len(found.failed):,} not run." if found.failed else "")


SHOWN_FACTS = ("Searched set", "Completeness", "Exhibits without any text", "Index", "Language", "Text")


def facts_words(found: SearchTermReport) -> str:
    """What must be known to judge the numbers."""
    return "\n".join(f"{name}: {words}" for name, words in found.statements() if name in SHOWN_FACTS)
