"""Export in two steps: which report with which options, then where to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from evidence_app import reports
from evidence_app.gui import theme
from evidence_app.gui.dialog import Dialog
from evidence_app.gui.export_place import plain_name, start_folder
from evidence_app.gui.form import Choices, Field, Form, fields_of
from evidence_app.gui.runner import AnyRunner
from evidence_app.gui.window_state import WindowState
from evidence_app.reports import CHECKED_REPORTS
from evidence_app.reports.presets import presets
from evidence_app.services import parties
from evidence_app.services.matter import Matter

FORMATS = {
    ".pdf": "PDF",
    ".docx": "Word",
    ".xlsx": "Excel",
    ".csv": "CSV",
    ".html": "Web page",
    ".json": "JSON",
    ".svg": "Drawing (SVG)",
    ".zip": "Folder in a ZIP file",
}
CHECK, LAYOUTS = 2, 3
"""The dialog's answers when the user first wants to see what should be looked at, or to edit the layouts of lists."""


def option_fields(matter: Matter, report: Any) -> tuple[Field, ...]:
    """The form of a report's options; where a party is meant, the matter's own are offered."""
    sides = (
        ("", "All parties"),
        ("plaintiff", "Plaintiff's side"),
        ("defendant", "Defendant's side"),
        ("joint", "Joint"),
    )
    known = tuple((p.name, p.name) for p in parties.parties(matter))
    return tuple(_offered(f, (*sides, *known)) for f in fields_of(report.Options))


def _offered(field: Field, parties_known: Choices) -> Field:
    """The field with what there is to choose now: the matter's parties, the user's own layouts."""
    if field.key == "party" and field.kind == "text":
        return replace(field, kind="choice", choices=parties_known)
    if field.key == "preset":
        none = (("", "Number, description, date, Bates, witness"),) if field.default == "" else ()
        return replace(field, choices=(*none, *((one.id, one.name) for one in presets().values())))
    return field


class ReportDialog(Dialog):
    """The reports at the left, the chosen one's options at the right, the file below."""

    def __init__(
        self, parent: QWidget, matter: Matter, state: WindowState, name: str = "", runner: AnyRunner | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export a report")
        self.setObjectName("report_dialog")
        self._matter, self._state, self._runner = matter, state, runner
        self._previews: dict[str, Callable[[], None]] = {}
        self._left = False
        self.finished.connect(self._end)
        self.list = QListWidget()
        self.list.setObjectName("report_list")
        self.list.setAccessibleName("Reports")
        self.list.setFixedWidth(theme.px(220))
        self.list.setSpacing(theme.px(2))
        self._stack = QStackedWidget()
        self.forms: dict[int, Form] = {}
        self._pages: dict[int, QWidget] = {}
        self.reports = reports.every()
        self.list.addItems([report.title for report in self.reports])
        self.format = QComboBox()
        self.format.setObjectName("report_format")
        self.format.setAccessibleName("Format")
        self.file = QLineEdit()
        self.file.setObjectName("report_file")
        self.file.setAccessibleName("File to write")
        self._build()
        self.list.currentRowChanged.connect(self._choose)
        self.format.currentIndexChanged.connect(lambda _i: self._rename())
        names = [report.name for report in self.reports]
        wanted = name or state.text("report/last")
        self.list.setCurrentRow(names.index(wanted) if wanted in names else 0)

    def _page(self, row: int) -> QWidget:
        """The options of a report, made when it is chosen: all of them would be a long wait for one."""
        if row not in self._pages:
            self._pages[row] = self._options(row, self.reports[row])
            self._stack.addWidget(self._pages[row])
        return self._pages[row]

    def _options(self, row: int, report: Any) -> QWidget:
        form = Form(option_fields(self._matter, report))
        defaults = {f.key: f.default for f in form.fields if f.kind != "secret"}
        form.set_values(defaults | self._remembered(report.name, defaults))
        self.forms[row] = form
        form.edited.connect(lambda key, _value: self._edited(form, key))
        inner = QWidget()
        inner.setProperty("role", "panel")
        inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(inner)
        column.setContentsMargins(*[theme.px(18)] * 4)
        column.setSpacing(theme.px(12))
        column.addWidget(theme.label(report.title, "heading"))
        about = getattr(report, "about", "")
        if about:
            column.addWidget(theme.label(about, "muted", wrap=True))
        column.addWidget(form)
        if any(f.key == "preset" for f in form.fields):
            column.addWidget(self._layouts_button(report.name), 0, Qt.AlignmentFlag.AlignLeft)
        if hasattr(report, "preview"):
            column.addWidget(self._told(report, form))
        column.addStretch(1)
        area = QScrollArea()
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setWidget(inner)
        return area

    def _layouts_button(self, name: str) -> QPushButton:
        button = QPushButton("Edit layouts…")
        button.setObjectName(f"report_layouts_{name}")
        button.setAccessibleName("Edit the layouts of lists")
        button.setToolTip("Copy a court's layout, change columns and wording, keep it as your own")
        button.clicked.connect(lambda: self._leave(LAYOUTS))
        return button

    def _told(self, report: Any, form: Form) -> QWidget:
        """What a report says of itself before it is written, anew whenever an option changes; read in the background."""
        told = theme.label("", "notice", wrap=True, name=f"preview_{report.name}")
        told.setContentsMargins(*[theme.px(8)] * 4)
        told.hide()

        def show(sentences: Sequence[str]) -> None:
            if not self._left:
                told.setText("\n".join(sentences))
                told.setVisible(bool(sentences))

        def ask() -> None:
            options = report.Options(**form.values())
            if self._runner is not None:
                self._runner.query(f"preview {report.name}", lambda matter: report.preview(matter, options), done=show)

        form.edited.connect(lambda _key, _value: ask())
        self._previews[report.name] = ask
        return told

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(18)] * 4)
        column.setSpacing(theme.px(12))
        middle = QHBoxLayout()
        middle.setSpacing(theme.px(12))
        middle.addWidget(self.list)
        middle.addWidget(self._stack, 1)
        column.addLayout(middle, 1)
        rows = QFormLayout()
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        row = QHBoxLayout()
        row.addWidget(self.file, 1)
        browse = QPushButton("Choose…")
        browse.setObjectName("report_browse")
        browse.setAccessibleName("Choose the file to write")
        browse.clicked.connect(self._browse)
        row.addWidget(browse)
        rows.addRow("Format", self.format)
        rows.addRow("File", row)
        column.addLayout(rows)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        go = buttons.addButton("Export", QDialogButtonBox.ButtonRole.AcceptRole)
        go.setObjectName("report_go")
        self.check = buttons.addButton("Check before it leaves…", QDialogButtonBox.ButtonRole.ActionRole)
        self.check.setObjectName("report_check")
        self.check.setToolTip("See what should be looked at first; your choices here are kept")
        self.check.clicked.connect(lambda: self._leave(CHECK))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        theme.default_button(self, go)
        self.resize(theme.px(900), theme.px(620))

    # -- choices ---------------------------------------------------------------------------------------------------

    def _choose(self, row: int) -> None:
        self._stack.setCurrentWidget(self._page(row))
        report = self.reports[row]
        self.check.setVisible(report.name in CHECKED_REPORTS)
        if report.name in self._previews:
            self._previews[report.name]()
        self.format.blockSignals(True)
        self.format.clear()
        for suffix in report.suffixes:
            self.format.addItem(FORMATS.get(suffix, suffix.lstrip(".").upper()), suffix)
        last = self._state.text(f"report/{report.name}/suffix")
        self.format.setCurrentIndex(max(0, self.format.findData(last)))
        self.format.blockSignals(False)
        self._name_file(row)

    def _name_file(self, row: int) -> None:
        """Offer a name; copies of two exhibits are two files."""
        parts = [plain_name(self._matter.record.name) or "Matter", self.reports[row].title]
        parts.append(plain_name(str(self.forms[row].values().get("exhibit", ""))))
        name = f"{' '.join(filter(None, parts))}{self.format.currentData()}"
        self.file.setText(str(start_folder(self._state, self._matter) / name))

    def _edited(self, form: Form, key: str) -> None:
        row = self.list.currentRow()
        if key == "exhibit" and self.forms.get(row) is form:
            self._name_file(row)

    def _rename(self) -> None:
        if self.file.text():
            self.file.setText(str(Path(self.file.text()).with_suffix(str(self.format.currentData()))))

    def _browse(self) -> None:
        kinds = f"{self.format.currentText()} (*{self.format.currentData()})"
        chosen, _filter = QFileDialog.getSaveFileName(self, "Write the report to", self.file.text(), kinds)
        if chosen:
            suffix = str(self.format.currentData())
            self.file.setText(chosen if chosen.lower().endswith(suffix) else chosen + suffix)

    def _remembered(self, name: str, defaults: Mapping[str, Any]) -> dict[str, Any]:
        kept = {key: self._state.text(f"report/{name}/{key}", "\0") for key in defaults}
        return {key: _typed(value, defaults[key]) for key, value in kept.items() if value != "\0"}

    def _remember(self) -> None:
        report = self.reports[self.list.currentRow()]
        self._state.keep("report/last", report.name)
        self._state.keep(f"report/{report.name}/suffix", self.format.currentData())
        self._state.keep("report/folder", str(Path(self.file.text()).parent))
        form = self.forms[self.list.currentRow()]
        secret = {f.key for f in form.fields if f.kind == "secret"}
        for key, value in form.values().items():
            if key in secret:
                continue
            text = "\n".join(value) if isinstance(value, tuple) else str(value)
            self._state.keep(f"report/{report.name}/{key}", text)

    def accept(self) -> None:
        self._remember()
        super().accept()

    def _end(self) -> None:
        self._left = True

    def _leave(self, answer: int) -> None:
        """Away for the check or the layouts; what was entered is kept for coming back."""
        self._remember()
        self.done(answer)

    def chosen(self) -> tuple[Any, Any, Path]:
        """The report, its options, and the file to write."""
        row = self.list.currentRow()
        report = self.reports[row]
        return report, report.Options(**self.forms[row].values()), Path(self.file.text())

    @classmethod
    def ask(
        cls, parent: QWidget, matter: Matter, state: WindowState, name: str = "",
        check: Callable[[str, Sequence[str]], object] | None = None, layouts: Callable[[str], str] | None = None,
        runner: AnyRunner | None = None,
    ) -> tuple[Any, Any, Path] | None:  # fmt: skip
        """Let the user choose; None when they left. ``check(report, exhibits)`` opens the check before it leaves,
        ``layouts(id)`` the layouts of lists, after which the dialog comes back with the layout whose id it returns;
        ``runner`` reads what a report says of itself before it is written.
        """
        dialog = cls(parent, matter, state, name, runner)
        dialog.check.setEnabled(check is not None)
        result = dialog.exec()
        while result == LAYOUTS and layouts is not None:
            report, options, _path = dialog.chosen()
            state.keep(f"report/{report.name}/preset", layouts(options.preset) or options.preset)
            dialog = cls(parent, matter, state, report.name, runner)
            dialog.check.setEnabled(check is not None)
            result = dialog.exec()
        if result == CHECK and check is not None:
            report, options, _path = dialog.chosen()
            check(report.name, getattr(options, "exhibits", ()))
        return dialog.chosen() if result == QDialog.DialogCode.Accepted else None


def _typed(text: str, default: Any) -> Any:
    if isinstance(default, bool):
        return text == "True"
    if isinstance(default, int):
        return int(text) if text.isdigit() else default
    return tuple(filter(None, text.split("\n"))) if isinstance(default, tuple) else text


def report_titles() -> Sequence[tuple[str, str]]:
    """(name, title) of every report there is."""
    return [(report.name, report.title) for report in reports.every()]
